# SPDX-License-Identifier: ISC
# Through other servers: ett-client -J and ssh -J by way of ett-server and
# sshd, and ett-client as ssh's ProxyCommand.
. "$(dirname -- "$0")/lib.sh"
need ssh ssh-keygen
MIB=${MIB:-4}

make_keys ed25519
back_end

# Four servers: hop and target of either kind.
for far in ett sshd; do
	for place in hop target; do
		far $far || fail "$far starts"
		eval "${place}_$far=$PORT pid_${place}_$far=$pid_server"
		names="${place}_$far $names"
	done
done

# ssh takes for its jump hosts what the configuration says, and not what is
# on the command line.
cat >"$W/ssh_config" <<END
IdentityFile $W/id_ed25519
IdentitiesOnly yes
IdentityAgent none
BatchMode yes
UserKnownHostsFile $W/known_hosts
GlobalKnownHostsFile /dev/null
StrictHostKeyChecking yes
ExitOnForwardFailure yes
END

# via WHAT COMMAND...: the tunnel that this makes carries data
via() {
	topic=$1
	shift
	lport=$(free_port)
	start client "$@" -L "127.0.0.1:$lport:127.0.0.1:$BACK_PORT" 127.0.0.1
	if up client "$lport"; then
		pump "$topic" --bytes "${MIB}M" "127.0.0.1:$lport"
	else
		fail "$topic: no tunnel"
	fi
	stop client
}

for hop in ett sshd; do
	eval "hop_port=\$hop_$hop other=\$target_$hop"
	for target in ett sshd; do
		eval "port=\$target_$target"
		# shellcheck disable=SC2046 # words on purpose
		via "ett-client -J $hop, to $target" \
			$(login ett "$port") -J "$ME@127.0.0.1:$hop_port"
		via "ssh -J $hop, to $target" ssh -F "$W/ssh_config" -N -T \
			-p "$port" -l "$ME" -J "$ME@127.0.0.1:$hop_port"
	done
	# shellcheck disable=SC2046 # words on purpose
	via "ett-client -J $hop, $hop, to ett" $(login ett "$target_ett") \
		-J "$ME@127.0.0.1:$hop_port,$ME@127.0.0.1:$other"
	via "ssh with ett-client -W as ProxyCommand through $hop" \
		ssh -F "$W/ssh_config" -N -T -p "$target_sshd" -l "$ME" \
		-o "ProxyCommand=$(echo $(login ett "$hop_port")) -W %h:%p 127.0.0.1"
done
check 'the far ends saw all of it' stop back
finish
