# SPDX-License-Identifier: ISC
# ett-client logs in at ett-server: every algorithm, every kind of forwarding.
. "$(dirname -- "$0")/lib.sh"
. "$HERE/interop.sh"
need ssh ssh-keygen
NEAR=ett FAR=ett
interop
