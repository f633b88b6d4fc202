# SPDX-License-Identifier: ISC
# The load tool itself: good on a good path, and not fooled by a bad one.
. "$(dirname -- "$0")/lib.sh"
need socat

back_end
pump 'both directions at once' --bytes 16M "$BACK"
pump 'no bytes at all' --bytes 0 "$BACK"
pump 'without half-close' --bytes 1M --no-half-close "$BACK"
pump '200 at once' --conns 200 --bytes 10K "$BACK"
pump '500 in a row' --serial 500 --bytes 100 "$BACK"
pump 'one slow reader at the near end' --conns 4 --bytes 4M --slow near "$BACK"
pump 'one slow reader at the far end' --conns 4 --bytes 4M --slow far "$BACK"
pump 'over pipes' --bytes 1M --run -- socat - "TCP:$BACK"
check 'the far end saw all of it' stop back

# spoiled WHAT COMMAND: a path that does this to the data is noticed
back_end
spoiled() {
	refuse "noticed: $1" "$BUILD/pump" send --bytes 1M --limit 10 --run \
		-- sh -c "$2"
}
pump 'a path through pipes that spoils nothing' --bytes 1M --run \
	-- sh -c "cat | socat - TCP:$BACK | cat"
spoiled 'other bytes on the way back' "socat - TCP:$BACK | tr a b"
spoiled 'other bytes on the way there' "stdbuf -o0 tr '\\377' b | socat - TCP:$BACK"
spoiled 'bytes lost on the way back' "socat - TCP:$BACK | head -c 1000000"
spoiled 'bytes lost on the way there' "stdbuf -o0 head -c 1000000 | socat - TCP:$BACK"
spoiled 'bytes too many on the way back' "socat - TCP:$BACK; echo more"
spoiled 'bytes too many on the way there' \
	"{ cat; echo more; } | socat - TCP:$BACK"
spoiled 'a command that fails' "socat - TCP:$BACK; exit 3"
refuse 'noticed: nobody listens' "$BUILD/pump" send 127.0.0.1:1
refuse 'noticed: the time is over' "$BUILD/pump" send --bytes 900G --limit 1 \
	"$BACK"
refuse 'noticed: not refused' "$BUILD/pump" send --refused "$BACK"
refuse 'the far end complains as well' stop back
finish
