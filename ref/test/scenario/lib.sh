# SPDX-License-Identifier: ISC
#
# What the scenarios share; each begins with
#
#     . "$(dirname -- "$0")/lib.sh"
#
# and ends with `finish`.  A scenario tests programs as a user runs them: on
# loopback, with throw-away keys, in a folder of its own, $W, and with nothing
# left behind.  Results are TAP, for prove.  BUILD says where the programs are.
set -u
umask 077
LC_ALL=C
export LC_ALL
unset SSH_AUTH_SOCK SSH_ASKPASS DISPLAY

HERE=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
ROOT=$(CDPATH='' cd -- "$HERE/../../.." && pwd)
BUILD=${BUILD:-$ROOT/build}
ETT_PEERS=${ETT_PEERS:-$ROOT/../shared/peers}
ME=$(id -un)
[ -x "$BUILD/pump" ] || {
	echo "Bail out! no $BUILD/pump; make builds it"
	exit 2
}
W=$(mktemp -d)
tests=0
names=
status=0

# --- results -------------------------------------------------------------

# note TEXT...: for whoever reads the output
note() {
	printf '%s\n' "$*" | sed 's/^/# /'
}

# pass WHAT / fail WHAT: one result; a failure shows the ends of all logs
pass() {
	tests=$((tests + 1))
	echo "ok $tests - $*"
}
fail() {
	tests=$((tests + 1))
	echo "not ok $tests - $*"
	for log in "$W"/*.err; do
		[ -s "$log" ] || continue
		note "$(basename "$log"):"
		tail -n "${TAIL:-6}" "$log" | sed 's/^/#   /'
	done
	return 1
}

# skip WHAT WHY: told as skipped, never as passed
skip() {
	tests=$((tests + 1))
	echo "ok $tests - $1 # SKIP $2"
}

# skip_all WHY: nothing of this scenario can run here
skip_all() {
	echo "1..0 # SKIP $*"
	exit 0
}

# check WHAT COMMAND...: passes if the command does
check() {
	what=$1
	shift
	if "$@" >"$W/check.out" 2>"$W/check.err"; then
		pass "$what"
	else
		fail "$what"
	fi
}

# refuse WHAT COMMAND...: passes if the command ends with status 1; anything
# else, such as 2 for a command that could not run, proves nothing
refuse() {
	what=$1
	shift
	"$@" >"$W/check.out" 2>"$W/check.err"
	case $? in
	1) pass "$what" ;;
	*) fail "$what" ;;
	esac
}

# says FILE TEXT: the file of $W has a line with this text
says() {
	grep -qF -- "$2" "$W/$1"
}

finish() {
	echo "1..$tests"
	exit 0
}

# need PROGRAM...: skips the scenario where one is absent
need() {
	for program in "$@"; do
		command -v "$program" >/dev/null ||
			skip_all "$program is not installed"
	done
}

# --- processes -----------------------------------------------------------

# start NAME COMMAND...: in the background, as leader of its own process
# group; its output goes to $W/NAME.out and .err, its id to pid_NAME
start() {
	name=$1
	shift
	: >"$W/$name.out" # now: the redirection below may come late
	setsid "$@" >"$W/$name.out" 2>"$W/$name.err" </dev/null &
	eval "pid_$name=$!"
	names="$name $names"
}

# pid NAME
pid() {
	eval "echo \${pid_$1:-0}"
}

# alive NAME: running, and not merely a zombie
alive() {
	read -r stat 2>/dev/null <"/proc/$(pid "$1")/stat" || return 1
	case $stat in
	*') Z '*) return 1 ;;
	esac
}

# within SECONDS COMMAND...: true as soon as the command is, in bounded time
within() {
	turns=$(($1 * 20))
	shift
	until "$@"; do
		turns=$((turns - 1))
		[ $turns -gt 0 ] || return 1
		sleep 0.05
	done
}

dead() {
	! alive "$1"
}

# stop NAME: asks, waits, then insists; status is the program's
stop() {
	id=$(pid "$1")
	[ "$id" != 0 ] || return 0
	kill -TERM "$id" 2>/dev/null
	within 5 dead "$1" || kill -KILL "-$id" 2>/dev/null
	wait "$id" 2>/dev/null
	status=$?
	kill -KILL "-$id" 2>/dev/null
	eval "pid_$1=0"
	return $status
}

stop_all() {
	for name in $names; do
		stop "$name"
	done
	names=
}

clean_up() {
	stop_all
	if [ -n "${KEEP:-}" ]; then
		echo "# logs are in $W" >&2
	else
		rm -rf "$W"
	fi
}
trap clean_up EXIT
trap 'exit 1' HUP INT PIPE TERM

# family PID: it and its descendants
family() {
	echo "$1"
	# shellcheck disable=SC2013 # words, not lines
	for child in $(cat "/proc/$1/task/$1/children"); do
		family "$child"
	done
}

# fds NAME: open descriptors, of the program and its children
fds() {
	for id in $(family "$(pid "$1")"); do
		ls "/proc/$id/fd"
	done | wc -l
}

# few FDS NAME: no more than these
few() {
	[ "$(fds "$2")" -le "$1" ]
}

# back_to WHAT FDS NAME: descriptors are given back, if not at once
back_to() {
	if within 30 few "$2" "$3"; then
		pass "$1: descriptors back to $2"
	else
		fail "$1: $(fds "$3") descriptors, $2 at first"
	fi
}

# --- ports ---------------------------------------------------------------

free_port() {
	"$BUILD/pump" port
}

# listens PORT: somebody does; told by the kernel, without a connection
listens() {
	awk -v port=":$(printf %04X "$1")\$" \
		'$4 == "0A" && $2 ~ port { found = 1 } END { exit !found }' \
		/proc/net/tcp /proc/net/tcp6
}

# up NAME PORT: waits until the program NAME, or a child of it, listens there
up() {
	up_or_dead() {
		listens "$2" || dead "$1"
	}
	within 30 up_or_dead "$1" "$2" && listens "$2"
}

# told_port NAME: waits for "listening on ADDR port N" on stdout, prints N
told_port() {
	told_or_dead() {
		grep -q '^listening on ' "$W/$1.out" || dead "$1"
	}
	within 20 told_or_dead "$1"
	sed -n 's/^listening on .* port \([0-9]*\).*/\1/p' "$W/$1.out"
}

