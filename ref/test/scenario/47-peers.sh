# SPDX-License-Identifier: ISC
# Other implementations, in every role that they have.  $ETT_PEERS holds a
# start script for each, PEER-server.* PORT FOLDER and PEER-client.* HOST PORT
# LOCALPORT DESTHOST DESTPORT FOLDER; PEERS chooses among them.
. "$(dirname -- "$0")/lib.sh"
need ssh ssh-keygen
MIB=${MIB:-8}
PEERS=${PEERS:-dropbear tinyssh libssh paramiko goxcrypto putty libssh2
	asyncssh}
[ -d "$ETT_PEERS" ] || skip_all "no start scripts for peers; set ETT_PEERS"
PEER_CACHE=${PEER_CACHE:-$BUILD/peers}
export PEER_CACHE

# These close both directions when one ends.
halves() {
	case $1 in
	conch | erlang) echo --no-half-close ;;
	esac
}

# What it can log in with; libssh2 signs with RSA and SHA-1 only, and that is
# refused.
keys_of() {
	case $1 in
	libssh2) echo ed25519 ecdsa ;;
	*) echo ed25519 ecdsa rsa ;;
	esac
}

# script PEER ROLE: its path, or nothing
script() {
	for path in "$ETT_PEERS/$1-$2".*; do
		[ ! -x "$path" ] || echo "$path"
	done
}

# absent NAME WHAT: a start script that ended with 2 lacks its program
absent() {
	stop "$1"
	if [ $status = 2 ] && grep -q ' needs ' "$W/$1.err"; then
		skip "$2" "$(grep ' needs ' "$W/$1.err")"
	else
		fail "$2: did not come up"
	fi
}

# Those that can be told to ask for new keys after so many bytes.
askers='libssh paramiko goxcrypto putty'

# no_new_keys PEER: why keys cannot change under load, or nothing
no_new_keys() {
	case $1 in
	asyncssh) echo 'it sends channel data between its KEXINIT and' \
		'NEWKEYS, which RFC 4253 section 7.1 forbids' ;;
	esac
}

# way WHAT PEER LETTER OPTION...: data by way of -L or -R
way() {
	topic=$1 peer=$2 letter=$3
	shift 3
	lport=$(free_port)
	if near_up ett "$PORT" "$lport" \
		"$letter" "127.0.0.1:$lport:127.0.0.1:$BACK_PORT" "$@"; then
		# shellcheck disable=SC2046 # words on purpose
		pump "$topic" --bytes "${MIB}M" $(halves "$peer") \
			"127.0.0.1:$lport"
	else
		fail "$topic: no tunnel"
	fi
	stop client
}

# to_peer PEER: ett-client logs in there
to_peer() {
	PORT=$(free_port)
	start server "$(script "$1" server)" "$PORT" "$W"
	up server "$PORT" || {
		absent server "ett-client to $1"
		return
	}
	know "$PORT"
	if [ "$1" = tinyssh ]; then
		to_tinyssh
	else
		way "ett-client -L to $1" "$1" -L
		way "ett-client -R to $1" "$1" -R
		topic="ett-client to $1, asks for new keys every MiB"
		if [ -z "$(no_new_keys "$1")" ]; then
			way "$topic" "$1" -L -v -o RekeyLimit=1048576
			changed "$topic" client 0
		else
			skip "$topic" "$(no_new_keys "$1")"
		fi
	fi
	stop server
}

# It has no forwarding: login succeeds, the channel is refused, and the
# connection lives on.
to_tinyssh() {
	ssh-keyscan -p "$PORT" 127.0.0.1 2>/dev/null |
		grep -v '^#' >>"$W/known_hosts"
	lport=$(free_port)
	near_up ett "$PORT" "$lport" -o HostKeyAlgorithms=ssh-ed25519 \
		-L "127.0.0.1:$lport:127.0.0.1:$BACK_PORT" ||
		fail 'ett-client to tinyssh: logs in'
	pump 'ett-client to tinyssh: logs in, the channel is refused' \
		--refused --limit 20 "127.0.0.1:$lport"
	check 'ett-client to tinyssh: the session lives on' alive client
	stop client
}

# from_peer PEER WHAT [VARIABLE=VALUE ...]: it logs in at ett-server
from_peer() {
	peer=$1 topic=$2
	shift 2
	lport=$(free_port)
	start client env "$@" "$(script "$peer" client)" 127.0.0.1 "$PORT" \
		"$lport" 127.0.0.1 "$BACK_PORT" "$W"
	if up client "$lport"; then
		# shellcheck disable=SC2046 # words on purpose
		pump "$topic" --bytes "${MIB}M" $(halves "$peer") \
			"127.0.0.1:$lport"
		stop client
	else
		absent client "$topic"
	fi
}

make_keys ed25519 ecdsa rsa
back_end
for peer in $PEERS; do
	[ -z "$(script "$peer" server)" ] || to_peer "$peer"
done
far ett || fail 'ett-server starts'
for peer in $PEERS; do
	[ -n "$(script "$peer" client)" ] || continue
	for key in $(keys_of "$peer"); do
		from_peer "$peer" "$peer -L to ett-server, $key key" \
			"PEER_KEY=$key"
	done
	from_peer "$peer" "$peer -R to ett-server" PEER_REMOTE=1
done
stop server
far ett -v || fail 'ett-server starts'
for peer in $askers; do
	case " $PEERS " in
	*" $peer "*)
		topic="$peer to ett-server, asks for new keys every MiB"
		before=$(key_exchanges server)
		from_peer "$peer" "$topic" PEER_REKEY=1048576
		changed "$topic" server "$before"
		;;
	esac
done
stop server
far ett -v --rekey-limit 1048576 || fail 'ett-server starts'
for peer in $PEERS; do
	topic="$peer to ett-server, which asks for new keys every MiB"
	if [ -z "$(script "$peer" client)" ]; then
		continue
	elif [ -z "$(no_new_keys "$peer")" ]; then
		before=$(key_exchanges server)
		from_peer "$peer" "$topic"
		changed "$topic" server "$before"
	else
		skip "$topic" "$(no_new_keys "$peer")"
	fi
done
stop server
check 'the far ends saw all of it' stop back
finish
