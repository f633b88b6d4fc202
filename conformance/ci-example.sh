#!/bin/sh
# SPDX-License-Identifier: ISC
#
# ci-example.sh TARGET KNOWN [OPTION ...]: judges an SSH implementation in a
# continuous integration, and fails when it got worse, or better, than the file
# KNOWN says.  To copy and to change.
#
#   sh ci-example.sh server:127.0.0.1:2222 ssh.known --user me --key id
#   sh ci-example.sh 'exec:./sshd -i' ssh.known
#
# Where KNOWN is not there yet, it is written from what was found, to be read,
# given reasons and kept with the sources.  The report goes to OUT (ett-report):
# index.html for people, junit.xml for the CI.  CONFORM and REPORT name the
# programs where they are not installed.
#
# Exit status: 0 as known, 1 a surprise, 2 the target could not be judged.
set -eu
[ $# -ge 2 ] || {
	echo "usage: ci-example.sh TARGET KNOWN [OPTION ...]" >&2
	exit 2
}
target=$1 known=$2
shift 2
: "${OUT:=ett-report}" "${CONFORM:=ett-conform}" "${REPORT:=ett-report}"

rm -rf "$OUT"
mkdir -p "$OUT"
if [ -f "$known" ]; then
	set -- --known "$known" "$@"
else
	echo "$known is not there yet, and is written now" >&2
	set -- --write-known "$known.new" "$@"
fi

status=0
"$CONFORM" --json "$OUT/conform.jsonl" --report "$OUT/transcripts" "$@" \
	"$target" >"$OUT/conform.txt" || status=$?
# Nothing could be judged: nothing to report, and nothing to know.
if [ $status -ge 2 ]; then
	rm -f "$known.new"
	exit 2
fi
"$REPORT" -o "$OUT" "$OUT/conform.jsonl"
if [ ! -f "$known" ]; then
	mv "$known.new" "$known"
	exit 0
fi
grep 'a surprise:' "$OUT/conform.txt" || :
exit $status
