# SPDX-License-Identifier: ISC
# What ett-client does with its options, files, signals and lost connections.
. "$(dirname -- "$0")/lib.sh"
need ssh-keygen socat

make_keys ed25519
HOME=$W
export HOME
back_end
far ett || fail 'the server starts'

# The port in the n-th line of what the client announced.
announced() {
	sed -n "$1s/.*:\([0-9]*\) -> .*/\1/p" "$W/client.out"
}

# lines_said N: so many listeners were announced
lines_said() {
	[ "$(wc -l <"$W/client.out")" -ge "$1" ]
}

forwards() {
	near ett "$PORT" -L "0:$BACK" -L "$W/near.sock:$BACK" \
		-L "0:$W/far.sock" -R "0:$BACK" -D 0
	check 'five listeners are announced' within 10 lines_said 5
	first=$(announced 1)
	check '-L says where from and where to' \
		says client.out "forwarding 127.0.0.1:$first -> $BACK"
	check '-L says the path of a Unix socket' \
		says client.out "forwarding $W/near.sock -> $BACK"
	check '-R says that it is remote' \
		grep -qx "forwarding localhost:[0-9]* -> $BACK (remote)" \
		"$W/client.out"
	pump '-L with port 0' --bytes 1M "127.0.0.1:$first"
	pump '-L from a Unix socket' --bytes 1M "$W/near.sock"
	remote=$(sed -n 's/.*localhost:\([0-9]*\) .*(remote)$/\1/p' \
		"$W/client.out")
	pump '-R with port 0' --bytes 1M "127.0.0.1:$remote"
	start sock socat "UNIX-LISTEN:$W/far.sock,fork" "TCP:$BACK"
	within 5 test -S "$W/far.sock"
	pump '-L to a Unix socket' --bytes 1M \
		"127.0.0.1:$(sed -n 's/.*:\([0-9]*\) -> .*far.sock.*/\1/p' \
			"$W/client.out")"
	stop sock
	check 'SIGTERM: it ends with 0' stop client
	check 'SIGTERM: and its socket is gone' [ ! -e "$W/near.sock" ]
	no_remote() {
		! listens "$remote"
	}
	check 'SIGTERM: the remote listener is gone' within 5 no_remote
}

standard_streams() {
	# shellcheck disable=SC2046 # words on purpose
	pump '-W joins standard input and output' --bytes 8M --run -- \
		$(login ett "$PORT") -W "$BACK" 127.0.0.1
}

files() {
	cat >"$W/config" <<-END
		# what -F reads
		Host nowhere
		  Port 1
		Host there other
		  HostName 127.0.0.1
		  Port $PORT
		  IdentityFile "~/id_ed25519"
		  UserKnownHostsFile ~/known_hosts
		  LocalForward 127.0.0.1:0 $BACK
		Host *
		  StrictHostKeyChecking yes
	END
	start client "$BUILD/ett-client" -F "$W/config" there
	check '-F: a host by another name' within 10 lines_said 1
	pump '-F: leads where it says' --bytes 1M "127.0.0.1:$(announced 1)"
	check '-F: ends well' stop client
}

# A server that is gone comes back at the same port.
reconnects() {
	lport=$(free_port)
	near_up ett "$PORT" "$lport" -L "$lport:$BACK" --reconnect \
		-o ServerAliveInterval=5
	within 10 lines_said 1
	pump '--reconnect: works at first' "127.0.0.1:$lport"
	kill -KILL "$(pid server)"
	stop server
	check '--reconnect: outlives its server' alive client
	check '--reconnect: keeps its listener' listens "$lport"
	start server "$BUILD/ett-server" -p "$PORT" -k "$W/host_ed25519" \
		-a "$W/authorized_keys"
	up server "$PORT"
	pump '--reconnect: works again' --limit 20 "127.0.0.1:$lport"
	stop server
	far ett --ciphers aes128-ctr
	stop client
	near ett "$PORT" --reconnect -c aes256-ctr
	check '--reconnect: does not try for ever what cannot work' \
		within 10 dead client
	stop client
	stop server
	far ett || fail 'the server starts'
}

