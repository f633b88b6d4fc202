# SPDX-License-Identifier: ISC
# --help and the manuals tell the same options; every program answers --help
# and --version; the table of messages in ett(7) is the one that is compiled.
. "$(dirname -- "$0")/lib.sh"
need mandoc

# Options as --help prints them, in every spelling, sorted.
helped() {
	"$BUILD/$1" --help | sed -n 's/^  \(-.*\)/\1/p' | cut -c1-30 |
		grep -oE '(^|[ ,])--?[a-zA-Z0-9][a-z0-9-]*' | tr -d ' ,' |
		LC_ALL=C sort -u
}

# Options that have an entry of their own in the manual.
described() {
	sed -n '/^\.Sh DESCRIPTION/,/^\.Sh [A-CE-Z]/s/^\.It Fl //p' "$1" |
		sed 's/ *,* Fl /\n/g' | sed 's/^\([^ ]*\).*/-\1/' |
		LC_ALL=C sort -u
}

for program in "$BUILD"/ett "$BUILD"/ett-server "$BUILD"/ett-client \
	"$BUILD"/ett-keygen; do
	name=${program##*/}
	manual=$(echo "$ROOT"/ref/man/"$name".[18])
	helped "$name" >"$W/helped"
	described "$manual" >"$W/described"
	check "$name --help and its manual have the same options" \
		diff "$W/helped" "$W/described"
	check "$name --version tells its name" \
		sh -c "'$program' --version | grep -q '^$name [0-9]'"
done

for manual in "$ROOT"/ref/man/*.[1-8]; do
	mandoc -T lint "$manual" 2>/dev/null |
		grep -v 'referenced manual not found' >"$W/lint"
	if [ -s "$W/lint" ]; then
		note "$(cat "$W/lint")"
		fail "${manual##*/} is well formed"
	else
		pass "${manual##*/} is well formed"
	fi
done

sed -n 's/^MSG(\(.*\), *"\(.*\)")$/\1, \2/p' \
	"$ROOT/ref/wire/messages.def" | sed 's/, */|/g' >"$W/compiled"
sed -n 's/^\.It \(.*\)$/\1/p' "$ROOT/ref/man/ett.7" | grep ' Ta [0-9]' |
	sed 's/ Ta /|/g' >"$W/printed"
check 'ett(7) has the table of messages' diff "$W/compiled" "$W/printed"

"$BUILD/ett" help >"$W/names"
check 'ett help lists the server' grep -qx server "$W/names"
check 'ett help lists the client' grep -qx client "$W/names"
check 'ett runs its neighbour' \
	sh -c "'$BUILD/ett' server --version | grep -q '^ett-server '"
ln -s "$BUILD/ett" "$W/link"
check 'ett finds its neighbours through a link' \
	sh -c "'$W/link' client --version | grep -q '^ett-client '"
finish
