# SPDX-License-Identifier: ISC
# Keys change every MiB in the middle of bulk data both ways: asked for by the
# near end, by the far end, by both at once.  Nothing is lost.
. "$(dirname -- "$0")/lib.sh"
need ssh ssh-keygen
MIB=${MIB:-8}
CIPHERS=${CIPHERS:-aes128-ctr chacha20-poly1305@openssh.com}
SSHD_LOG=DEBUG1

# rekeyed WHAT OPTION...: MIB each way through a tunnel, then many small ones
rekeyed() {
	topic=$1
	shift
	before=$(key_exchanges server)
	lport=$(free_port)
	near_up "$NEAR" "$PORT" "$lport" \
		-L "127.0.0.1:$lport:127.0.0.1:$BACK_PORT" -v "$@"
	pump "$topic" --bytes "${MIB}M" "127.0.0.1:$lport"
	pump "$topic, 10 at once" --bytes 1M --conns 10 "127.0.0.1:$lport"
	changed "$topic, as the near end tells" client 0
	changed "$topic, as the far end tells" server "$before"
	stop client
}

# at FAR LIMIT: a far end that asks for new keys after so many bytes, or not
at() {
	FAR=$1
	case $FAR$2 in
	sshd-) far sshd ;;
	sshd*) far sshd "RekeyLimit $2" ;;
	ett-) far ett -v ;;
	ett*) far ett -v --rekey-limit "$2" ;;
	esac || fail "$FAR starts"
}

make_keys ed25519
back_end
M=1048576
for NEAR in ett ssh; do
	for there in sshd ett; do
		[ $NEAR$there != sshsshd ] || continue
		for cipher in $CIPHERS; do
			way="$NEAR to $there, $cipher"
			set -- -c $cipher
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
