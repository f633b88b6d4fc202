# SPDX-License-Identifier: ISC
# 1,000 connections at once through one tunnel, 10,000 one after another, and
# readers that stop reading: none lost, none held up by another, and both
# ends are in the end as large as they were.
. "$(dirname -- "$0")/lib.sh"
need ssh ssh-keygen
ENDS=${ENDS:-ett:ett}
AT_ONCE=${AT_ONCE:-1}
GROWTH=${GROWTH:-2048}

# rss NAME: KiB in memory, over the program and its children
rss() {
	sum=0
	for id in $(family "$(pid "$1")"); do
		n=$(awk '/^VmRSS/ { print $2 }' "/proc/$id/status")
		sum=$((sum + n))
	done
	echo $sum
}

# small WHAT BEFORE AFTER.  AddressSanitizer keeps what was freed, so a build
# with it says nothing about growth.
small() {
	if grep -q __asan_init "$BUILD/ett-server"; then
		skip "$1" 'built with AddressSanitizer'
	elif [ $(($3 - $2)) -lt "$GROWTH" ]; then
		pass "$1: $2 KiB, then $3 KiB"
	else
		fail "$1: grew from $2 KiB to $3 KiB"
	fi
}

# in_a_row WHAT N: opened and closed, AT_ONCE at a time
in_a_row() {
	pump "$1" --serial $(($2 / AT_ONCE)) --conns "$AT_ONCE" --bytes 100 \
		--limit 300 "$NEAR_END"
}

# load WHAT: the whole programme through one tunnel
load() {
	pump "$1: warm up" --serial 20 --bytes 1K "$NEAR_END"
	near_fds=$(fds client) far_fds=$(fds server)
	pump "$1: 1,000 at once" --conns 1000 --bytes 20K --limit 300 "$NEAR_END"
	back_to "$1: near end" "$near_fds" client
	back_to "$1: far end" "$far_fds" server
	in_a_row "$1: 2,000 in a row" 2000
	near_rss=$(rss client) far_rss=$(rss server)
	in_a_row "$1: 8,000 more" 8000
	small "$1: near end" "$near_rss" "$(rss client)"
	small "$1: far end" "$far_rss" "$(rss server)"
	for end in near far both; do
		pump "$1: slow reader at $end end" --conns 8 --bytes 12M \
			--slow $end --limit 120 "$NEAR_END"
	done
	back_to "$1: near end" "$near_fds" client
	back_to "$1: far end" "$far_fds" server
}

make_keys ed25519
back_end
for ends in $ENDS; do
	NEAR=${ends%:*} FAR=${ends#*:}
	far "$FAR"
	lport=$(free_port)
	near_up "$NEAR" "$PORT" "$lport" \
		-L "127.0.0.1:$lport:127.0.0.1:$BACK_PORT" ||
		fail "$NEAR to $FAR: no tunnel"
	NEAR_END=127.0.0.1:$lport
	load "$NEAR to $FAR"
	stop client
	stop server
done
check 'the far ends saw all of it' stop back
finish
