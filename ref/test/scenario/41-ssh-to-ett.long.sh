# SPDX-License-Identifier: ISC
# The same with 100 MiB each way, each time.
MIB=${MIB:-100}
LIMIT=${LIMIT:-300}
export MIB LIMIT
exec sh "${0%.long.sh}.sh"
