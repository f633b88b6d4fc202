#!/bin/sh
# SPDX-License-Identifier: ISC
#
# ett-conform as a user runs it: lists, targets, files, exit status.
set -eu
: "${BUILD:=build}"

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
trap 'exit 1' HUP INT TERM
conform=$BUILD/ett-conform
n=0

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

check 'no target is a usage error' exits 2 "$conform"
check 'an unknown option is named' says '--nonsense' "$conform" --nonsense x
check 'an unknown option is a usage error' exits 2 "$conform" --nonsense x
check 'an unknown target is a usage error' exits 2 "$conform" nowhere
check 'no jobs at all are refused' exits 2 "$conform" --jobs 0 inproc
"$conform" inproc >"$dir/one.out" 2>/dev/null
"$conform" --jobs 3 inproc >"$dir/three.out" 2>/dev/null
check 'three at once tell the same as one' cmp "$dir/one.out" "$dir/three.out"
check 'a client that never comes cannot be judged' \
	says 'ended before it connected' "$conform" client:true
check 'and that is no success' exits 2 "$conform" client:true
check 'a placeholder that means nothing is named' \
	says '{nonsense} has no value' "$conform" 'client:true {nonsense}'
check 'an unknown profile is named' says 'nowhere' \
	"$conform" --profile nowhere server:127.0.0.1:1
check 'and is a usage error' exits 2 \
	"$conform" --profile nowhere server:127.0.0.1:1
check 'so is an expected host key' exits 2 "$conform" --host-key x inproc
check 'a number is a number' exits 2 "$conform" --timeout soon inproc
check 'nobody listening is no success' exits 2 "$conform" server:127.0.0.1:1
check '--help' says 'usage: ett-conform' "$conform" --help
check '--version' says '^ett-conform [0-9]' "$conform" --version
check '--list' says 'TRANS-4253-4.2-01' "$conform" --list
check '--list, what has no case' says '4253-4.2-13 .*not testable here' \
	"$conform" --list
check '--requirements, too' says '  not testable here: TRANS-4253-4.2-12' \
	"$conform" --requirements
check '--list --json' says '"id":"TRANS-4253-7-03"' "$conform" --list --json
check '--explain' says 'Requirement: 4253-7-02' \
	"$conform" --explain TRANS-4253-7-03
check '--explain of nothing' exits 2 "$conform" --explain TRANS-0-0
check '--messages' says '20 kexinit' "$conform" --messages
check 'every requirement with its cases' says 'TRANS-4253-8-01' \
	"$conform" --coverage

# The reference passes, and the same seed says the same.
run() { # NAME ARGUMENT ...
	name=$1
	shift
	"$conform" --seed 5 --json "$dir/$name.json" --junit "$dir/$name.xml" \
		--report "$dir/$name" --write-known "$dir/$name.known" "$@"
}
check 'the reference has no violation' exits 0 run a inproc
mv "$dir/a" "$dir/first" && mv "$dir/a.json" "$dir/first.json"
check 'it has none a second time' exits 0 run a inproc
check 'the same seed gives the same results' \
	cmp "$dir/a.json" "$dir/first.json"
check 'and the same transcripts' diff -r "$dir/a" "$dir/first"
check 'nor has it as a client' exits 0 "$conform" inproc:client
check 'a line of JSON per result' \
	[ "$(grep -c '"tool":"conform"' "$dir/a.json")" -gt 60 ]
check 'JUnit has the cases' grep -q 'name="TRANS-4253-7-03"' "$dir/a.xml"
check 'what is known is no surprise' exits 0 \
	"$conform" --known "$dir/a.known" inproc
check 'patterns choose' exits 0 "$conform" inproc 'ARCH-*'

# A verdict that was expected otherwise is a surprise, even a good one.
echo 'ARCH-4251-6-02: FAIL, for the test' >"$dir/wrong.known"
check 'a surprise fails the run' exits 1 \
	"$conform" --known "$dir/wrong.known" inproc 'ARCH-4251-6-02'
check 'as TAP a surprise is not ok' says '^not ok 1 - ARCH-4251-6-02$' \
	"$conform" --tap --known "$dir/wrong.known" inproc 'ARCH-4251-6-02'
echo 'TRANS-4253-7.1-12: INCONCLUSIVE, for the test' >"$dir/undecided.known"
check 'nor is a SKIP that should not be one' \
	says '^not ok 1 - TRANS-4253-7.1-12$' "$conform" --tap \
	--known "$dir/undecided.known" inproc:client 'TRANS-4253-7.1-12'
check 'as TAP what passes is ok' says '^ok 1 - ARCH-4251-6-02$' \
	"$conform" --tap inproc 'ARCH-4251-6-02'
check 'its plan counts the oracles too' says '^1\.\.3$' \
	"$conform" --tap inproc 'ARCH-4251-6-02' 'ROB-0[12]'
check 'a SKIP says so, and why' says '^ok 1 - TRANS-.* # SKIP only one name' \
	"$conform" --tap inproc:client 'TRANS-4253-7.1-12'
check 'a verdict that is no PASS is a comment' says '^# INFO: SERVICE' \
	"$conform" --tap inproc 'TRANS-4253-4.2-02'
check 'a file that is not there' exits 2 \
	"$conform" --known "$dir/absent" inproc
check 'a file that cannot be written' exits 2 \
	"$conform" --json "$dir/absent/x" inproc
echo "1..$n"
