# SPDX-License-Identifier: ISC
# What fails at run time ends a program with 1, and one line says why.
. "$(dirname -- "$0")/lib.sh"
need ssh ssh-keygen

make_keys ed25519 ecdsa
make_key stranger ed25519
HOME=$W
export HOME
back_end
far ett --ciphers aes128-ctr --macs hmac-sha2-256 || fail 'the server starts'
unused=$(free_port)

# fails WHAT TEXT OPTION...: ett-client ends with 1 and says TEXT
fails() {
	what=$1 text=$2
	shift 2
	timeout 20 "$BUILD/ett-client" "$@" -p "$PORT" -i "$W/id_ed25519" \
		-o UserKnownHostsFile="$W/known_hosts" \
		-o StrictHostKeyChecking=yes 127.0.0.1 \
		>"$W/c.out" 2>"$W/c.err" </dev/null
	status=$?
	if [ $status = 1 ] && says c.err "$text" && [ ! -s "$W/c.out" ]; then
		pass "$what"
	else
		fail "$what (status $status)"
	fi
}

fails 'no common cipher: our list' 'aes256-ctr,aes192-ctr' \
	-c aes256-ctr,aes192-ctr
check 'no common cipher: the peer'"'"'s list' says c.err aes128-ctr
fails 'no common MAC: our list' hmac-sha2-512 -m hmac-sha2-512
check 'no common MAC: the peer'"'"'s list' says c.err hmac-sha2-256
fails 'nobody listens there' 'Connection refused' -p "$unused"
fails 'a port in use' "127.0.0.1:$BACK_PORT: Address already in use" \
	-L "$BACK_PORT:127.0.0.1:1"
fails 'an unreachable destination' 'Connection refused' -W "127.0.0.1:$unused"
fails 'a host that does not exist' no-such-host.invalid \
	-o HostName=no-such-host.invalid
fails 'a remote port in use' "$BACK_PORT" -o ExitOnForwardFailure=yes \
	-R "127.0.0.1:$BACK_PORT:127.0.0.1:1"
fails 'a jump to where nobody listens' 'not reached' \
	-J "127.0.0.1:$PORT" -p "$unused"

# A key that is not listed.
mv "$W/id_ed25519" "$W/kept"
cp "$W/stranger" "$W/id_ed25519"
fails 'a key that is not listed' 'authentication failed'
mv "$W/kept" "$W/id_ed25519"
chmod 644 "$W/id_ed25519"
fails 'a key that others may read is not used' 'permissions 0644'
chmod 600 "$W/id_ed25519"

timeout 10 "$BUILD/ett-server" -p "$PORT" -k "$W/host_ed25519" \
	-a "$W/authorized_keys" >"$W/s.out" 2>"$W/s.err"
status=$?
check 'the port of a server in use: status 1' [ $status = 1 ]
check 'and says so' says s.err "127.0.0.1:$PORT: Address already in use"

# A destination that cannot be reached is the failure of one channel.
lport=$(free_port) dead=$(free_port)
near_up ett "$PORT" "$lport" -L "$lport:127.0.0.1:$BACK_PORT" \
	-L "$dead:127.0.0.1:$unused" || fail 'the tunnel comes up'
pump 'a channel to nobody is refused' --refused "127.0.0.1:$dead"
pump 'and the tunnel lives on' --bytes 1M "127.0.0.1:$lport"
check 'the refusal was told' says client.err 'Connection refused'
check 'the client ends well' stop client
check 'the server ends well' stop server
check 'all that arrived was whole' stop back
finish
