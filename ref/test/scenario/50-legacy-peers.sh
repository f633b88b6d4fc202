# SPDX-License-Identifier: ISC
# What is off by default, with strangers that still speak it: each name alone
# in the lists of our end, data both ways, and the name in what was agreed on.
# Each name with the first peer of each role that speaks it, and the libraries
# take turns at our end; EVERY=1: with every peer, each library at our end.
. "$(dirname -- "$0")/lib.sh"
need ssh-keygen
PEERS=${PEERS:-asyncssh putty libssh2 lsh goxcrypto paramiko openssh}
[ -d "$ETT_PEERS" ] || skip_all "no start scripts for peers; set ETT_PEERS"
PEER_CACHE=${PEER_CACHE:-$BUILD/peers}
PEER_LEGACY=1
PEER_DSA=1
export PEER_CACHE PEER_LEGACY PEER_DSA

# --- who speaks what -----------------------------------------------------

# asked PEER ROLE: rows of KIND NAME...; "client" is a peer that logs in.
asked() {
	case $1-$2 in
	lsh-*)
		echo cipher blowfish-cbc cast128-cbc 3des-cbc arcfour \
			twofish-cbc serpent256-cbc aes256-cbc
		echo mac hmac-md5
		echo kex diffie-hellman-group1-sha1 diffie-hellman-group14-sha1
		echo hostkey ssh-rsa
		echo pubkey ssh-rsa
		;;
	asyncssh-server)
		echo cipher blowfish-cbc cast128-cbc 3des-cbc arcfour \
			arcfour128 arcfour256 aes128-cbc aes192-cbc aes256-cbc
		echo mac hmac-md5 hmac-md5-96 hmac-sha1-96 \
			hmac-md5-etm@openssh.com hmac-md5-96-etm@openssh.com \
			hmac-sha1-96-etm@openssh.com umac-64@openssh.com \
			umac-128@openssh.com umac-64-etm@openssh.com \
			umac-128-etm@openssh.com
		echo kex diffie-hellman-group1-sha1 diffie-hellman-group14-sha1 \
			diffie-hellman-group-exchange-sha1
		echo hostkey ssh-dss ssh-rsa
		echo pubkey ssh-dss ssh-rsa
		;;
	paramiko-server)
		echo cipher 3des-cbc aes128-cbc aes192-cbc aes256-cbc
		echo mac hmac-md5 hmac-md5-96 hmac-sha1-96
		echo kex diffie-hellman-group1-sha1 diffie-hellman-group14-sha1
		echo hostkey ssh-dss ssh-rsa
		;;
	goxcrypto-server)
		echo cipher arcfour arcfour128 arcfour256
		echo mac hmac-sha1-96
		echo kex diffie-hellman-group1-sha1 diffie-hellman-group14-sha1
		echo hostkey ssh-rsa
		echo pubkey ssh-dss ssh-rsa
		;;
	openssh-*)
		echo kex diffie-hellman-group1-sha1 diffie-hellman-group14-sha1 \
			diffie-hellman-group-exchange-sha1
		echo hostkey ssh-dss ssh-rsa
		echo pubkey ssh-dss ssh-rsa
		;;
	putty-client)
		echo cipher blowfish-cbc blowfish-ctr 3des-cbc 3des-ctr \
			arcfour128 arcfour256
		echo mac hmac-md5 hmac-sha1-96 hmac-md5-etm@openssh.com \
			hmac-sha1-96-etm@openssh.com
		echo kex diffie-hellman-group1-sha1 diffie-hellman-group14-sha1 \
			diffie-hellman-group-exchange-sha1
		echo hostkey ssh-dss ssh-rsa
		echo pubkey ssh-dss ssh-rsa
		;;
	libssh2-client)
		echo cipher blowfish-cbc cast128-cbc 3des-cbc arcfour \
			arcfour128 aes128-cbc aes192-cbc aes256-cbc
		echo mac hmac-md5 hmac-md5-96 hmac-sha1-96 hmac-ripemd160 \
			hmac-ripemd160@openssh.com
		echo kex diffie-hellman-group1-sha1 diffie-hellman-group14-sha1 \
			diffie-hellman-group-exchange-sha1
		echo hostkey ssh-dss ssh-rsa
		echo pubkey ssh-dss ssh-rsa
		;;
	esac
}

