# SPDX-License-Identifier: ISC
# The SOCKS proxy of -D: versions 4, 4a and 5, names resolved at the far end.
. "$(dirname -- "$0")/lib.sh"
need ssh-keygen socat

make_keys ed25519
HOME=$W
export HOME
back_end
dport=$(free_port)
unused=$(free_port)

# raw REQUEST: sends it, byte escapes of printf, and prints the answer in hex
raw() {
	# shellcheck disable=SC2059 # escapes are wanted
	printf "$1" | timeout 10 socat -t 5 - "TCP:127.0.0.1:$dport" |
		od -An -v -tx1 | tr -d ' \n'
}

# answers WHAT REQUEST HEX
answers() {
	got=$(raw "$2")
	case $got in
	"$3"*) pass "$1" ;;
	*)
		note "got $got"
		fail "$1"
		;;
	esac
}

cat >"$W/web" <<'END'
read -r request
printf 'HTTP/1.0 200 OK\r\nContent-Length: 4\r\n\r\ngood'
END

# octets of a port for printf
octets() {
	printf '\\%03o\\%03o' $(($1 / 256)) $(($1 % 256))
}

for FAR in ett sshd; do
	[ $FAR = ett ] || need sshd
	far $FAR || fail "$FAR starts"
	near_up ett "$PORT" "$dport" -D "$dport" || fail 'the tunnel comes up'
	check 'the proxy is announced' within 5 \
		says client.out "forwarding 127.0.0.1:$dport -> SOCKS"
	for v in 4 5; do
		pump "$FAR: SOCKS $v" --bytes 8M --conns 4 --socks $v \
			--proxy "127.0.0.1:$dport" "$BACK"
	done
	bad=$(octets "$unused")
	answers "$FAR: SOCKS 4, refused" "\\004\\001$bad\\177\\0\\0\\001\\0" \
		005b
	answers "$FAR: SOCKS 4a, a name, refused" \
		"\\004\\001$bad\\0\\0\\0\\001u\\0localhost\\0" 005b
	answers "$FAR: SOCKS 5, an address, refused" \
		"\\005\\001\\0\\005\\001\\0\\001\\177\\0\\0\\001$bad" 05000505
	answers "$FAR: SOCKS 5, a name, refused" \
		"\\005\\001\\0\\005\\001\\0\\003\\011localhost$bad" 05000505
	answers "$FAR: SOCKS 5, a name that nobody has" \
		"\\005\\001\\0\\005\\001\\0\\003\\014none.invalid$bad" 050005
	answers 'SOCKS 5, BIND is not ours' \
		"\\005\\001\\0\\005\\002\\0\\001\\177\\0\\0\\001$bad" 05000507
	answers 'SOCKS 5, an unknown type of address' \
		"\\005\\001\\0\\005\\001\\0\\011\\177\\0\\0\\001$bad" 05000508
	answers 'SOCKS 5, with a password or not at all' '\005\001\002' 05ff
	answers 'HTTP gets no answer' 'GET / HTTP/1.0\r\n\r\n' ''
	if command -v curl >/dev/null; then
		wport=$(free_port)
		start web socat \
			"TCP-LISTEN:$wport,bind=127.0.0.1,fork,reuseaddr" \
			"EXEC:sh $W/web"
		up web "$wport" || fail 'the web comes up'
		for v in socks4 socks4a socks5 socks5h; do
			got=$(curl -s --max-time 10 \
				-x "$v://127.0.0.1:$dport" \
				"http://localhost:$wport/")
			check "$FAR: curl by $v" [ "$got" = good ]
		done
		stop web
	else
		skip "$FAR: curl" 'curl is not installed'
	fi
	check "$FAR: the client ends well" stop client
	stop server
done
check 'all that arrived was whole' stop back
finish
