# SPDX-License-Identifier: ISC
# Does time depend on secrets?  Each operation of each library under valgrind.
. "$(dirname -- "$0")/lib.sh"
need valgrind
[ -x "$BUILD/ct" ] || skip_all 'built without the headers of valgrind'
! grep -q __asan_init "$BUILD/ct" ||
	skip_all 'built with AddressSanitizer, which valgrind cannot run'
mkdir -p "$BUILD/reports"

# told VERDICTS SUBJECT ID: that line has one of these verdicts
told() {
	grep "\"id\":\"$3\"" "$W/ct.jsonl" | grep "\"subject\":\"$2\"" |
		grep -qE "\"verdict\":\"($1)\""
}

"$BUILD/ct" --json "$W/ct.jsonl" --expected "$ROOT/ref/test/ct/expected" \
	>"$W/table" 2>"$W/ct.err"
check 'no deviation but those expected, with reasons' [ $? = 0 ]
grep -E '^(FAIL|INCONCLUSIVE|INFO)' "$W/table" | cut -c 1-200 | sed 's/^/# /'
cp "$W/ct.jsonl" "$BUILD/reports/ct.jsonl"
check 'a comparison that leaks is seen' told PASS ett control
check 'MACs are compared in constant time' told PASS ett compare

# One that is expected nowhere fails.
"$BUILD/ct" --expected /dev/null ett >"$W/control" 2>"$W/none.err"
check 'a library that is not there: 2' [ $? = 2 ]
"$BUILD/ct" --tap --expected /dev/null --op 'crypt 3des-cbc' >"$W/unexpected"
case $? in
1) check 'what is not expected fails, and says where' \
	says unexpected ' uses of secrets in ' ;;
0) skip 'what is not expected fails' 'no library here has 3des-cbc' ;;
*) fail 'what is not expected fails' ;;
esac
finish
