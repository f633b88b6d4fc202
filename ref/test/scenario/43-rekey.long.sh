# SPDX-License-Identifier: ISC
# The same with 100 MiB each way, each time.
MIB=${MIB:-100}
LIMIT=${LIMIT:-300}
CIPHERS='aes128-ctr aes256-gcm@openssh.com chacha20-poly1305@openssh.com'
export MIB LIMIT CIPHERS
exec sh "${0%.long.sh}.sh"
