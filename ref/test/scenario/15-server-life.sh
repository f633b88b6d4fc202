# SPDX-License-Identifier: ISC
# The life of a server: signals, draining, one connection, workers, new keys.
. "$(dirname -- "$0")/lib.sh"
need ssh-keygen setsid

make_keys ed25519
HOME=$W
export HOME

# tunnel OPTION...: a client at $PORT with a listener at $lport
tunnel() {
	lport=$(free_port)
	near_up ett "$PORT" "$lport" -L "$lport:127.0.0.1:$BACK_PORT" "$@"
}

gone() {
	! listens "$PORT"
}

draining() {
	back_end
	far ett || fail 'the server starts'
	tunnel || fail 'the tunnel comes up'
	start busy "$BUILD/pump" send --serial 1 --bytes 200M \
		"127.0.0.1:$lport"
	within 10 busy_now
	kill -TERM "$(pid server)"
	check 'SIGTERM: the port is free at once' within 5 gone
	check 'SIGTERM: what runs goes on' alive server
	wait "$(pid busy)"
	check 'SIGTERM: and comes to its end' [ $? = 0 ]
	eval pid_busy=0
	check 'SIGTERM: then the server ends' within 10 dead server
	stop server
	check 'with 0' [ $? = 0 ]
	stop client
	check 'all that arrived was whole' stop back
}

# A channel reaches the far end.
busy_now() {
	awk -v port=":$(printf %04X "$BACK_PORT")\$" \
		'$3 ~ port && $4 == "01" { found = 1 } END { exit !found }' \
		/proc/net/tcp
}

deadline() {
	back_end
	far ett --drain 1 || fail 'the server starts'
	tunnel || fail 'the tunnel comes up'
	start idle sh -c "sleep 30 | socat - TCP:127.0.0.1:$lport"
	within 10 busy_now
	kill -TERM "$(pid server)"
	check '--drain: an idle channel does not keep it for ever' \
		within 10 dead server
	stop server
	check '--drain: it ends with 0' [ $? = 0 ]
	stop idle
	check '--drain: the client is told' within 5 dead client
	stop client
	check '--drain: the client ends with 1' [ $? = 1 ]
	stop back
}

one_connection() {
	back_end
	far ett -d || fail 'the server starts'
	tunnel || fail 'the tunnel comes up'
	check '-d: no second connection' gone
	pump '-d: the first one works' --bytes 1M "127.0.0.1:$lport"
	stop client
	check '-d: it ends with its connection' within 10 dead server
	stop server
	check '-d: with 0' [ $? = 0 ]
	stop back
}

children() { # COUNT: so many are there
	[ "$(pgrep -P "$(pid server)" | wc -l)" = "$1" ]
}

workers() {
	back_end
	far ett --workers 3 || fail 'the server starts'
	check '--workers: as many as asked for' within 10 children 3
	for i in 1 2 3; do
		tunnel || fail 'the tunnel comes up'
		pump "--workers: connection $i" --bytes 1M --conns 4 \
			"127.0.0.1:$lport"
		stop client
	done
	kids=$(pgrep -P "$(pid server)")
	check '--workers: SIGTERM ends it with 0' stop server
	left=0
	for kid in $kids; do
		kill -0 "$kid" 2>/dev/null && left=1
	done
	check '--workers: and its children' [ $left = 0 ]

	far ett --workers 2 || fail 'the server starts'
	kids=$(pgrep -P "$(pid server)")
	kill -KILL "$(pid server)"
	# shellcheck disable=SC2086 # words on purpose
	orphans_gone() {
		! kill -0 $kids 2>/dev/null
	}
	check '--workers: without the supervisor they end too' \
		within 10 orphans_gone
	stop server
	stop back
}

# Which host key is served now, as known_hosts would have it.
served() {
	ssh-keyscan -t ed25519 -p "$PORT" 127.0.0.1 2>/dev/null |
		cut -d' ' -f3
}

new_keys() {
	back_end
	far ett || fail 'the server starts'
	tunnel || fail 'the tunnel comes up'
	was=$(served)
	mv "$W/host_ed25519" "$W/old"
	mv "$W/host_ed25519.pub" "$W/old.pub"
	make_key host_ed25519 ed25519
	kill -HUP "$(pid server)"
	now=$(cut -d' ' -f2 "$W/host_ed25519.pub")
	new_served() {
		[ "$(served)" = "$now" ]
	}
	check 'SIGHUP: the new key is served' within 5 new_served
	check 'SIGHUP: it was another before' [ "$was" != "$now" ]
	pump 'SIGHUP: old connections go on' --bytes 1M "127.0.0.1:$lport"
	echo broken >"$W/host_ed25519"
	kill -HUP "$(pid server)"
	stays() {
		says server.err 'stay as they were'
	}
	check 'SIGHUP: a broken file is told' within 5 stays
	check 'SIGHUP: and changes nothing' new_served
	stop client
	check 'SIGHUP: the server ends well' stop server
	stop back
	mv "$W/old" "$W/host_ed25519"
	mv "$W/old.pub" "$W/host_ed25519.pub"
}

struck_out() {
	back_end
	far ett || fail 'the server starts'
	tunnel && pump 'a key that is listed enters' "127.0.0.1:$lport"
	stop client
	mv "$W/authorized_keys" "$W/kept"
	: >"$W/authorized_keys"
	refuse 'struck out, it is out at once' timeout 20 "$BUILD/ett-client" \
		-p "$PORT" -i "$W/id_ed25519" \
		-o UserKnownHostsFile="$W/known_hosts" 127.0.0.1
	mv "$W/kept" "$W/authorized_keys"
	tunnel && pump 'listed again, it enters again' "127.0.0.1:$lport"
	stop client
	stop server
	stop back
}

draining
deadline
one_connection
workers
new_keys
struck_out
finish
