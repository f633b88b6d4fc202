# SPDX-License-Identifier: ISC
# ssh logs in at ett-server: every algorithm, every kind of forwarding.
. "$(dirname -- "$0")/lib.sh"
. "$HERE/interop.sh"
need ssh ssh-keygen
NEAR=ssh FAR=ett
interop
