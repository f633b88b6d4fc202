#!/bin/sh
# SPDX-License-Identifier: ISC
#
# ett-interop as a user runs it: what was built in agrees, with one in seven
# bytes tampered with (LONG=1: all of them); options, files, exit status.
set -eu
: "${BUILD:=build}"

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
trap 'exit 1' HUP INT TERM
interop=$BUILD/ett-interop
n=0
if grep -q __asan_init "$interop"; then
	echo '1..0 # SKIP minutes with AddressSanitizer; test_interop has it'
	exit 0
fi
step=7
[ -z "${LONG:-}" ] || step=1

# check CLAIM COMMAND ...: one line of TAP.
check() {
	n=$((n + 1))
	claim=$1
	shift
	if "$@" >"$dir/out" 2>&1 </dev/null; then
		echo "ok $n - $claim"
	else
		echo "not ok $n - $claim"
		sed 's/^/# /' "$dir/out"
	fi
}

exits() { # STATUS COMMAND ...
	want=$1
	shift
	status=0
	"$@" || status=$?
	[ "$status" -eq "$want" ] && return
	echo "exit $status, not $want"
	return 1
}

says() { # PATTERN COMMAND ...
	pattern=$1
	shift
	"$@" >"$dir/said" 2>&1 || true
	grep -q -- "$pattern" "$dir/said" && return
	cat "$dir/said"
	return 1
}

# Each line of the table adds up to the total, and something has passed.
adds_up() {
	awk -F '  +' '/ -> [a-z]+ / { p += $2; f += $3; o += $4 }
		$1 == "all" { seen = $2 > 0 && $2 == p && $3 == f && $4 == o }
		END { exit !seen }' "$1"
}

skips_say_why() {
	! grep '"verdict":"SKIP"' "$dir/results" |
		grep -v '"why":"[a-z]* lacks [^"]*"'
}

same() {
	"$interop" --seed 5 -v 'kex/*' >"$dir/a" &&
		"$interop" --seed 5 -v --jobs 1 'kex/*' >"$dir/b" &&
		diff "$dir/a" "$dir/b"
}

check 'an unknown option is a usage error' exits 2 "$interop" --nonsense
check 'an unknown option is named' says '--nonsense' "$interop" --nonsense
check 'an unknown library is a usage error' exits 2 "$interop" --backends x
check 'a library named twice is a usage error' exits 2 "$interop" --backends auto,auto
check 'an unknown matrix is a usage error' exits 2 "$interop" --matrix x
check 'an unknown algorithm is no success' exits 2 "$interop" --kex x
check 'no row is no success' exits 2 "$interop" 'nothing/*'
check 'a file that cannot be written is no success' \
	exits 2 "$interop" --json /nonexistent/x 'kex/*'
check '--help' says 'usage: ett-interop' "$interop" --help
check '--version' says '^ett-interop [0-9]' "$interop" --version
check '--list names rows' says '^kex/' "$interop" --list
check '--cipher narrows the rows' \
	says '^packets/aes128-ctr/' "$interop" --list --cipher aes128-ctr
check '--verbose names the library behind each algorithm' \
	says 'client: .*aes128-ctr=' "$interop" -v 'cipher/aes128-ctr'
check 'auto is a library like others' \
	exits 0 "$interop" --backends auto 'kex/*'
check 'two runs say the same, however many at once' same
check 'all libraries agree' exits 0 "$interop" \
	--tamper "$step" --json "$dir/results"
cp "$dir/out" "$dir/table"
check 'the table adds up' adds_up "$dir/table"
check 'no line of JSON tells of a failure' \
	exits 1 grep -q '"verdict":"FAIL"' "$dir/results"
check 'what is skipped says which library lacks what' skips_say_why
echo "1..$n"
