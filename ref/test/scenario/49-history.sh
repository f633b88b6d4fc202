# SPDX-License-Identifier: ISC
# The ciphers and MACs that are off by default, and UMAC: OpenSSH speaks some of
# them, in both directions; the rest, and "none", between two ends of ours.
. "$(dirname -- "$0")/lib.sh"
need ssh ssh-keygen

ciphers='aes128-cbc aes192-cbc aes256-cbc 3des-cbc'
macs='umac-64@openssh.com umac-128@openssh.com umac-64-etm@openssh.com
	umac-128-etm@openssh.com hmac-sha1-96 hmac-sha1-96-etm@openssh.com
	hmac-md5 hmac-md5-etm@openssh.com hmac-md5-96
	hmac-md5-96-etm@openssh.com'
own_ciphers='camellia128-ctr camellia192-ctr camellia256-ctr camellia128-cbc
	camellia192-cbc camellia256-cbc twofish256-ctr twofish256-cbc
	twofish-cbc serpent256-ctr serpent256-cbc 3des-ctr blowfish-ctr
	blowfish-cbc cast128-ctr cast128-cbc idea-ctr idea-cbc arcfour256
	arcfour128 arcfour'
own_macs='hmac-ripemd160-etm@openssh.com hmac-ripemd160
	hmac-ripemd160@openssh.com'

# has OPTION NAME: a library that was built in has it
has() {
	"$BUILD/ett-client" "$1" "$2" --algorithms >"$W/has.out" 2>&1
}

# commas NAME...: those that we have, as a list
commas() {
	option=$1 list=
	shift
	for name in "$@"; do
		has "$option" "$name" && list=$list,$name
	done
	echo "${list#,}"
}

# through NEAR OPTION NAME...: data through a tunnel with this algorithm
through() {
	near=$1
	shift
	has "$1" "$2" || {
		skip "$near: $2" 'no library has it'
		return
	}
	lport=$(free_port)
	topic="$near: $2"
	if near_up "$near" "$PORT" "$lport" \
		-L "127.0.0.1:$lport:127.0.0.1:$BACK_PORT" "$@"; then
		pump "$topic" --bytes 300K "127.0.0.1:$lport"
	else
		fail "$topic: no tunnel"
	fi
	stop client
}

# each NEAR: what OpenSSH has
each() {
	for cipher in $ciphers; do
		through "$1" -c "$cipher" -m hmac-sha2-256
	done
	for mac in $macs; do
		through "$1" -m "$mac" -c aes128-ctr
	done
}

make_keys ed25519
back_end

# shellcheck disable=SC2086 # words on purpose
far sshd "Ciphers +$(echo $ciphers | tr ' ' ,)" \
	"MACs +$(echo $macs | tr ' ' ,)" || fail 'sshd starts'
each ett
stop server

# shellcheck disable=SC2086 # words on purpose
far ett --ciphers "+$(commas -c $ciphers $own_ciphers)" \
	--macs "+$(commas -m $macs $own_macs)" || fail 'ett-server starts'
each ssh
for cipher in $own_ciphers; do
	through ett -c "$cipher" -m hmac-sha2-256
done
for mac in $own_macs; do
	through ett -m "$mac" -c aes128-ctr
done
# shellcheck disable=SC2046 # words on purpose
refuse 'a server without it does not agree on none' \
	$(login ett "$PORT") --allow-none -c none -W "$BACK" 127.0.0.1
stop server

# Both ends must ask twice.
far ett --ciphers +none --macs +none --allow-none || fail 'ett-server starts'
none() {
	lport=$(free_port)
	if near_up ett "$PORT" "$lport" --allow-none \
		-L "127.0.0.1:$lport:127.0.0.1:$BACK_PORT" "$@"; then
		pump "none: $*" --bytes 300K "127.0.0.1:$lport"
	else
		fail "none: $*: no tunnel"
	fi
	stop client
}
none -c none -m none
none -c none -m hmac-sha2-256
none -c aes128-ctr -m none
none -c aes128-cbc,aes256-ctr -m none
stop server
check 'all that arrived was whole' stop back
finish
