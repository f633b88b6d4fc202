/* SPDX-License-Identifier: ISC */
#ifndef CONFORMANCE_PEER_LOCK_H
#define CONFORMANCE_PEER_LOCK_H

#include <stdalign.h>

#include "crypto/backend.h"

/*
 * Protection of the packets of one direction, the judge's own: nothing,
 * cipher and MAC (RFC 4253 section 6), encrypt-then-MAC, AES-GCM (RFC 5647
 * with OpenSSH's negotiation), chacha20-poly1305@openssh.com.
 *
 * A zeroed lock protects nothing and may be freed.
 */
enum conf_lock_kind {
	LOCK_NONE,
	LOCK_MAC, /* encrypt and MAC */
	LOCK_ETM,
	LOCK_GCM,
	LOCK_CHACHA
};

enum { CONF_LOCK_KEY_MAX = 64, CONF_LOCK_IV_MAX = 16 };

struct conf_ctx {
	alignas(16) uint8_t mem[ETT_CTX_MAX];
};

struct conf_lock {
	enum conf_lock_kind kind;
	const struct ett_cipher *cipher; /* also the payload's chacha20 */
	const struct ett_mac *mac;       /* also poly1305 */
	const struct ett_aead *aead;
	struct conf_ctx cipher_ctx, head_ctx, mac_ctx, aead_ctx;
	uint8_t iv[CONF_LOCK_IV_MAX];
};

/* What the names need: lengths of the three keys of RFC 4253 section 7.2. */
struct conf_lock_need {
	size_t key, iv, mac_key;
};

struct conf_lock_keys {
	const uint8_t *key, *iv, *mac_key;
};

/* Can cipher and mac be spoken with this backend?  mac does not matter for
 * AEAD ciphers.  *need is set if so. */
bool conf_lock_knows(const struct ett_backend *b, struct ett_bytes cipher,
		     struct ett_bytes mac, struct conf_lock_need *need);
bool conf_cipher_is_aead(struct ett_bytes cipher);

/* ARG: not known.  x is zeroed or in use; the keys are copied. */
ETT_OWED ett_err conf_lock_init(struct conf_lock *x,
				const struct ett_backend *b,
				struct ett_bytes cipher, struct ett_bytes mac,
				enum ett_dir dir,
				const struct conf_lock_keys *keys);
void conf_lock_free(struct conf_lock *x);

size_t conf_lock_tag(const struct conf_lock *x);
size_t conf_lock_block(const struct conf_lock *x); /* at least 8 */
/* Do the 4 bytes of packet_length count for alignment? */
bool conf_lock_length_counts(const struct conf_lock *x);

/* packet has n bytes from packet_length to padding, and room for the tag. */
ETT_OWED ett_err conf_lock_seal(struct conf_lock *x, uint32_t seq,
				uint8_t *packet, size_t n);

/* Bytes that conf_lock_length() wants to see; it may decrypt them in place
 * (LOCK_MAC) and must be called once for each packet. */
size_t conf_lock_head(const struct conf_lock *x);
ETT_OWED ett_err conf_lock_length(struct conf_lock *x, uint32_t seq,
				  uint8_t *packet, uint32_t *length);

/* The rest, in place; n as in seal, the tag stands behind.  MAC: wrong. */
ETT_OWED ett_err conf_lock_open(struct conf_lock *x, uint32_t seq,
				uint8_t *packet, size_t n);

/* After conf_lock_open() failed on this packet: does it open with this
 * sequence number?  GCM knows none. */
bool conf_lock_fits(struct conf_lock *x, uint32_t seq, uint8_t *packet,
		    size_t n);

/* All names that can be spoken, best first, as name-lists; MACs without
 * and with -etm.  At most room bytes with NUL. */
void conf_lock_names(const struct ett_backend *b, char *ciphers, char *macs,
		     size_t room);

#endif
