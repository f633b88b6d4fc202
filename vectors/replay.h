/* SPDX-License-Identifier: ISC */
#ifndef VECTORS_REPLAY_H
#define VECTORS_REPLAY_H

#include "proto/session.h"
#include "test/secrets.h"

/*
 * One end of a recorded handshake: a session whose random bytes come from
 * seed_rng(), that says yes to its host key, and whose output is kept.
 */
enum { VEC_EPHEMERAL_MAX = 72 };

struct vec_end;

/* Told of each message; one that came has its padding behind it. */
typedef void vec_watch(void *ctx, struct vec_end *e, enum ett_dir dir,
		       struct ett_bytes payload);

struct vec_end {
	struct ett_config cfg; /* set these three, then vec_end_start() */
	uint64_t seed;
	vec_watch *watch; /* may be NULL */
	void *watch_ctx;

	struct ett_session *s;
	const struct ett_key *host_keys[2];
	uint8_t *out; /* was sent and not yet taken */
	size_t out_len, out_room;
	/* What was drawn for the key exchange, before bits are set in it. */
	uint8_t ephemeral[VEC_EPHEMERAL_MAX];
	size_t ephemeral_len;
	struct secrets secrets;
	bool has_secrets;
};

/* What ett_session_new() gives. */
ETT_OWED ett_err vec_end_start(struct vec_end *e);
void vec_end_free(struct vec_end *e);

/* Bytes from the other end; all they lead to is done when it returns. */
ETT_OWED ett_err vec_end_feed(struct vec_end *e, struct ett_bytes bytes);

/* n bytes of the output are dealt with. */
void vec_end_take(struct vec_end *e, size_t n);

/* Length of the tag of a message that is being told of as it came. */
size_t vec_end_tag(const struct vec_end *e);

/* The suite of a recorded handshake, as lists of one name. */
struct vec_suite_names {
	const char *kex, *host_key, *cipher, *mac;
};

/* A configuration that agrees on these and nothing else. */
struct ett_config vec_end_config(const struct ett_backend *b,
				 enum ett_role role,
				 const struct vec_suite_names *n);

#endif
