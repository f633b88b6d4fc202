# SPDX-License-Identifier: ISC
# What ett-client says of host keys: known, new, changed, revoked.
. "$(dirname -- "$0")/lib.sh"
need ssh-keygen

make_keys ed25519 ecdsa
make_key other ed25519
HOSTKEYS='ed25519 ecdsa' far ett || fail 'the server starts'
known="$W/known"

fingerprint() {
	ssh-keygen -l -f "$1" | cut -d' ' -f2
}

# line KEY [NAME]: KEY as known_hosts has it
line() {
	echo "${2:-[127.0.0.1]:$PORT} $(cut -d' ' -f1,2 "$W/$1.pub")"
}

# client OPTION...: logs in, opens a channel that is refused, and ends.  Without
# a terminal, so that nobody can be asked.
client() {
	setsid -w timeout 20 "$BUILD/ett-client" "$@" -p "$PORT" \
		-i "$W/id_ed25519" -o UserKnownHostsFile="$known" \
		-o ConnectTimeout=10 -W 127.0.0.1:1 127.0.0.1 \
		>"$W/c.out" 2>"$W/c.err" </dev/null
	status=$?
}

# goes_in WHAT OPTION... / kept_out WHAT TEXT OPTION...: the server's refusal of
# the channel shows that the host key was accepted
goes_in() {
	what=$1
	shift
	client "$@"
	check "$what" says c.err 'Connection refused'
}
kept_out() {
	what=$1 text=$2
	shift 2
	client "$@"
	if [ $status = 1 ] && ! says c.err 'Connection refused' &&
		says c.err "$text"; then
		pass "$what"
	else
		fail "$what (status $status)"
	fi
}

server_prints=$(fingerprint "$W/host_ed25519")
: >"$known"
kept_out 'a new host is refused where nobody can be asked' "$server_prints"
kept_out 'a new host is refused by StrictHostKeyChecking=yes' \
	"$server_prints" -o StrictHostKeyChecking=yes
goes_in 'accept-new takes a new host' -o StrictHostKeyChecking=accept-new
check 'and writes it down as OpenSSH does' \
	grep -qxF "$(line host_ed25519)" "$known"
goes_in 'what was written down is known' -o StrictHostKeyChecking=yes

{
	echo '# a comment'
	line other
} >"$known"
kept_out 'a changed key is refused: what the file has' \
	"$(fingerprint "$W/other")"
check 'a changed key is refused: what the server sent' \
	says c.err "$server_prints"
check 'a changed key is refused: file and line' says c.err "$known:2"
kept_out 'a changed key is refused even by StrictHostKeyChecking=no' \
	"$server_prints" -o StrictHostKeyChecking=no

echo "@revoked $(line host_ed25519)" >"$known"
kept_out 'a revoked key is refused' 'revoked'
line host_ecdsa >"$known"
goes_in 'the type of key that is known is asked for' \
	-o StrictHostKeyChecking=yes
kept_out 'another type is no new host' 'other types' \
	-o HostKeyAlgorithms=ssh-ed25519 -o StrictHostKeyChecking=accept-new
line host_ed25519 127.0.0.1 >"$known"
kept_out 'another port is another host' "$server_prints"

: >"$known"
goes_in 'HashKnownHosts' -o StrictHostKeyChecking=accept-new \
	-o HashKnownHosts=yes
check 'hides the name' sh -c "grep -q '^|1|' '$known' &&
	! grep -q 127.0.0.1 '$known'"
goes_in 'a hidden name is found again' -o StrictHostKeyChecking=yes
check 'OpenSSH finds it too' \
	ssh-keygen -F "[127.0.0.1]:$PORT" -f "$known"

printf '%s' "$(line other other.example)" >"$known"
goes_in 'a file without a last newline' -o StrictHostKeyChecking=accept-new
check 'keeps its last line' grep -qxF "$(line other other.example)" "$known"
check 'and gets the new one' grep -qxF "$(line host_ed25519)" "$known"
: >"$known"
line host_ed25519 >"$W/known2"
goes_in 'the second file counts too' \
	-o StrictHostKeyChecking=yes -o UserKnownHostsFile="$known $W/known2"
finish
