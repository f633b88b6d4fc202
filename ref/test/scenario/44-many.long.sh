# SPDX-License-Identifier: ISC
# The same with OpenSSH at one end.  sshd takes 40 ms for each small exchange
# (Nagle's algorithm and delayed acknowledgments), so the 10,000 go by tens.
ENDS='ett:sshd ssh:ett'
AT_ONCE=10
export ENDS AT_ONCE
exec sh "${0%.long.sh}.sh"
