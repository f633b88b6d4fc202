/* SPDX-License-Identifier: ISC
 *
 * What python3-cryptography-vectors 38.0.4 has of algorithms that SSH has.
 * Files that say the same as another one, and modes that SSH never had (CFB,
 * OFB, CCM, XTS, OAEP, PSS), are not listed; what is of no use within the
 * families that are, says why.
 */
#include "vectors/nist.h"

#include <fnmatch.h>
#include <string.h>

/* clang-format off */
const struct vec_nist vec_nist_rows[] = {
	{ "ciphers/AES/CBC/CBC*.rsp", 15, "nist.cipher", "aes*-cbc", "count" },
	{ "ciphers/AES/ECB/ECB*.rsp", 15, "nist.block", "aes*-cbc", "count" },
	{ "ciphers/AES/CTR/aes-*-ctr.txt", 3, "nist.cipher", "aes*-ctr",
	  "count" },
	{ "ciphers/AES/GCM/gcm*.rsp", 6, "nist.gcm", "aes*-gcm", "count" },
	{ "ciphers/3DES/CBC/TCBC[!I]*.rsp", 8, "nist.cipher", "3des-cbc",
	  "count" },
	{ "ciphers/3DES/CBC/TCBCI*.rsp", 8, "nist.unused",
	  "three interleaved streams", "count" },
	{ "ciphers/3DES/ECB/TECB*.rsp", 8, "nist.block", "3des-cbc", "count" },
	{ "ciphers/Blowfish/bf-cbc.txt", 1, "nist.cipher", "blowfish-cbc",
	  "count" },
	{ "ciphers/Blowfish/bf-ecb.txt", 1, "nist.block", "blowfish-cbc",
	  "count" },
	{ "ciphers/CAST5/cast5-cbc.txt", 1, "nist.cipher", "cast128-cbc",
	  "count" },
	{ "ciphers/CAST5/cast5-ctr.txt", 1, "nist.cipher", "cast128-ctr",
	  "count" },
	{ "ciphers/CAST5/cast5-ecb.txt", 1, "nist.block", "cast128-cbc",
	  "count" },
	{ "ciphers/IDEA/idea-cbc.txt", 1, "nist.cipher", "idea-cbc", "count" },
	{ "ciphers/IDEA/idea-ecb.txt", 1, "nist.block", "idea-cbc", "count" },
	{ "ciphers/ARC4/*.txt", 8, "nist.rc4", "rc4-*", "count" },
	{ "ciphers/Camellia/camellia-cbc.txt", 1, "nist.cipher",
	  "camellia*-cbc", "count" },
	{ "ciphers/Camellia/camellia-*-ecb.txt", 3, "nist.block",
	  "camellia*-cbc", "p" },
	{ "ciphers/ChaCha20/rfc7539.txt", 1, "nist.chacha20", "chacha20",
	  "count" },
	{ "poly1305/rfc7539.txt", 1, "nist.mac", "poly1305", "count" },
	{ "ciphers/ChaCha20Poly1305/boringssl.txt", 1, "nist.chachapoly",
	  "chacha20-poly1305", "count" },
	{ "ciphers/ChaCha20Poly1305/openssl.txt", 1, "nist.chachapoly",
	  "chacha20-poly1305", "count" },

	{ "hashes/MD5/rfc-1321.txt", 1, "nist.hash", "md5", "len" },
	{ "hashes/SHA1/SHA1*Msg.rsp", 2, "nist.hash", "sha1", "len" },
	{ "hashes/SHA1/SHA1Monte.rsp", 1, "nist.monte", "sha1", "count" },
	{ "hashes/SHA2/SHA256*Msg.rsp", 2, "nist.hash", "sha256", "len" },
	{ "hashes/SHA2/SHA256Monte.rsp", 1, "nist.monte", "sha256", "count" },
	{ "hashes/SHA2/SHA384*Msg.rsp", 2, "nist.hash", "sha384", "len" },
	{ "hashes/SHA2/SHA384Monte.rsp", 1, "nist.monte", "sha384", "count" },
	{ "hashes/SHA2/SHA512[LS]*Msg.rsp", 2, "nist.hash", "sha512", "len" },
	{ "hashes/SHA2/SHA512Monte.rsp", 1, "nist.monte", "sha512", "count" },
	{ "hashes/SHA2/SHA224*Msg.rsp", 2, "nist.unused",
	  "SSH does not have SHA-224", "len" },
	{ "hashes/SHA2/SHA512_*Msg.rsp", 4, "nist.unused",
	  "SSH does not have this hash", "len" },
	{ "hashes/ripemd160/ripevectors.txt", 1, "nist.hash", "ripemd160",
	  "len" },
	{ "HMAC/rfc-2202-md5.txt", 1, "nist.mac", "hmac-md5", "len" },
	{ "HMAC/rfc-2202-sha1.txt", 1, "nist.mac", "hmac-sha1", "len" },
	{ "HMAC/rfc-2286-ripemd160.txt", 1, "nist.mac", "hmac-ripemd160",
	  "len" },
	{ "HMAC/rfc-4231-sha256.txt", 1, "nist.mac", "hmac-sha256", "len" },
	{ "HMAC/rfc-4231-sha512.txt", 1, "nist.mac", "hmac-sha512", "len" },
	{ "HMAC/rfc-4231-sha[23][28]4.txt", 2, "nist.unused",
	  "SSH has no MAC of this hash", "len" },

	{ "asymmetric/RSA/FIPS_186-2/SigGen15_186-?.rsp", 2, "nist.rsa", "rsa",
	  "shaalg" },
	{ "asymmetric/RSA/FIPS_186-2/SigGen15_186-2.txt", 1, "nist.rsa", "rsa",
	  "shaalg" },
	{ "asymmetric/RSA/FIPS_186-2/SigVer15_186-3.rsp", 1, "nist.rsa", "rsa",
	  "shaalg" },
	{ "asymmetric/RSA/pkcs1v15sign-vectors.txt", 1, "nist.rsa", "rsa",
	  "#shaalg" },
	{ "asymmetric/RSA/SigVer15EMTest.txt", 1, "nist.rsa", "rsa",
	  "shaalg" },
	{ "asymmetric/RSA/FIPS_186-2/Sig*RSA*.rsp", 3, "nist.unused",
	  "signatures of ANSI X9.31", "shaalg" },
	{ "asymmetric/DSA/FIPS_186-?/Sig*.rsp", 4, "nist.dsa", "dsa", "msg" },
	{ "asymmetric/DSA/FIPS_186-?/SigGen.txt", 2, "nist.dsa", "dsa",
	  "msg" },
	{ "asymmetric/DSA/FIPS_186-?/KeyPair.rsp", 2, "nist.dsa-pair", "dsa",
	  "x" },
	{ "asymmetric/ECDSA/FIPS_186-?/Sig*.rsp", 4, "nist.ecdsa", "ecdsa",
	  "msg" },
	{ "asymmetric/ECDSA/FIPS_186-?/SigGen.txt", 2, "nist.ecdsa", "ecdsa",
	  "msg" },
	{ "asymmetric/ECDSA/FIPS_186-?/PKV.rsp", 2, "nist.ec-point", "ecdsa",
	  "qx" },
	{ "asymmetric/ECDSA/FIPS_186-?/KeyPair.rsp", 2, "nist.ec-pair",
	  "ecdsa", "d" },
	{ "asymmetric/ECDH/*_NOKC_ZZOnly_*.fax", 2, "nist.ecdh", "ecdh",
	  "count" },
	{ "asymmetric/ECDH/*_KDFConcat_NOKC_*.fax", 2, "nist.unused",
	  "a key derivation that is not SSH's", "count" },
	{ "asymmetric/DH/*_ZZOnly_*.fax", 2, "nist.dh", "dh", "count" },
	{ "asymmetric/DH/RFC5114.txt", 1, "nist.dh", "dh", "count" },
	{ "asymmetric/DH/rfc3526.txt", 1, "nist.modp", "dh", "count" },
	{ "asymmetric/DH/vec.txt", 1, "nist.dh-decimal", "dh", "count" },
	{ "asymmetric/DH/bad_exchange.txt", 1, "nist.unused",
	  "values for other groups than they are used in", "count" },
	{ "asymmetric/X25519/rfc7748.txt", 1, "nist.xdh", "x25519", "count" },
	{ "asymmetric/X448/rfc7748.txt", 1, "nist.xdh", "x448", "count" },
	{ "asymmetric/Ed25519/sign.input", 1, "nist.eddsa", "ed25519", ":" },
	{ "asymmetric/Ed448/rfc8032.txt", 1, "nist.eddsa", "ed448", "count" },
	{ NULL, 0, NULL, NULL, NULL },
};
/* clang-format on */

const struct vec_nist *vec_nist_find(const char *path)
{
	char pattern[128];

	for (const struct vec_nist *r = vec_nist_rows; r->files != NULL; r++) {
		snprintf(pattern, sizeof pattern, "*/%s", r->files);
		if (fnmatch(pattern, path, 0) == 0)
			return r;
	}
	return NULL;
}