# usual PEER: what is agreed on beside the name of a row.  A peer and every
# library can.
usual() {
	cipher=aes128-ctr mac=hmac-sha1 kex=ecdh-sha2-nistp256
	hostkey=ecdsa-sha2-nistp256 pubkey=ecdsa-sha2-nistp256
	case $1 in
	lsh)
		cipher=aes256-ctr kex=diffie-hellman-group14-sha1
		hostkey=ssh-rsa pubkey=ssh-rsa
		;;
	esac
}

# type_of ALGORITHM: of the key that signs with it
type_of() {
	case $1 in
	ssh-dss) echo dsa ;;
	ssh-rsa) echo rsa ;;
	*) echo ecdsa ;;
	esac
}

# --- our end -------------------------------------------------------------

# Those that make a tunnel by themselves.
libraries=
for library in $("$BUILD/ett-client" --algorithms | sed -n '1s/.* kind *//p')
do
	"$BUILD/ett-client" --backend "$library" --algorithms \
		>"$W/of_$library" 2>"$W/check.err" &&
		libraries="$libraries $library"
done

# able KIND NAME: the libraries that have it
able() {
	for library in $libraries; do
		awk -v kind="$1" -v name="$2" '
			$1 == name && $2 == kind && /[*]/ { found = 1 }
			END { exit !found }' "$W/of_$library" || continue
		echo "$library"
	done
}

# take_turns NAME...: leaves one of them in $able, another each time
nth=0
take_turns() {
	nth=$((nth + 1))
	shift $((nth % $#))
	able=$1
}

# agreed LOG KIND NAME: our end has told of keys by it, both ways where there
# are two; the algorithm of a user key is not told, but there was no other
agreed() {
	[ "$2" != pubkey ] || return 0
	grep ': keys: ' "$W/$1.err" | tr ', ' '\n\n' | grep -cxF -- "$3" |
		case $2 in
		cipher | mac) grep -qx 2 ;;
		*) grep -qx 1 ;;
		esac
}

# carries KIND NAME LOG WHAT PORT
carries() {
	if within 5 agreed "$3" "$1" "$2"; then
		seen="$seen$role:$1:$2 "
		LIMIT=20 pump "$4" --bytes 300K "127.0.0.1:$5"
	else
		fail "$4: not agreed on"
	fi
}

# --- rows ----------------------------------------------------------------

# to_peer KIND NAME LIBRARY WHAT: our client logs in at $PORT
to_peer() {
	lport=$(free_port)
	IDENTITY=$(type_of "$pubkey")
	if near_up ett "$PORT" "$lport" -v --backend "$3" -c "$cipher" \
	    -m "$mac" -o "KexAlgorithms=$kex" \
	    -o "HostKeyAlgorithms=$hostkey" \
	    -o "PubkeyAcceptedAlgorithms=$pubkey" \
	    -L "127.0.0.1:$lport:127.0.0.1:$BACK_PORT"; then
		carries "$1" "$2" client "$4" "$lport"
	else
		fail "$4: no tunnel"
	fi
	stop client
}

# from_peer KIND NAME LIBRARY WHAT: $peer logs in at our server
from_peer() {
	HOSTKEYS=$(type_of "$hostkey")
	far ett -v --backend "$3" --ciphers "$cipher" --macs "$mac" \
		--kex "$kex" --host-key-algorithms "$hostkey" \
		--pubkey-algorithms "$pubkey" || fail 'ett-server starts'
	lport=$(free_port)
	# shellcheck disable=SC2046 # words on purpose
	start client env $(lists) "PEER_KEY=$(type_of "$pubkey")" \
		"$(script client)" 127.0.0.1 "$PORT" "$lport" \
		127.0.0.1 "$BACK_PORT" "$W"
	if up client "$lport"; then
		carries "$1" "$2" server "$4" "$lport"
	else
		missing client "$4"
	fi
	stop client
	stop server
}

