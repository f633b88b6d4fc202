#!/bin/sh
# SPDX-License-Identifier: ISC
#
# ett-vectors as it is run: what is right passes, and each thing that can be
# wrong with a file, a library, or the policy is named and fails.
set -u
root=$(cd "$(dirname "$0")/../../.." && pwd)
vectors=${BUILD:?}/ett-vectors
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 2
unset ETT_VECTORS_DATA ETT_VECTORS_NIST
n=0

# check NAME COMMAND ...: one test line.
check() {
	name=$1
	shift
	n=$((n + 1))
	if "$@" >&2; then echo "ok $n - $name"; else echo "not ok $n - $name"; fi
}

# exits STATUS COMMAND ...: words into out and err
exits() {
	want=$1
	shift
	"$@" >out 2>err
	status=$?
	[ $status -eq "$want" ] || {
		cat out err
		return 1
	}
}

says() {
	grep -q -- "$@" out || {
		cat out
		return 1
	}
}

# A home of its own: a policy, and one file of our own making.
mkdir -p home/data
echo '# none' >home/policy
export ETT_VECTORS="$work/home"

# RFC 4231 test case 2, in Wycheproof's form.
cat >good.json <<'END'
{ "algorithm": "HMACSHA256", "schema": "mac_test_schema_v1.json",
  "numberOfTests": 2, "header": [], "notes": {}, "testGroups": [
  { "type": "MacTest", "keySize": 32, "tagSize": 256, "tests": [
    { "tcId": 1, "comment": "Jefe", "flags": [], "key": "4a656665",
      "msg": "7768617420646f2079612077616e7420666f72206e6f7468696e673f",
      "tag": "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
      "result": "valid" },
    { "tcId": 2, "comment": "forged", "flags": [], "key": "4a656665",
      "msg": "7768617420646f2079612077616e7420666f72206e6f7468696e673f",
      "tag": "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3844",
      "result": "invalid" } ] } ] }
END

check "a file as it should be passes" exits 0 "$vectors" good.json
check "and is counted" says '2 run *2 passed *0 failed *0 skipped'
check "a backend by name is the only one" \
	sh -c '"$1" --backend nosuch good.json; [ $? -eq 2 ]' sh "$vectors"
check "a kind by name, too" exits 2 "$vectors" --kind nosuch good.json
check "files of other kinds are passed over" \
	sh -c '"$1" --kind xdh_comp_schema_v1.json good.json >out &&
		grep -q "^0 files" out' sh "$vectors"

sed 's/ec3843/ec3842/' good.json >flipped.json
check "a flipped bit in what is stated fails" exits 1 "$vectors" flipped.json
check "and names the test" says 'FAILED .* tcId 1 (Jefe)'
sed 's/"numberOfTests": 2/"numberOfTests": 3/' good.json >count.json
check "another number of tests fails" exits 1 "$vectors" count.json
check "and is named" says 'numberOfTests is 3, not 2'
sed 's/mac_test/cow_test/' good.json >kind.json
check "an unknown kind fails" exits 1 "$vectors" kind.json
check "and is named" says 'kind "cow_test_schema_v1.json" is unknown'
sed 's/"key": "4a656665",//' good.json >member.json
check "a missing member fails" exits 1 "$vectors" member.json
check "and is named" says 'member "key" is missing'
sed 's/"flags"/"flogs"/' good.json >unknown.json
check "an unknown member fails" exits 1 "$vectors" unknown.json
sed 's/"tcId": 2/"tcId": 1/' good.json >twice.json
check "a tcId that comes twice fails" exits 1 "$vectors" twice.json
sed 's/"header": \[\]/"notes": {}/' good.json >keys.json
check "a member that comes twice fails" exits 1 "$vectors" keys.json
head -c 300 good.json >cut.json
check "a file that is cut off fails" exits 1 "$vectors" cut.json
check "a file that is missing cannot be run" exits 2 "$vectors" none.json
printf '{"schema": "\033[31m", "algorithm": 1, "numberOfTests": 1,
	"testGroups": []}' >escape.json
check "what a file says is escaped" sh -c '"$1" escape.json >out
	! LC_ALL=C grep -q "$(printf "\\033")" out' sh "$vectors"

sed 's/"result": "valid"/"result": "acceptable"/' good.json >maybe.json
check "what is acceptable needs a policy" exits 1 "$vectors" maybe.json
echo 'maybe.json 1 * accept a MAC that is right' >home/policy
check "and passes with one" exits 0 "$vectors" maybe.json
check "a rule that no test uses is reported" \
	sh -c 'sed "s/\"tcId\": 1/\"tcId\": 7/" good.json >maybe.json
		"$1" maybe.json >out; [ $? -eq 1 ]' sh "$vectors"
check "and is named" says 'policy: FAILED: no test of maybe.json'
echo 'good.json 1 * accept' >home/policy
check "a rule without a reason stops the run" exits 2 "$vectors" good.json
echo '# none' >home/policy

mkdir -p data/wycheproof
cp good.json data/wycheproof/hmac_sha256_test.json
export ETT_VECTORS_NIST="$work/none"
check "data that is absent is skipped, not passed" exits 0 "$vectors"
check "Wycheproof's with their number" says 'wycheproof: skipped: .*32 files'
check "NIST's, too" says 'nist: skipped: not installed ([1-9][0-9]* files'
check "a folder of data is found" sh -c 'ETT_VECTORS_DATA=data "$1" >out &&
	grep -q "^wycheproof/hmac_sha256_test.json: 2 tests" out' sh "$vectors"
mkdir -p nist/HMAC
cat >nist/HMAC/rfc-4231-sha256.txt <<'END'
Len = 224
Key = 4a656665
Msg = 7768617420646f2079612077616e7420666f72206e6f7468696e673f
MD = 5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843
END
check "stanzas are read" exits 0 "$vectors" nist
check "and run" says '1 run *1 passed'
sed -i 's/3843/3842/' nist/HMAC/rfc-4231-sha256.txt
check "and fail" exits 1 "$vectors" nist

check "results are written as lines" \
	exits 1 "$vectors" --json out.jsonl flipped.json good.json
check "that ett-report understands" \
	"$BUILD/ett-report" -o pages out.jsonl
check "a failed test is one of them" \
	grep -q '"id":"flipped.json#1".*"verdict":"FAIL"' out.jsonl
check "TAP has a line for each file" sh -c '"$1" --tap flipped.json good.json \
	>out; grep -q "^not ok 1 - flipped.json" out &&
	grep -q "^ok 2 - good.json" out && grep -q "^1..2" out' sh "$vectors"
check "a folder without a policy is none of ours" \
	sh -c 'ETT_VECTORS=nist "$1" good.json 2>/dev/null; [ $? -eq 2 ]' \
	sh "$vectors"
check "an unknown option is a usage error" exits 2 "$vectors" --frob
check "--help is not" exits 0 "$vectors" --help
check "--version says the name" \
	sh -c '"$1" --version | grep -q "^ett-vectors [0-9]"' sh "$vectors"
unset ETT_VECTORS
check "the sources' own folder is found from anywhere" \
	exits 0 "$vectors" good.json
mkdir -p prefix/bin prefix/share/ett
cp "$vectors" prefix/bin
ln -s "$root/vectors" prefix/share/ett/vectors
check "and that of an installed ett" exits 0 prefix/bin/ett-vectors good.json
echo "1..$n"
