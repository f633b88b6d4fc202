# SPDX-License-Identifier: ISC
# Every crypto library with every other: keys, and a tunnel with data.
. "$(dirname -- "$0")/lib.sh"
need ssh-keygen setsid

make_keys ed25519 ecdsa384 rsa
HOME=$W
export HOME
libraries=$("$BUILD/ett-client" --algorithms | sed -n '1s/.* kind *//p')
[ -n "$libraries" ] || fail 'the first line of --algorithms names them'

# Not every library makes a tunnel by itself.  Those that do not say so.
alone=
for library in $libraries; do
	if "$BUILD/ett-client" --backend "$library" --algorithms \
	    >"$W/table" 2>"$W/lacks.err"; then
		alone="$alone $library"
	else
		check "$library makes no tunnel: usage" [ $? = 2 ]
		check "$library says what it lacks" says lacks.err "'$library' has none"
		"$BUILD/ett-keygen" --backend "$library" -q -t ed25519 -N '' \
			-f "$W/none" 2>"$W/no_key.err"
		check "$library makes no key: usage" [ $? = 2 ]
		check "$library says that it makes none" says no_key.err \
			"'$library' has not"
	fi
done

# key_is_good KEY: its public half is what OpenSSH makes of the private one
key_is_good() {
	ssh-keygen -y -P '' -f "$W/$1" | cut -d' ' -f1,2 >"$W/$1.derived" &&
		cut -d' ' -f1,2 "$W/$1.pub" | cmp -s - "$W/$1.derived"
}

# has LIBRARY TYPE: does it have what keys of this type take?
has() {
	[ "$1" = auto ] || "$BUILD/ett-client" --algorithms --json |
		grep '"name":"ssh-ed25519","kind":"hostkey"' |
		grep -q "\"backends\":.*\"$1\"" || [ "$2" != ed25519 ]
}

keys() {
	for type in ed25519 ecdsa rsa; do
		has "$1" "$type" || continue
		key=new_$1_$type
		check "$1 makes a key: $type" "$BUILD/ett-keygen" --backend "$1" \
			-q -t "$type" -N '' -f "$W/$key"
		check "OpenSSH takes it: $type" key_is_good "$key"
	done
}

# tunnel NEAR FAR
tunnel() {
	back_end
	HOSTKEYS='ecdsa384 rsa' IDENTITY=ecdsa384
	if has "$1" ed25519 && has "$2" ed25519; then
		HOSTKEYS='ed25519 ecdsa384 rsa' IDENTITY=ed25519
	fi
	far ett --backend "$2" || fail "$2 serves"
	lport=$(free_port)
	check "$1 logs in at $2" near_up ett "$PORT" "$lport" \
		-L "$lport:$BACK" --backend "$1"
	check "$1 and $2 carry data" "$BUILD/pump" send --serial 1 \
		--bytes 3M "127.0.0.1:$lport"
	stop client
	stop server
	check "$1 and $2: all that arrived was whole" stop back
}

for library in $alone; do
	keys "$library"
done
for near in $alone auto; do
	for far in $alone auto; do
		tunnel "$near" "$far"
	done
done

"$BUILD/ett-client" --backend none --algorithms >"$W/none.out" 2>"$W/none.err"
check 'a library that is not there: usage' [ $? = 2 ]
check 'and its name' says none.err "'none'"
finish