# lists: what the client $peer is told to propose.  PuTTY has families, and a
# line below which it asks the user; lsh has ssh-rsa, and no name for it.
lists() {
	case $peer in
	putty)
		echo PEER_CIPHERS=blowfish,3des,arcfour,aes,WARN
		echo PEER_KEX=dh-group1-sha1,dh-group14-sha1,dh-gex-sha1,ecdh,WARN
		echo PEER_HOSTKEY=dsa,rsa,ecdsa,WARN
		echo "PEER_HOSTKEY_FP=$(ssh-keygen -lf \
			"$W/host_$HOSTKEYS.pub" | cut -d' ' -f2)"
		;;
	lsh) echo "PEER_CIPHERS=$cipher PEER_MACS=$mac" ;;
	*)
		echo "PEER_CIPHERS=$cipher PEER_MACS=$mac PEER_KEX=$kex"
		echo "PEER_HOSTKEY=$hostkey PEER_PUBKEY=$pubkey"
		;;
	esac
}

# row ROLE KIND NAME: with the next library, or with each
row() {
	role=$1
	topic="$peer, a $1: $2 $3"
	able=$(able "$2" "$3")
	if [ -z "$able" ]; then
		skip "$topic" 'no library here has it'
		return
	fi
	# shellcheck disable=SC2086 # words on purpose
	[ -n "${EVERY:-}" ] || take_turns $able
	for library in $able; do
		usual "$peer"
		eval "$2=\$3"
		case $1 in
		server) to_peer "$2" "$3" "$library" "$topic, $library" ;;
		client) from_peer "$2" "$3" "$library" "$topic, $library" ;;
		esac
	done
}

# script ROLE: the path of $peer's, or nothing
script() {
	for path in "$ETT_PEERS/$peer-$1".*; do
		[ ! -x "$path" ] || echo "$path"
	done
}

# left ROLE: what asked() has, KIND NAME a line, and is still to be seen
seen=' '
left() {
	asked "$peer" "$1" | while read -r kind algorithms; do
		for algorithm in $algorithms; do
			case $seen in
			*" $1:$kind:$algorithm "*) [ -n "${EVERY:-}" ] ;;
			esac && echo "$kind $algorithm"
		done
	done
}

# every_row ROLE: of those, one after the other
every_row() {
	while read -r for_what algorithm <&3; do
		row "$1" "$for_what" "$algorithm"
	done 3<"$W/left"
}

# missing NAME WHAT: it did not come up; is the peer not installed?
missing() {
	stop "$1"
	why=$(grep -e ' needs ' -e ': not found$' -e '^ModuleNotFoundError: ' \
		"$W/$1.err") ||
		why=
	if [ -n "$why" ]; then
		skip "$2" "$why"
	else
		fail "$2: did not come up"
	fi
}

# with KIND: the usual, and what the rows of a server ask for
with() {
	usual "$peer"
	eval "echo \$$1"
	asked "$peer" server | sed -n "s/^$1 //p" | tr ' ' '\n'
}

# may KIND: what the server $peer is told to propose
may() {
	case $peer-$1 in
	lsh-cipher) echo all ;;
	lsh-*) ;;
	*) with "$1" | paste -sd, - ;;
	esac
}

serve() {
	PORT=$(free_port)
	start server env "PEER_CIPHERS=$(may cipher)" "PEER_MACS=$(may mac)" \
		"PEER_KEX=$(may kex)" "PEER_HOSTKEY=$(may hostkey)" \
		"PEER_PUBKEY=$(may pubkey)" "$(script server)" "$PORT" "$W"
	up server "$PORT"
}

make_keys ecdsa rsa dsa
back_end
for peer in $PEERS; do
	left server >"$W/left"
	if [ -s "$W/left" ]; then
		if serve; then
			know "$PORT"
			every_row server
		else
			missing server "$peer, a server"
		fi
		stop server
	fi
	left client >"$W/left"
	every_row client
done
check 'all that arrived was whole' stop back
finish
