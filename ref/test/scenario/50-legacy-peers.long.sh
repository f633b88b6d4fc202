# SPDX-License-Identifier: ISC
# The same with every peer, and every library that has the name.
EVERY=1
export EVERY
exec sh "${0%.long.sh}.sh"