failing_forwards() {
	taken=$BACK_PORT
	start client "$BUILD/ett-client" -p "$PORT" -i "$W/id_ed25519" \
		-o UserKnownHostsFile="$W/known_hosts" \
		-L "$taken:$BACK" -L "0:$BACK" 127.0.0.1
	check 'one of two listeners fails: the other works' \
		within 10 lines_said 1
	check 'and it was told' says client.err "$taken: Address already in use"
	stop client
	near ett "$PORT" -L "$taken:$BACK" -L "0:$BACK"
	check 'ExitOnForwardFailure=yes: it ends' within 10 dead client
	stop client
	check 'with 1' [ $? = 1 ]
}

# at_terminal QUESTION ANSWER COMMAND: runs it on a terminal of its own, types
# the answer once the question is there; all that is shown is in $W/tty.out
at_terminal() {
	[ -p "$W/typed" ] || mkfifo "$W/typed"
	start tty sh -c "exec script -qfec '$3' /dev/null <'$W/typed'"
	exec 3>"$W/typed"
	within 10 says tty.out "$1"
	printf '%s\n' "$2" >&3
	exec 3>&-
	within 20 dead tty
	stop tty
}

passphrases() {
	ssh-keygen -q -t ed25519 -N 'open sesame' -C locked -f "$W/id_locked"
	cp "$W/authorized_keys" "$W/kept"
	cat "$W/id_locked.pub" >>"$W/authorized_keys"
	IDENTITY=locked
	# shellcheck disable=SC2046 # words on purpose
	setsid -w timeout 20 $(login ett "$PORT") -W "$BACK" 127.0.0.1 \
		>"$W/locked.out" 2>"$W/locked.err" </dev/null
	check 'a passphrase cannot be asked for: status 1' [ $? = 1 ]
	check 'and the file is named' says locked.err 'id_locked: protected by'
	if command -v script >/dev/null; then
		at_terminal 'Passphrase of' 'open sesame' "$(login ett "$PORT" |
			tr '\n\t' '  ') -W 127.0.0.1:1 127.0.0.1"
		check 'the terminal is asked' says tty.out 'Passphrase of'
		check 'and what was typed there opens the key' \
			says tty.out 'Connection refused'
		check 'without being shown' \
			sh -c "! grep -q sesame '$W/tty.out'"
	else
		skip 'the terminal is asked' 'script is not installed'
	fi
	IDENTITY=ed25519
	mv "$W/kept" "$W/authorized_keys"
}

# Asks at the terminal about a new host; $1 is typed.
asked_about_host() {
	: >"$W/fresh"
	at_terminal 'yes, no' "$1" "$BUILD/ett-client -p $PORT \
		-i $W/id_ed25519 -o UserKnownHostsFile=$W/fresh \
		-W 127.0.0.1:1 127.0.0.1"
}

questions() {
	command -v script >/dev/null || {
		skip 'questions' 'script is not installed'
		return
	}
	asked_about_host yes
	check 'a new host: the fingerprint is shown' says tty.out \
		"$(ssh-keygen -lf "$W/host_ed25519" | cut -d' ' -f2)"
	check 'a new host: yes lets it pass' says tty.out 'Connection refused'
	check 'a new host: and is written down' [ -s "$W/fresh" ]
	asked_about_host no
	check 'a new host: no keeps it out' \
		sh -c "! grep -q 'Connection refused' '$W/tty.out'"
	check 'a new host: and is not written down' [ ! -s "$W/fresh" ]
}

algorithms() {
	"$BUILD/ett-client" --algorithms -c +aes128-cbc >"$W/table"
	check '--algorithms: on by default' \
		grep -q '^aes128-ctr  *cipher  *on .*\*' "$W/table"
	check '--algorithms: off by default' \
		grep -q '^3des-cbc  *cipher  *off' "$W/table"
	check '--algorithms: switched on by an option' \
		grep -q '^aes128-cbc  *cipher  *on' "$W/table"
	"$BUILD/ett-client" --algorithms --json -c +aes128-cbc >"$W/json"
	check '--json: as many algorithms' [ "$(grep -cE ' (on|off) ' \
		"$W/table")" = "$(wc -l <"$W/json")" ]
	check '--json: an object each' sh -c "! grep -qvE \
		'^\{\"name\":\"[^\"]+\",\"kind\":\"(kex|hostkey|pubkey|cipher|mac)\",\"on\":(true|false),\"backend\":\"[^\"]*\",\"version\":\"[^\"]*\",\"backends\":\[[^]]*\]\}\$' \
		'$W/json'"
}

forwards
standard_streams
files
failing_forwards
passphrases
questions
algorithms
reconnects
check 'the server ends well' stop server
check 'all that arrived was whole' stop back
finish
