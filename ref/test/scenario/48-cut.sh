# SPDX-License-Identifier: ISC
# Connections that die in full flight, on either side of a tunnel, while keys
# change: what they held is given back, and the tunnel serves the next.
. "$(dirname -- "$0")/lib.sh"
need ssh ssh-keygen timeout
ENDS=${ENDS:-ett:ett ett:sshd ssh:ett}

# cut_off OPTION... ADDR: 20 connections in the middle of an endless transfer
cut_off() {
	timeout -s KILL 0.4 "$BUILD/pump" send --bytes 900G --conns 20 "$@" \
		>/dev/null 2>&1
}

make_keys ed25519
back_end
for ends in $ENDS; do
	NEAR=${ends%:*} FAR=${ends#*:} topic="${ends%:*} to ${ends#*:}"
	case $ends in # OpenSSH crawls when it changes keys this often
	ett:ett) limit=65536 ;;
	*) limit=1048576 ;;
	esac
	far "$FAR" || fail "$FAR starts"
	lport=$(free_port) rport=$(free_port)
	near_up "$NEAR" "$PORT" "$lport" -o "RekeyLimit=$limit" \
		-L "127.0.0.1:$lport:127.0.0.1:$BACK_PORT" \
		-R "127.0.0.1:$rport:127.0.0.1:$BACK_PORT"
	within 10 listens "$rport" || fail "$topic: no tunnel"
	pump "$topic: -L at first" --bytes 1M "127.0.0.1:$lport"
	pump "$topic: -R at first" --bytes 1M "127.0.0.1:$rport"
	near_fds=$(fds client) far_fds=$(fds server)
	for port in "$lport" "$rport"; do
		cut_off "127.0.0.1:$port"
		cut_off --slow near "127.0.0.1:$port"
		cut_off --no-half-close "127.0.0.1:$port"
	done
	back_to "$topic: near end" "$near_fds" client
	back_to "$topic: far end" "$far_fds" server
	pump "$topic: -L afterwards" --bytes 1M --conns 4 "127.0.0.1:$lport"
	pump "$topic: -R afterwards" --bytes 1M --conns 4 "127.0.0.1:$rport"
	# Now the other side of the tunnel dies.
	start victim "$BUILD/pump" serve
	victim=$(told_port victim)
	dport=$(free_port)
	# shellcheck disable=SC2046 # words on purpose
	start client2 $(login "$NEAR" "$PORT") \
		-L "127.0.0.1:$dport:127.0.0.1:$victim" 127.0.0.1
	up client2 "$dport" || fail "$topic: no second tunnel"
	client2_fds=$(fds client2)
	start load "$BUILD/pump" send --bytes 900G --conns 20 \
		"127.0.0.1:$dport"
	sleep 0.5
	kill -KILL "$(pid victim)"
	if within 20 dead load; then
		pass "$topic: a far end that dies ends its connections"
	else
		fail "$topic: connections to a far end that died hang"
	fi
	stop victim
	stop load
	back_to "$topic: the tunnel to it" "$client2_fds" client2
	stop client2
	check "$topic: the near end ends well" stop client
	stop server
done
finish
