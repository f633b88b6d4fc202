#!/bin/sh
# SPDX-License-Identifier: ISC
#
# ett-keygen and ssh-keygen read each other's files and say the same of them.
set -eu
: "${BUILD:=build}"

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
trap 'exit 1' HUP INT TERM
keygen=$BUILD/ett-keygen
n=0

# check CLAIM COMMAND ...: one line of TAP.
check() {
	n=$((n + 1))
	claim=$1
	shift
	if "$@" >"$dir/out" 2>&1 </dev/null; then
		echo "ok $n - $claim"
	else
		echo "not ok $n - $claim"
		sed 's/^/# /' "$dir/out"
	fi
}

# Two commands, each one word for the shell to split, print the same.
same() {
	first=$($1)
	second=$($2)
	[ -n "$first" ] && [ "$first" = "$second" ] && return
	echo "$1: $first"
	echo "$2: $second"
	return 1
}

exits() { # STATUS COMMAND ...
	want=$1
	shift
	status=0
	"$@" || status=$?
	[ "$status" -eq "$want" ] && return
	echo "exit $status, not $want"
	return 1
}

mode_is() {
	[ "$(stat -c %a "$2")" = "$1" ]
}

# What FILE.pub ($1) says is what both derive from FILE with passphrase $2.
public_agrees() {
	want=$(cut -d' ' -f1,2 "$1.pub")
	first=$("$keygen" -y -P "$2" -f "$1" | cut -d' ' -f1,2)
	second=$(ssh-keygen -y -P "$2" -f "$1" | cut -d' ' -f1,2)
	[ "$want" = "$first" ] && [ "$want" = "$second" ]
}

# OpenSSH signs with the private file and verifies with the public one.
signs() {
	echo hello >"$dir/message"
	rm -f "$dir/message.sig"
	ssh-keygen -Y sign -q -f "$1" -n test "$dir/message"
	echo "me $(cat "$1.pub")" >"$dir/allowed"
	ssh-keygen -Y verify -f "$dir/allowed" -I me -n test \
		-s "$dir/message.sig" <"$dir/message"
}

both_ways() { # TAG PASSPHRASE OPTION ...
	tag=$1
	pass=$2
	shift 2
	ours="$dir/ours-$tag"
	theirs="$dir/theirs-$tag"

	check "$tag: ett-keygen makes a key" \
		"$keygen" "$@" -N "$pass" -C "a comment" -f "$ours"
	check "$tag: only its owner may read it" mode_is 600 "$ours"
	check "$tag: ssh-keygen reads it" public_agrees "$ours" "$pass"
	check "$tag: the same fingerprint" \
		same "ssh-keygen -l -f $ours.pub" "$keygen -l -f $ours.pub"

	check "$tag: ssh-keygen makes a key" \
		ssh-keygen -q "$@" -N "$pass" -C "a comment" -f "$theirs"
	check "$tag: ett-keygen reads it" public_agrees "$theirs" "$pass"
	check "$tag: the same fingerprint again" \
		same "ssh-keygen -l -f $theirs" "$keygen -l -f $theirs"
}

both_ways ed25519 '' -t ed25519
both_ways ecdsa-256 '' -t ecdsa -b 256
both_ways ecdsa-384 '' -t ecdsa -b 384
both_ways ecdsa-521 '' -t ecdsa -b 521
both_ways rsa-2048 '' -t rsa -b 2048
both_ways dsa '' -t dsa
both_ways ed25519-passphrase 'open sesame' -t ed25519
both_ways ecdsa-passphrase 'open sesame' -t ecdsa
both_ways rsa-passphrase 'open sesame' -t rsa -b 2048

for tag in ed25519 ecdsa-256 ecdsa-384 ecdsa-521 rsa-2048; do
	check "$tag: OpenSSH signs with our file" signs "$dir/ours-$tag"
done

# Passphrases and ciphers
key=$dir/ours-ed25519-passphrase
check "a wrong passphrase opens nothing" exits 1 "$keygen" -y -P wrong -f "$key"
check "nor does none, and nobody is asked" exits 1 "$keygen" -y -f "$key"
for cipher in aes128-ctr aes192-ctr aes128-cbc aes192-cbc aes256-cbc 3des-cbc
do
	file=$dir/cipher-$cipher
	ssh-keygen -q -t ed25519 -N secret -Z "$cipher" -f "$file"
	check "$cipher: ett-keygen reads it" public_agrees "$file" secret
