# SPDX-License-Identifier: ISC
# The same with 100 MiB each way, each time.
MIB=${MIB:-100}
export MIB
exec sh "${0%.long.sh}.sh"
