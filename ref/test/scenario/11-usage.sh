# SPDX-License-Identifier: ISC
# What is wrong on a command line ends a program with 2 and one line that
# names it.
. "$(dirname -- "$0")/lib.sh"
need ssh-keygen

make_keys ed25519
HOME=$W
export HOME
key="$W/host_ed25519" keys="$W/authorized_keys"

# usage NAMED PROGRAM OPTION...: ends with 2, one line on stderr, none on
# stdout, and the line names what was wrong
usage() {
	named=$1
	shift
	timeout 10 "$BUILD/$@" >"$W/u.out" 2>"$W/u.err" </dev/null
	status=$?
	if [ $status = 2 ] && [ ! -s "$W/u.out" ] &&
		[ "$(wc -l <"$W/u.err")" = 1 ] && says u.err "$named"; then
		pass "$(echo "$*" | sed "s:$W/::g")"
	else
		fail "$* (status $status)"
	fi
}

# As `usage`, for options of ett-server that is otherwise well called.
server() {
	named=$1
	shift
	usage "$named" ett-server -p 0 -k "$key" -a "$keys" "$@"
}

usage --frobnicate ett-server --frobnicate
usage -x ett-server -x
usage -k ett-server -p 0 -a "$keys"
usage -a ett-server -p 0 -k "$key"
server 65536 -p 65536
server 'argument' extra
server 12monkeys --login-grace 12monkeys
server monkeys --rekey-limit monkeys
server not-a-cipher --ciphers aes128-ctr,not-a-cipher
server not-a-mac --macs +not-a-mac
server allow-none --ciphers +none
server allow-none --macs none
server not-a-kex --kex not-a-kex
server no-such-library --backend no-such-library
server nowhere --permit-open 127.0.0.1:1,nowhere
server a:70000 --permit-listen a:70000
server one --max-channels one
server -d --workers 2 -d
server 'needs an argument' -l
server missing -k "$W/missing"
server 'No such file' -a "$W/missing"
printf 'garbage\n' >"$W/garbage"
server "$W/garbage" -k "$W/garbage"
cp "$key" "$W/open"
chmod 644 "$W/open"
server 'permissions 0644' -k "$W/open"
ssh-keygen -q -t ed25519 -N secret -f "$W/locked"
server passphrase -k "$W/locked"

usage host ett-client
usage 'remote command' ett-client h ls
usage NoSuchOption ett-client -o NoSuchOption=1 h
usage 80:h ett-client -L 80:h h
usage 99999 ett-client -R 99999:h:80 h
usage 70000 ett-client -p 70000 h
usage maybe ett-client -o StrictHostKeyChecking=maybe h
usage not-a-cipher ett-client -c not-a-cipher h
usage allow-none ett-client -c +none h
usage allow-none ett-client -m hmac-sha2-256,none h
usage not-a-kex ett-client -o KexAlgorithms=not-a-kex h
usage no-such-file ett-client -F "$W/no-such-file" h
printf 'Host *\n\tPort 22\n\tPrat 22\n' >"$W/config"
usage "config:3: unknown option 'Prat'" ett-client -F "$W/config" h
usage "'@'" ett-client -J @ h

usage no-such-program ett no-such-program
usage 'which program' ett
finish
