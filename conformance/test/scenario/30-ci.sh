#!/bin/sh
# SPDX-License-Identifier: ISC
#
# ci-example.sh as CI.md tells of it: what is known fails no build, what is new
# does, and so does what is no longer true.
set -eu
: "${BUILD:=build}"
here=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
trap 'exit 1' HUP INT TERM
case $BUILD in /*) ;; *) BUILD=$PWD/$BUILD ;; esac
CONFORM=$BUILD/ett-conform REPORT=$BUILD/ett-report
export CONFORM REPORT
cd "$dir"
n=0

check() { # CLAIM COMMAND ...
	n=$((n + 1))
	claim=$1
	shift
	mv out said 2>/dev/null || :
	if "$@" >out 2>&1 </dev/null; then
		echo "ok $n - $claim"
	else
		echo "not ok $n - $claim"
		sed 's/^/# /' out
	fi
}

exits() { # STATUS COMMAND ...
	want=$1
	shift
	status=0
	"$@" || status=$?
	[ "$status" -eq "$want" ]
}

ci() { # KNOWN [OPTION ...]
	sh "$here/ci-example.sh" inproc "$@"
}

check 'the first run writes what it finds' exits 0 ci ssh.known
check 'a line for each that did not pass' grep -q '^TRANS-.*: INFO, ' ssh.known
check 'and a second one knows it' exits 0 ci ssh.known
for file in index.html junit.xml matrix.html; do
	check "$file is there" test -s ett-report/$file
done
echo 'TRANS-4253-7-03: FAIL, bug 17: but it was fixed' >fixed.known
check 'what is no longer true fails the build' exits 1 ci fixed.known
check 'and is named' grep -q 'TRANS-4253-7-03 .*a surprise: FAIL was' said
check 'what cannot be judged is neither' exits 2 \
	sh "$here/ci-example.sh" server:127.0.0.1:1 dead.known
check 'and nothing becomes known of it' test ! -e dead.known
check 'no argument is a usage error' exits 2 sh "$here/ci-example.sh"
echo "1..$n"
