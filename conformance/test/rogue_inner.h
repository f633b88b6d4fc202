/* SPDX-License-Identifier: ISC */
#ifndef CONFORMANCE_TEST_ROGUE_INNER_H
#define CONFORMANCE_TEST_ROGUE_INNER_H

#include "conformance/peer/auth.h"
#include "conformance/test/rogue.h"

/* What rogue.c (streams and identification), rogue_kex.c (key exchange) and
 * rogue_auth.c (logins) share. */
enum { ROGUE_OUT_MAX = 1 << 17, ROGUE_LINE_MAX = 8192 };

struct rogue_kex {
	struct conf_blob i_c, i_s;
	struct conf_seen theirs, ours;
	struct ett_bytes agreed[8];
	struct conf_exchange x;
	uint8_t h[ETT_DIGEST_MAX];
	size_t h_n;
	bool heard_init, skip_guess, strict;
	bool said_newkeys, heard_newkeys;
};

struct rogue_auth {
	struct ett_bytes key; /* blob, of who made the test */
	bool both, expired;
	/* of this connection */
	bool in, partial, asked, locked;
	unsigned failures;
	char user[64], service[64]; /* of the request before */
};

struct rogue {
	enum rogue_bug bug;
	const struct ett_backend *backend;
	struct ett_rng rng;
	uint64_t seed, now_ms, end_at;
	struct ett_key_mem ed25519, ecdsa;

	struct conf_link link;
	struct conf_put out; /* sealed, not yet taken by the judge */
	size_t out_taken;
	uint8_t line[ROGUE_LINE_MAX], v_c[ROGUE_LINE_MAX];
	size_t line_n, v_c_n;
	bool in_service, heard_version, over, dead, stuck, flaked;
	unsigned opened;
	struct rogue_kex kex;
	struct rogue_auth auth;
};

void rogue_say(struct rogue *r, enum ett_msg_id id, const void *msg,
	       const struct conf_twist *twists);
void rogue_end(struct rogue *r, uint32_t reason);
const char *rogue_version(const struct rogue *r);

void rogue_say_kexinit(struct rogue *r);
void rogue_message(struct rogue *r); /* in link.payload */
void rogue_auth_message(struct rogue *r);

/* The blob of the host key that was agreed on. */
void rogue_host_key(const struct rogue *r, struct conf_put *o);

#endif
