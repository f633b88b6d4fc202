# SPDX-License-Identifier: ISC
# IDEA, which no other program in reach speaks, end to end between our own.
. "$(dirname -- "$0")/lib.sh"
need ssh-keygen setsid
MIB=${MIB:-4}

"$BUILD/ett-client" --algorithms | grep -q '^idea-ctr .*[*+]' ||
	skip_all 'no library here has IDEA'
make_keys ed25519
HOME=$W
export HOME
back_end
for cipher in idea-ctr idea-cbc; do
	far ett --ciphers $cipher || fail 'the far end serves'
	lport=$(free_port)
	check "$cipher is agreed on" near_up ett "$PORT" "$lport" \
		-L "$lport:$BACK" -c $cipher -v
	check "$cipher both ways" says client.err "$cipher"
	pump "$cipher" --bytes "${MIB}M" "127.0.0.1:$lport"
	stop client
	stop server
done
check 'all that arrived was whole' stop back
finish
