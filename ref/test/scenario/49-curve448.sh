# SPDX-License-Identifier: ISC
# curve448-sha512 and ssh-ed448 with the two others that speak them: PuTTY, at
# our server, and AsyncSSH, as ours is its client.
. "$(dirname -- "$0")/lib.sh"
need ssh-keygen puttygen plink
MIB=${MIB:-8}
[ -d "$ETT_PEERS" ] || skip_all "no start scripts for peers; set ETT_PEERS"
keygen=$BUILD/ett-keygen
kex=curve448-sha512

# make_ed448 NAME [PASSPHRASE]
make_ed448() {
	"$keygen" -q -t ed448 -N "${2:-}" -C "$1" -f "$W/$1"
}

first_two() { cut -d' ' -f1,2; }
print_of() { "$keygen" -l -f "$1" | cut -d' ' -f2; }

# used WHAT NAME WORD...: NAME's log tells of keys by all these words
used() {
	topic=$1 log=$W/$2.err
	shift 2
	for word; do
		grep ': keys: ' "$log" | grep -q "$word" || {
			fail "$topic: not $word"
			return
		}
	done
	pass "$topic"
}

# Both read what the other makes, and agree on the public key.
make_ed448 ours
puttygen "$W/ours" -O private -o "$W/ours.ppk"
reads_ours() {
	[ "$(puttygen "$W/ours.ppk" -O public-openssh | first_two)" = \
		"$(first_two <"$W/ours.pub")" ]
}
check 'puttygen reads our ed448 key' reads_ours
puttygen -q -t ed448 --new-passphrase /dev/null -C theirs \
	-O private-openssh-new -o "$W/theirs"
puttygen "$W/theirs" -O private -o "$W/theirs.ppk"
reads_theirs() {
	[ "$("$keygen" -y -f "$W/theirs" | first_two)" = \
		"$(puttygen "$W/theirs.ppk" -O public-openssh | first_two)" ]
}
check 'ett-keygen reads that of puttygen' reads_theirs
make_ed448 locked 'open sesame'
"$keygen" -y -P 'open sesame' -f "$W/locked" >"$W/locked.out"
check 'an encrypted one opens' cmp -s "$W/locked.out" "$W/locked.pub"

make_ed448 host_ed448
mv "$W/ours" "$W/id_ed448"
mv "$W/ours.pub" "$W/id_ed448.pub"
cp "$W/theirs" "$W/id_theirs"
{
	cat "$W/id_ed448.pub"
	"$keygen" -y -f "$W/id_theirs"
} >"$W/authorized_keys"
back_end

# plink, whose lists have Curve448 and Ed448 in front of their siblings
far ett -v --kex "$kex" || fail 'ett-server starts'
for key in ed448 theirs; do
	lport=$(free_port)
	start client env PEER_KEY=$key "PEER_HOSTKEY_FP=$(
		print_of "$W/host_ed448.pub"
	)" "$ETT_PEERS/putty-client.sh" 127.0.0.1 "$PORT" "$lport" \
		127.0.0.1 "$BACK_PORT" "$W"
	if up client "$lport"; then
		pump "plink to ett-server, key $key" --bytes "${MIB}M" \
			"127.0.0.1:$lport"
	else
		fail "plink to ett-server, key $key"
	fi
	stop client
done
used 'plink agreed on them' server "$kex" ssh-ed448
stop server

# The start script looks for keys of this name, whatever they are.
mv "$W/host_ed448" "$W/host_ed25519"
mv "$W/host_ed448.pub" "$W/host_ed25519.pub"
PORT=$(free_port)
start server "$ETT_PEERS/asyncssh-server.py" "$PORT" "$W"
if ! up server "$PORT"; then
	skip 'ett-client to asyncssh' 'it did not start'
	finish
fi
know "$PORT"
IDENTITY=ed448
for letter in -L -R; do
	lport=$(free_port)
	near_up ett "$PORT" "$lport" -v -o KexAlgorithms=$kex \
		-o HostKeyAlgorithms=ssh-ed448 \
		"$letter" "127.0.0.1:$lport:127.0.0.1:$BACK_PORT"
	pump "ett-client $letter to asyncssh" --bytes "${MIB}M" \
		"127.0.0.1:$lport"
	used "asyncssh agreed on them, $letter" client "$kex" ssh-ed448
	stop client
done
stop server
stop back
finish
