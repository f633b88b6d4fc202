#!/bin/sh
# SPDX-License-Identifier: ISC
#
# The reference has no violation, and the way to it makes no difference: the
# core in process and the programs over TCP get the same verdicts.
. "$(dirname -- "$0")/../../../ref/test/scenario/lib.sh"

# verdicts NAME: "ID VERDICT" lines, without what is about the process
verdicts() {
	sed -n 's/.*"id": *"\([^"]*\)".*"verdict": *"\([^"]*\)".*/\1 \2/p' \
		"$W/$1.jsonl" | grep -v '^ROB-04 '
}

judge() { # NAME ARGUMENT...
	name=$1
	shift
	"$BUILD/ett-conform" --json "$W/$name.jsonl" --report "$W/$name" "$@" \
		>"$W/$name.out" 2>"$W/$name.err"
}

# same NAME NAME: what both decided; a SKIP is for what one of the two cannot
# be asked, and must stay the exception
same() {
	verdicts "$1" | sort >"$W/one"
	verdicts "$2" | sort >"$W/two"
	join "$W/one" "$W/two" | awk '
		$2 == "SKIP" || $3 == "SKIP" { skipped++; next }
		{ decided++ }
		$2 != $3 { print; bad = 1 }
		END { exit bad || decided == 0 || decided < 3 * skipped }' &&
		[ "$(wc -l <"$W/one")" -eq "$(wc -l <"$W/two")" ]
}

# both NAME NAME: the check, and what each said where they differ
both() {
	check "$1 and $2 get the same verdicts" same "$1" "$2" && return
	while read -r id verdicts; do
		note "$id: $verdicts"
		grep -hF " $id " "$W/$1.out" "$W/$2.out" | sed 's/^/#   /'
	done <"$W/check.out"
}

make_keys ed25519 ecdsa rsa
check 'the core as a server has no violation' judge core inproc
check 'nor has it as a client' judge core-client inproc:client

far_ett || fail 'ett-server does not start'
check 'ett-server has none' judge server --profile tunnel --user "$ME" \
	--key "$W/id_ed25519" --key "$W/id_ecdsa" --key "$W/id_rsa" \
	"server:127.0.0.1:$PORT"
both core server
stop server
check 'ett-client has none' judge client --jobs 2 --user "$ME" \
	--key "$W/id_ed25519" "client:$BUILD/ett-client -p {port} -l {user} \
	-i {key} -o UserKnownHostsFile={known_hosts} -L {listen}:127.0.0.1:9 \
	{host}"
both core-client client
finish