# --- keys ----------------------------------------------------------------

# make_key FILE TYPE [BITS]
make_key() {
	[ -s "$W/$1" ] || ssh-keygen -q -t "$2" ${3:+-b "$3"} -N '' -C "$1" \
		-f "$W/$1"
}

# make_keys TYPE...: host_TYPE, id_TYPE, all of the latter in authorized_keys
make_keys() {
	for type in "$@"; do
		case $type in
		rsa) set -- rsa 2048 ;;
		ecdsa) set -- ecdsa 256 ;;
		ecdsa*) set -- ecdsa "${type#ecdsa}" ;;
		*) set -- "$type" ;;
		esac
		make_key "host_$type" "$@"
		make_key "id_$type" "$@"
		cat "$W/id_$type.pub" >>"$W/authorized_keys"
	done
}

# know PORT: puts all host keys down for 127.0.0.1 at this port
know() {
	for key in "$W"/host_*.pub; do
		read -r type blob comment <"$key"
		echo "[127.0.0.1]:$1 $type $blob" >>"$W/known_hosts"
	done
}

# --- programs ------------------------------------------------------------

# back_end: pump waits at $BACK = 127.0.0.1:$BACK_PORT for what comes out of
# tunnels
back_end() {
	start back "$BUILD/pump" serve
	BACK_PORT=$(told_port back)
	BACK=127.0.0.1:$BACK_PORT
}

# far KIND [OPTION...]: a server at $PORT; options are sshd's configuration
# lines or ett-server's options.  HOSTKEYS names the host keys (all).
far() {
	kind=$1
	shift
	"far_$kind" "$@" && know "$PORT"
}

