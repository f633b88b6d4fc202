# SPDX-License-Identifier: ISC
# ett-client logs in at sshd: every algorithm, every kind of forwarding.
. "$(dirname -- "$0")/lib.sh"
. "$HERE/interop.sh"
need ssh ssh-keygen
NEAR=ett FAR=sshd
interop
