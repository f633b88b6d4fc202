#!/bin/sh
# SPDX-License-Identifier: ISC
#
# Other people's programs, against what is known of these very versions:
# conformance/known/.  What is not installed, or is another version, is skipped.
. "$(dirname -- "$0")/../../../ref/test/scenario/lib.sh"
known=$ROOT/conformance/known

# judge NAME ARGUMENT...: against NAME.known, unless the target says that it is
# another version than the first line of that file does
judge() {
	name=$1
	shift
	"$BUILD/ett-conform" --known "$known/$name.known" \
		--user "$ME" --key "$W/id_ed25519" "$@" \
		>"$W/$name.out" 2>"$W/$name.err"
}

version_of() { # NAME: as the judge told it
	sed -n 's/, judged as .*//p' "$W/$1.out" | tail -n 1
}

verdicts() { # NAME ARGUMENT...
	if [ ! -r "$known/$1.known" ]; then
		skip "$1: as known" 'nothing is known of it yet'
	elif judge "$@"; then
		pass "$1: as known"
	elif [ "$(version_of "$1")" != \
		"$(sed -n '1s/^# //p' "$known/$1.known")" ]; then
		skip "$1: as known" "it is $(version_of "$1")"
	else
		fail "$1: as known"
		grep 'a surprise:' "$W/$1.out" | note_all
	fi
}

note_all() {
	sed 's/^/#   /'
}

make_keys ed25519 ecdsa rsa

if [ -x /usr/sbin/sshd ] && far_sshd; then
	verdicts sshd "server:127.0.0.1:$PORT"
	stop server
else
	skip 'sshd: as known' 'it is not installed, or does not start'
fi
if command -v dropbear >/dev/null && command -v dropbearkey >/dev/null; then
	dropbearkey -t ed25519 -f "$W/host.db" >"$W/db.out" 2>&1
	PORT=$(free_port)
	start dropbear dropbear -F -E -s -p "127.0.0.1:$PORT" \
		-P "$W/dropbear.pid" -r "$W/host.db"
	up dropbear "$PORT" && verdicts dropbear --profile transport \
		"server:127.0.0.1:$PORT"
	stop dropbear
else
	skip 'dropbear: as known' 'it is not installed'
fi
if command -v ssh >/dev/null; then
	verdicts ssh "client:ssh -F /dev/null -N -p {port} -l {user} -i {key} \
		-o IdentitiesOnly=yes -o BatchMode=yes \
		-o GlobalKnownHostsFile=/dev/null \
		-o UserKnownHostsFile={known_hosts} \
		-L {listen}:127.0.0.1:9 {host}"
else
	skip 'ssh: as known' 'it is not installed'
fi
finish