far_sshd() {
	[ "$(id -u)" != 0 ] || [ -d /run/sshd ] || mkdir -m 0755 /run/sshd
	PORT=$(free_port)
	{
		cat <<-END
			ListenAddress 127.0.0.1:$PORT
			PidFile none
			AuthorizedKeysFile $W/authorized_keys
			StrictModes no
			UsePAM no
			PasswordAuthentication no
			KbdInteractiveAuthentication no
			PermitRootLogin prohibit-password
			MaxStartups 100
			UseDNS no
			LogLevel ${SSHD_LOG:-VERBOSE}
		END
		for key in ${HOSTKEYS:-$(host_keys)}; do
			echo "HostKey $W/host_$key"
		done
		[ $# = 0 ] || printf '%s\n' "$@"
	} >"$W/sshd_config"
	start server /usr/sbin/sshd -D -e -f "$W/sshd_config"
	up server "$PORT"
}

far_ett() {
	for key in ${HOSTKEYS:-$(host_keys)}; do
		set -- -k "$W/host_$key" "$@"
	done
	start server "$BUILD/ett-server" -p 0 -a "$W/authorized_keys" "$@"
	PORT=$(told_port server)
	[ -n "$PORT" ]
}

host_keys() {
	for key in "$W"/host_*.pub; do
		key=${key##*/host_}
		echo "${key%.pub}"
	done
}

# login KIND PORT: the command line of a client that logs in there; IDENTITY
# names the user key (ed25519), or is none.  ett-client and ssh share their
# options.
login() {
	case $1 in
	ssh) echo "ssh -F /dev/null -N -T -o IdentitiesOnly=yes \
		-o IdentityAgent=none -o BatchMode=yes \
		-o GlobalKnownHostsFile=/dev/null" ;;
	ett) echo "$BUILD/ett-client" ;;
	esac
	[ "${IDENTITY:=ed25519}" = none ] || echo "-i $W/id_$IDENTITY"
	echo "-p $2 -l $ME \
		-o UserKnownHostsFile=$W/known_hosts \
		-o StrictHostKeyChecking=yes -o ExitOnForwardFailure=yes"
}

# near KIND PORT OPTION...: a client in the background, logged in at PORT
near() {
	login=$(login "$1" "$2")
	shift 2
	# shellcheck disable=SC2086 # words on purpose; $W has no blanks
	start client $login "$@" 127.0.0.1
}

# near_up KIND PORT LOCALPORT OPTION...: the same, until LOCALPORT listens
near_up() {
	kind=$1 port=$2 local=$3
	shift 3
	near "$kind" "$port" "$@"
	up client "$local"
}

# pump WHAT OPTION...: a check that moves data, in LIMIT seconds at most (60),
# and shows how much
pump() {
	what=$1
	shift
	if "$BUILD/pump" send --limit "${LIMIT:-60}" "$@" \
		>"$W/pump.out" 2>"$W/pump.err"; then
		pass "$what ($(moved))"
	else
		[ ! -s "$W/pump.out" ] || note "$(cat "$W/pump.out")"
		fail "$what"
	fi
}

# key_exchanges NAME: how many this program has told of; ett with -v, OpenSSH
# at level DEBUG1
key_exchanges() {
	grep -c -e ': keys: ' -e 'SSH2_MSG_NEWKEYS received' "$W/$1.err"
}

# changed WHAT NAME BEFORE: since it had told of BEFORE key exchanges, NAME
# has had one to begin with and more about once a MiB; one lasts for a while,
# and what is under way meanwhile counts for the next
changed() {
	n=$(($(key_exchanges "$2") - $3 - 1))
	if [ $n -ge $((MIB / 4)) ]; then
		pass "$1: $n times new keys"
	else
		fail "$1: $n times new keys in $MIB MiB"
	fi
}

moved() {
	sed 's/.*"mib": \([0-9.]*\), "seconds": \([0-9.]*\).*/\1 MiB, \2 s/' \
		"$W/pump.out"
}
