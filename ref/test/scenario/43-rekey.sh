# SPDX-License-Identifier: ISC
# Keys change every MiB in the middle of bulk data both ways: asked for by the
# near end, by the far end, by both at once.  Nothing is lost.
. "$(dirname -- "$0")/lib.sh"
need ssh ssh-keygen
MIB=${MIB:-8}
CIPHERS=${CIPHERS:-aes128-ctr chacha20-poly1305@openssh.com}
SSHD_LOG=DEBUG1

# rekeys NAME: how often this OpenSSH program took new keys into use, less the
# first time
rekeys() {
	n=$(grep -c 'SSH2_MSG_NEWKEYS received' "$W/$1.err")
	echo $((n - 1))
}

# enough NAME: about once a MiB; a key exchange lasts for a while, and what is
# under way meanwhile counts for the next one
enough() {
	if [ "$(rekeys "$1")" -ge $((MIB / 4)) ]; then
		pass "$2: $(rekeys "$1") key exchanges"
	else
		fail "$2: $(rekeys "$1") key exchanges in $MIB MiB"
	fi
}

# rekeyed WHAT OPTION...: MIB each way through a tunnel, then many small ones
rekeyed() {
	topic=$1
	shift
	lport=$(free_port)
	near_up "$NEAR" "$PORT" "$lport" \
		-L "127.0.0.1:$lport:127.0.0.1:$BACK_PORT" "$@"
	pump "$topic" --bytes "${MIB}M" "127.0.0.1:$lport"
	pump "$topic, 10 at once" --bytes 1M --conns 10 "127.0.0.1:$lport"
	case $FAR$NEAR in
	sshd*) enough server "$topic" ;;
	*ssh) enough client "$topic" ;;
	esac
	stop client
	[ "$FAR" != sshd ] || : >"$W/server.err"
}

# at FAR LIMIT: a far end that asks for new keys after so many bytes, or not
at() {
	FAR=$1
	case $FAR$2 in
	*-) far "$FAR" ;;
	sshd*) far sshd "RekeyLimit $2" ;;
	ett*) far ett --rekey-limit "$2" ;;
	esac || fail "$FAR starts"
}

make_keys ed25519
back_end
M=1048576
for NEAR in ett ssh; do
	verbose=
	[ $NEAR = ett ] || verbose=-v
	for there in sshd ett; do
		[ $NEAR$there != sshsshd ] || continue
		for cipher in $CIPHERS; do
			way="$NEAR to $there, $cipher"
			set -- $verbose -c $cipher
			at $there -
			rekeyed "$way: near end asks" "$@" -o RekeyLimit=$M
			stop server
			at $there $M
			rekeyed "$way: far end asks" "$@"
			rekeyed "$way: both ask" "$@" -o RekeyLimit=$M
			stop server
		done
	done
done
check 'the far ends saw all of it' stop back
finish
