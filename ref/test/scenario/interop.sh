# SPDX-License-Identifier: ISC
#
# Every algorithm and every kind of forwarding between two implementations:
# $NEAR (ett or ssh) logs in at $FAR (ett or sshd).  $MIB mebibytes of random
# data go each way at once, each time; SHA-256 decides.  Sourced by scenarios
# after lib.sh.
MIB=${MIB:-4}

ciphers='aes128-ctr aes192-ctr aes256-ctr'
macs='hmac-sha2-256 hmac-sha2-512 hmac-sha1 hmac-sha2-256-etm@openssh.com
	hmac-sha2-512-etm@openssh.com hmac-sha1-etm@openssh.com'
aeads='aes128-gcm@openssh.com aes256-gcm@openssh.com
	chacha20-poly1305@openssh.com'
kexes='curve25519-sha256 curve25519-sha256@libssh.org ecdh-sha2-nistp256
	ecdh-sha2-nistp384 ecdh-sha2-nistp521 diffie-hellman-group14-sha256
	diffie-hellman-group16-sha512 diffie-hellman-group18-sha512
	diffie-hellman-group-exchange-sha256'
keys='ssh-ed25519 ecdsa-sha2-nistp256 ecdsa-sha2-nistp384
	ecdsa-sha2-nistp521 rsa-sha2-256 rsa-sha2-512'
types='ed25519 ecdsa ecdsa384 ecdsa521 rsa'

# offered NAME...: those that this build has an algorithm for; ett knows which
offered() {
	for name in "$@"; do
		"$BUILD/ett-client" --algorithms | awk -v name="$name" '
			$1 == name && /\*/ { found = 1 } END { exit !found }' &&
			echo "$name"
	done
}

# without WHAT NAME...: what is not offered is told as skipped
without() {
	topic=$1
	shift
	for name in "$@"; do
		[ -n "$(offered "$name")" ] ||
			skip "$topic $name" 'no library of this build has it'
	done
}

# usable TYPE...: the key types whose algorithm is offered
usable() {
	for type in "$@"; do
		[ -z "$(offered "$(algorithm_of "$type")")" ] || echo "$type"
	done
}

# narrow: leaves of the lists what this build offers
narrow() {
	# shellcheck disable=SC2086 # words on purpose
	{
		without cipher, $ciphers $aeads
		without MAC, $macs
		without 'key exchange,' $kexes
		without key, $keys
		ciphers=$(offered $ciphers) aeads=$(offered $aeads)
		macs=$(offered $macs) kexes=$(offered $kexes)
		keys=$(offered $keys) types=$(usable $types)
	}
	IDENTITY=${types%%[!a-z0-9]*}
	usual=$IDENTITY
}

# through WHAT OPTION...: a tunnel with these options, by -L
through() {
	topic=$1
	shift
	lport=$(free_port)
	if near_up "$NEAR" "$PORT" "$lport" \
		-L "127.0.0.1:$lport:127.0.0.1:$BACK_PORT" "$@"; then
		pump "$topic" --bytes "${MIB}M" "127.0.0.1:$lport"
	else
		fail "$topic: no tunnel"
	fi
	stop client
}

# algorithm_of TYPE: the signature algorithm of a key type's name
algorithm_of() {
	case $1 in
	ecdsa) echo ecdsa-sha2-nistp256 ;;
	ecdsa*) echo "ecdsa-sha2-nistp${1#ecdsa}" ;;
	rsa) echo rsa-sha2-512 ;;
	*) echo "ssh-$1" ;;
	esac
}

all_ciphers() {
	for cipher in $ciphers; do
		for mac in $macs; do
			through "$cipher, $mac" -c "$cipher" -m "$mac"
		done
	done
	for cipher in $aeads; do
		through "$cipher" -c "$cipher"
	done
}

all_kexes() {
	for kex in $kexes; do
		through "$kex" -o "KexAlgorithms=$kex"
	done
}

all_keys() {
	for key in $keys; do
		through "host key, $key" -o "HostKeyAlgorithms=$key"
	done
	for IDENTITY in $types; do
		through "user key, $(algorithm_of "$IDENTITY")" \
			-o "PubkeyAcceptedAlgorithms=$(algorithm_of "$IDENTITY")"
	done
	IDENTITY=rsa
	through 'user key, rsa-sha2-256' \
		-o PubkeyAcceptedAlgorithms=rsa-sha2-256
	IDENTITY=$usual
}

# The kinds of forwarding, and what they ask of the far end.
by_remote() {
	rport=$(free_port)
	near_up "$NEAR" "$PORT" "$rport" \
		-R "127.0.0.1:$rport:127.0.0.1:$BACK_PORT"
	pump '-R' --bytes "${MIB}M" "127.0.0.1:$rport"
	pump '-R, 20 at once' --bytes 200K --conns 20 "127.0.0.1:$rport"
	stop client
	check '-R: the listener goes with the session' within 5 unheard "$rport"
}

unheard() {
	! listens "$1"
}

by_dynamic() {
	dport=$(free_port)
	near_up "$NEAR" "$PORT" "$dport" -D "127.0.0.1:$dport"
	proxy="--proxy 127.0.0.1:$dport --bytes ${MIB}M"
	# shellcheck disable=SC2086 # words on purpose
	{
		pump '-D, SOCKS 4' $proxy --socks 4 "$BACK"
		pump '-D, SOCKS 4a' $proxy --socks 4 "localhost:$BACK_PORT"
		pump '-D, SOCKS 5 with an address' $proxy --socks 5 "$BACK"
		pump '-D, SOCKS 5 with a name' $proxy --socks 5 \
			"localhost:$BACK_PORT"
		pump '-D, SOCKS 5 to nobody is refused' $proxy --socks 5 \
			--refused 127.0.0.1:1
	}
	stop client
}

by_stdio() {
	# shellcheck disable=SC2046 # words on purpose
	pump '-W' --bytes "${MIB}M" --run -- $(login "$NEAR" "$PORT") \
		-W "$BACK" 127.0.0.1
}

by_unix() {
	lport=$(free_port)
	start unix "$BUILD/pump" serve -l "$W/back.sock"
	near_up "$NEAR" "$PORT" "$lport" -L "127.0.0.1:$lport:$W/back.sock" \
		-L "$W/near.sock:127.0.0.1:$BACK_PORT" \
		-R "$W/far.sock:127.0.0.1:$BACK_PORT"
	pump '-L, port to Unix socket' --bytes "${MIB}M" "127.0.0.1:$lport"
	pump '-L, Unix socket to port' --bytes "${MIB}M" "$W/near.sock"
	within 5 test -S "$W/far.sock"
	pump '-R, Unix socket to port' --bytes "${MIB}M" "$W/far.sock"
	stop client
	stop unix
}

interop() {
	narrow
	# shellcheck disable=SC2086 # words on purpose
	make_keys $types
	back_end
	far "$FAR" || {
		fail "$FAR starts"
		finish
	}
	all_ciphers
	all_kexes
	all_keys
	through '-L'
	by_remote
	by_dynamic
	by_stdio
	by_unix
	stop server
	check 'the far ends saw all of it' stop back
	finish
}
