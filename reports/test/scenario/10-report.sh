#!/bin/sh
# SPDX-License-Identifier: ISC
#
# ett-report as it is run: result lines in, the pages beside this script's
# folder out; what is malformed is named and nothing is written.
set -u
pages=$(cd "$(dirname "$0")/../pages" && pwd)
report=${BUILD:?}/ett-report
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$pages/results.jsonl" "$work"
cd "$work" || exit 2
n=0

# check NAME COMMAND ...: one test line.
check() {
	name=$1
	shift
	n=$((n + 1))
	if "$@" >&2; then echo "ok $n - $name"; else echo "not ok $n - $name"; fi
}

exits() {
	want=$1
	shift
	"$@" >out 2>err
	[ $? -eq "$want" ]
}

echo 1..22
check "pages are written" exits 0 "$report" -o out.d results.jsonl
for page in index.html matrix.html target-results.html target-results-3.html \
	summary.md junit.xml results.json; do
	check "$page is as expected" diff "$pages/$page" "out.d/$page"
done
check "no markup of a peer survives" \
	sh -c '! grep -qiE "<(script|img|b>)" out.d/*.html out.d/junit.xml'
check "no control character survives" \
	sh -c '! LC_ALL=C grep -q "[[:cntrl:]]" out.d/results.json'
check "results.json can be read again, line by line" \
	sh -c 'sed "s/^[[,]//; /^\]$/d" out.d/results.json >again.jsonl &&
		"$1" -o again.d again.jsonl &&
		cmp out.d/results.json again.d/results.json' sh "$report"

# Evidence below the results is shown inside the page, as text; what lies
# elsewhere is linked alone.
mkdir transcripts
printf '<script>\033[31m\n\377' >transcripts/TRANS-4253-4.2-08.txt
mkdir in && echo secret >secret.txt && ln -s ../secret.txt in/link.txt
sed 's:../away/a b%.txt:link.txt:' results.jsonl >in/results.jsonl
"$report" -o shown.d results.jsonl
"$report" -o linked.d in/results.jsonl
check "a transcript is in the page of its target, as text" grep -qF \
	'&lt;script&gt;\x1b[31m' shown.d/target-results.html
check "what is not below the results is linked alone" \
	sh -c '! grep -rq secret linked.d && grep -rq link.txt linked.d'

sed '2s/.*/{/' results.jsonl >bad.jsonl
printf 'cut {"tool' >>bad.jsonl
check "malformed lines are a failure to run" \
	exits 2 "$report" -o bad.d results.jsonl bad.jsonl
check "each is named by file and line" \
	sh -c 'grep -q "^bad.jsonl:2: " err && grep -q "^bad.jsonl:8: " err'
check "and nothing is written" [ ! -e bad.d ]
check "a file that is missing is named" \
	sh -c '! "$1" -o bad.d none.jsonl 2>err && grep -q "none.jsonl: No" err' \
	sh "$report"
check "no results are no success" exits 2 "$report" -o bad.d /dev/null
check "a folder that cannot be made is a failure" \
	exits 2 "$report" -o none/bad.d results.jsonl
check "no argument is a usage error" exits 2 "$report"
check "--help is not" exits 0 "$report" --help
check "--version says the name" \
	sh -c '"$1" --version | grep -q "^ett-report [0-9]"' sh "$report"
