# SPDX-License-Identifier: ISC
# Who gets in, and how far: each line of authorized_keys against real clients.
. "$(dirname -- "$0")/lib.sh"
need ssh ssh-keygen
FARS=${FARS:-ett}

make_keys ed25519 ecdsa
make_key stranger ed25519
back_end
user_key=$(cat "$W/id_ed25519.pub")
mkdir "$W/empty"

# lines TEXT...: these are the authorized keys
lines() {
	printf '%s\n' "$@" >"$W/authorized_keys"
}

# comes_up OPTION...: a tunnel through $NEAR at $lport
comes_up() {
	lport=$(free_port)
	near_up "$NEAR" "$PORT" "$lport" \
		-L "127.0.0.1:$lport:127.0.0.1:$BACK_PORT" "$@"
}

# admits WHAT OPTION...: logs in, and data flow
admits() {
	topic="$NEAR at $FAR: $1"
	shift
	if comes_up "$@"; then
		pump "$topic" --bytes 20K "127.0.0.1:$lport"
	else
		fail "$topic: no tunnel"
	fi
	stop client
}

# no_entry WHAT OPTION...: the client ends by itself, and fails
no_entry() {
	topic="$NEAR at $FAR: $1"
	shift
	near "$NEAR" "$PORT" -L "$(free_port):127.0.0.1:$BACK_PORT" "$@"
	within 20 dead client || note 'it had to be stopped'
	stop client
	case $NEAR$status in
	ssh255 | ett1) pass "$topic" ;;
	*) fail "$topic: status $status" ;;
	esac
}

# no_channel WHAT OPTION...: logs in, and this destination is refused
no_channel() {
	topic="$NEAR at $FAR: $1"
	shift
	if comes_up "$@"; then
		pump "$topic" --refused --limit 20 "127.0.0.1:$lport"
	else
		fail "$topic: no tunnel"
	fi
	stop client
}

# listener WHAT STATUS SPEC: -R, with status 0 as it should be, else refused
listener() {
	rport=$(free_port)
	near "$NEAR" "$PORT" -R "127.0.0.1:$rport:127.0.0.1:$BACK_PORT"
	heard_or_dead() {
		listens "$rport" || dead client
	}
	within 20 heard_or_dead
	if listens "$rport"; then
		heard=0
	else
		heard=1
	fi
	if [ $heard = "$2" ]; then
		pass "$NEAR at $FAR: $1"
	else
		fail "$NEAR at $FAR: $1"
	fi
	stop client
}

keys_not_listed() {
	lines "$user_key"
	admits 'the key that is listed'
	IDENTITY=ecdsa
	no_entry 'a key that is not listed'
	IDENTITY=ed25519
	lines "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINotAKeyNotAKeyNotAKey x"
	no_entry 'nobody is listed'
	lines "$user_key"
	cp "$W/stranger" "$W/id_mixed"
	cp "$W/id_ed25519.pub" "$W/id_mixed.pub"
	IDENTITY=mixed
	no_entry 'listed public key, another private key'
	IDENTITY=ed25519
	if [ "$NEAR" = ssh ]; then # ett-client would not even connect
		IDENTITY=none
		no_entry 'no key at all'
		IDENTITY=ed25519
	fi
	lines "# $user_key"
	no_entry 'a key in a comment'
	rm "$W/authorized_keys"
	no_entry 'no file of keys'
}

conditions() {
	lines "from=\"127.0.0.1\" $user_key"
	admits 'from= this address'
	lines "from=\"10.0.0.0/8,192.168.*\" $user_key"
	no_entry 'from= other addresses'
	lines "from=\"!127.0.0.1,*\" $user_key"
	no_entry 'from= with this address excluded'
	lines "from=\"127.0.0.0/8\" $user_key"
	admits 'from= this network'
	lines "expiry-time=\"20990101\" $user_key"
	admits 'expiry-time= in the future'
	lines "expiry-time=\"20000101\" $user_key"
	no_entry 'expiry-time= in the past'
	lines "expiry-time=\"200001011200Z\" $user_key"
	no_entry 'expiry-time= in the past, with time'
	lines "no-such-option $user_key"
	no_entry 'an unknown option'
	lines "from=\"127.0.0.1 $user_key"
	no_entry 'a quote that does not end'
	lines "cert-authority $user_key"
	no_entry 'cert-authority grants nothing to the key itself'
}

destinations() {
	lines "permitopen=\"127.0.0.1:$BACK_PORT\" $user_key"
	admits 'permitopen= this destination'
	lines "permitopen=\"127.0.0.1:1\",permitopen=\"127.0.0.1:*\" $user_key"
	admits 'permitopen= any port of this host'
	lines "permitopen=\"127.0.0.1:1\" $user_key"
	no_channel 'permitopen= another port'
	lines "permitopen=\"localhost:$BACK_PORT\" $user_key"
	no_channel 'permitopen= another name'
	lines "restrict $user_key"
	no_channel 'restrict'
	lines "restrict,port-forwarding $user_key"
	admits 'restrict, but port-forwarding'
	lines "no-port-forwarding $user_key"
	no_channel 'no-port-forwarding'
	lines "command=\"false\",no-pty,environment=\"A=b\" $user_key"
	admits 'options without effect on a tunnel'
}

listeners() {
	lines "$user_key"
	listener '-R without a limit' 0
	lines "permitlisten=\"127.0.0.1:1\" $user_key"
	listener 'permitlisten= another port refuses -R' 1
	lines "permitlisten=\"127.0.0.1:*\" $user_key"
	listener 'permitlisten= any port of this address' 0
	lines "permitlisten=\"1\",permitopen=\"127.0.0.1:$BACK_PORT\" $user_key"
	admits 'permitlisten= does not touch -L'
	listener 'permitopen= does not allow -R' 1
	lines "restrict $user_key"
	listener 'restrict refuses -R' 1
}

host_keys_matter() {
	lines "$user_key"
	cp "$W/known_hosts" "$W/known_hosts.good"
	: >"$W/known_hosts"
	no_entry 'a host that is not known'
	sed "s|\(.*\) ssh-ed25519 .*|\1 $(cut -d' ' -f1,2 "$W/stranger.pub")|" \
		"$W/known_hosts.good" >"$W/known_hosts"
	no_entry 'a host whose key has changed' \
		-o HostKeyAlgorithms=ssh-ed25519
	sed 's/^/@revoked /' "$W/known_hosts.good" >"$W/known_hosts"
	no_entry 'a host whose key is revoked'
	cp "$W/known_hosts.good" "$W/known_hosts"
	ssh-keygen -q -H -f "$W/known_hosts" >/dev/null 2>&1
	admits 'a host under its hashed name'
	cp "$W/known_hosts.good" "$W/known_hosts"
}

HOME=$W/empty
export HOME
for FAR in $FARS; do
	lines "$user_key"
	far "$FAR" || fail "$FAR starts"
	for NEAR in ssh ett; do
		keys_not_listed
		conditions
		destinations
		listeners
		host_keys_matter
	done
	check "$FAR is still there, and ends well" stop server
done
check 'the far end saw only what was let through' stop back
finish
