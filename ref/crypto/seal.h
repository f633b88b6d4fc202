/* SPDX-License-Identifier: ISC */
#ifndef ETT_CRYPTO_SEAL_H
#define ETT_CRYPTO_SEAL_H

#include "crypto/algs.h"

/*
 * Protection of one direction of packets, RFC 4253 section 6: whichever of
 * cipher+MAC, encrypt-then-MAC, GCM or chacha20-poly1305 was agreed.
 *
 * A packet is built or received in place: uint32 packet_length, byte
 * padding_length, payload, padding, then ett_sealer_tag() bytes of room for
 * the tag.  n below counts from packet_length to the end of the padding,
 * without the tag.
 */
struct ett_sealer;

/* Lengths as ett_sealer_key_lens() says. */
struct ett_seal_keys {
	struct ett_bytes key, iv, mac_key;
};

struct ett_seal_lens {
	size_t key, iv, mac_key;
};

/* Memory that a sealer needs, whatever algorithm it will use. */
size_t ett_sealer_size(void);

/*
 * mac is NULL where the cipher authenticates by itself.  x is memory of
 * ett_sealer_size() bytes, aligned for any type, zeroed or done before.
 * NOKEY: the backend lacks a primitive; ARG: wrong key length.  After a
 * failure x seals and opens nothing.
 */
ETT_OWED ett_err ett_sealer_init(struct ett_sealer *x,
				 const struct ett_backend *b,
				 const struct ett_cipher_alg *cipher,
				 const struct ett_mac_alg *mac,
				 enum ett_dir dir,
				 const struct ett_seal_keys *keys);

/* "none" in both places: the state before the first NEWKEYS. */
void ett_sealer_init_none(struct ett_sealer *x);
void ett_sealer_done(struct ett_sealer *x); /* wipes; none afterwards */

struct ett_seal_lens ett_sealer_key_lens(const struct ett_cipher_alg *cipher,
					 const struct ett_mac_alg *mac);

/* Padding makes (n - ett_sealer_skip()) a multiple of ett_sealer_block(). */
size_t ett_sealer_block(const struct ett_sealer *x); /* at least 8 */
size_t ett_sealer_skip(const struct ett_sealer *x);  /* 0, or 4: EtM, AEAD */
size_t ett_sealer_tag(const struct ett_sealer *x);
size_t ett_sealer_head(const struct ett_sealer *x); /* bytes for open_len */

/*
 * packet_len from the first ett_sealer_head() bytes; not yet to be trusted,
 * the caller bounds it.  Called once per packet: a cipher that hides the
 * length decrypts those bytes in place, and ett_open() knows that it did.
 */
ETT_OWED ett_err ett_open_len(struct ett_sealer *x, uint32_t seq,
			      uint8_t *packet, uint32_t *packet_len);

/* Verifies and decrypts in place; MAC: the tag at packet + n is wrong;
 * FORMAT: n is not one or more whole blocks behind ett_sealer_skip().  Here
 * and in ett_seal() what fails leaves zeros in packet. */
ETT_OWED ett_err ett_open(struct ett_sealer *x, uint32_t seq, uint8_t *packet,
			  size_t n);

/* Encrypts in place and writes the tag at packet + n. */
ETT_OWED ett_err ett_seal(struct ett_sealer *x, uint32_t seq, uint8_t *packet,
			  size_t n);

#endif