done
mv "$key.pub" "$dir/away.pub"
fingerprint() { "$keygen" -l -f "$1" | cut -d' ' -f1,2; }
alone_agrees() { [ "$(fingerprint "$key")" = "$(fingerprint "$dir/away.pub")" ]; }
check "the fingerprint of an encrypted file needs no passphrase" alone_agrees
mv "$dir/away.pub" "$key.pub"

# Files are never overwritten unasked, nor left half made.
before=$(cat "$key")
check "an existing key stays" exits 1 "$keygen" -t ed25519 -N '' -f "$key"
unchanged() { [ "$before" = "$(cat "$key")" ]; }
check "and is what it was" unchanged
says_exists() { "$keygen" -t ed25519 -N '' -f "$key" 2>&1 | grep -q 'File exists'; }
check "which it says" says_exists
check "a folder that is not there is an error" \
	exits 1 "$keygen" -t ed25519 -N '' -f "$dir/none/key"
absent() { [ ! -e "$1" ]; }
check "a size that does not exist is a usage error" \
	exits 2 "$keygen" -t rsa -b 512 -N '' -f "$dir/small"
check "and leaves no file" absent "$dir/small"
check "an unknown type is a usage error" \
	exits 2 "$keygen" -t ed999 -N '' -f "$dir/small"
check "no FILE is a usage error" exits 2 "$keygen" -t ed25519
check "two jobs are a usage error" exits 2 "$keygen" -y -l -f "$key"
one_line() {
	"$keygen" -q -t ed25519 -N '' -C "first
ssh-ed25519 second" -f "$dir/lines" && [ "$(wc -l <"$dir/lines.pub")" -eq 1 ]
}
check "a comment cannot add a line" one_line
head -c 200 "$dir/ours-ed25519" >"$dir/cut"
chmod 600 "$dir/cut"
check "a damaged file is an error" exits 1 "$keygen" -y -f "$dir/cut"
check "a file without keys has no fingerprint" \
	exits 1 "$keygen" -l -f /dev/null

# Fingerprints of every line, whatever stands in front of the key.
{
	echo "# comment"
	echo "restrict,command=\"a b\" $(cat "$dir/ours-ed25519.pub")"
	cat "$dir/ours-rsa-2048.pub"
} >"$dir/authorized"
check "authorized_keys: the same fingerprints" \
	same "ssh-keygen -l -f $dir/authorized" "$keygen -l -f $dir/authorized"

# known_hosts: what to forget is chosen as ssh-keygen chooses it.
public=$(cut -d' ' -f1,2 "$dir/ours-ed25519.pub")
other=$(cut -d' ' -f1,2 "$dir/ours-ecdsa-256.pub")
{
	echo "# comment"
	echo "alpha.example,192.0.2.1 $public"
	echo "beta.example $other"
	echo "[alpha.example]:2222 $public"
	echo "*.example,!beta.example $other"
	echo "@revoked alpha.example $other"
	echo "gamma.example $public"
} >"$dir/plain"
ssh-keygen -H -f "$dir/plain" >/dev/null 2>&1
cp "$dir/plain" "$dir/hashed"
mv "$dir/plain.old" "$dir/plain"
check "known_hosts: the same fingerprints" \
	same "ssh-keygen -l -f $dir/plain" "$keygen -l -f $dir/plain"
forgets_alike() { # FILE HOST
	cp "$1" "$dir/a"
	cp "$1" "$dir/b"
	"$keygen" -R "$2" -f "$dir/a" || return
	ssh-keygen -R "$2" -f "$dir/b" || return
	cmp "$dir/a" "$dir/b"
}
for host in alpha.example beta.example gamma.example '[alpha.example]:2222' \
	nobody.test; do
	check "$host is forgotten, in clear" forgets_alike "$dir/plain" "$host"
	check "$host is forgotten, hashed" forgets_alike "$dir/hashed" "$host"
done
changed() { ! cmp -s "$dir/plain" "$dir/a"; }
forgets_alike "$dir/plain" alpha.example >/dev/null 2>&1
check "and something was" changed

echo "1..$n"
