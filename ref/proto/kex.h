/* SPDX-License-Identifier: ISC */
#ifndef ETT_PROTO_KEX_H
#define ETT_PROTO_KEX_H

#include "crypto/algs.h"
#include "crypto/check.h"
#include "crypto/key.h"
#include "proto/session.h"
#include "wire/layout.h"

enum {
	LIST_MAX = 1024,    /* our proposal of one kind */
	KEXINIT_MAX = 8192, /* our KEXINIT */
	SECRET_MAX = 72,    /* p521 needs 66; exponents have 64 */
	DH_SECRET_LEN = 64, /* twice the strength of the largest group */
	MPINT_MAX = ETT_AGREE_MAX + 5,
	GEX_MIN = 2048,
	GEX_WANT = 3072,
	GEX_MAX = 8192
};

/* Where a key exchange is.  KEXINITs cross; then the side that is to speak
 * first does, and each waits for what the method lays down. */
enum kex_state {
	KEX_IDLE,         /* none is running, or our KEXINIT waits for theirs */
	KEX_EXPECT_INIT,  /* server: KEXDH_INIT, KEX_ECDH_INIT */
	KEX_EXPECT_REPLY, /* client: the reply to it */
	KEX_EXPECT_GEX_REQUEST,
	KEX_EXPECT_GEX_GROUP,
	KEX_EXPECT_GEX_INIT,
	KEX_EXPECT_GEX_REPLY,
	KEX_EXPECT_HOSTKEY, /* client: the application decides */
	KEX_EXPECT_NEWKEYS
};

/* One direction's algorithms. */
struct kex_dir {
	const struct ett_cipher_alg *cipher;
	const struct ett_mac_alg *mac; /* NULL: the cipher authenticates */
};

struct kex {
	enum kex_state state;
	bool sent, got; /* our KEXINIT, theirs */
	bool done_once; /* the first exchange is over */
	bool skip_next; /* the peer's guess was wrong: drop one message */
	bool guessed;   /* our guess is on the wire */
	bool strict;    /* both sides offered it, in their first KEXINIT */
	bool peer_ext_info;
	uint8_t *i_mine, *i_peer; /* whole KEXINIT payloads */
	size_t i_mine_len, i_peer_len;

	const struct ett_kex_alg *alg;
	const struct ett_sig_alg *sig;
	struct kex_dir dir[2]; /* 0: client to server, 1: server to client */
	const struct ett_hash *hash;
	const struct ett_dh *dh;

	uint8_t secret[SECRET_MAX];
	uint8_t mine[ETT_AGREE_MAX]; /* our public value */
	size_t mine_len;
	uint8_t p[ETT_AGREE_MAX], g[ETT_AGREE_MAX]; /* group in use */
	size_t p_len, g_len;
	struct ett_msg_gex_request gex;

	uint8_t k[MPINT_MAX]; /* shared secret, encoded */
	size_t k_len;
	uint8_t h[ETT_DIGEST_MAX];
	uint8_t session_id[ETT_DIGEST_MAX];
	size_t session_id_len;
	char hostkey_print[ETT_FINGERPRINT_LEN]; /* the one accepted */
};

/* Sends our KEXINIT; nothing happens if that has been done. */
ETT_OWED ett_err ett_kex_start(struct ett_session *s);

ETT_OWED ett_err ett_on_kexinit(struct ett_session *s,
				struct ett_bytes payload);
ETT_OWED ett_err ett_on_newkeys(struct ett_session *s,
				struct ett_bytes payload);

/* Numbers 30 to 49: what they mean depends on the method that was agreed. */
ETT_OWED ett_err ett_on_kex_method(struct ett_session *s,
				   struct ett_bytes payload);

/* kex_method.c, for kex.c: the first message of the client. */
ETT_OWED ett_err ett_kex_client_first(struct ett_session *s);
enum kex_state ett_kex_first_state(const struct ett_session *s);

/* kex_finish.c, for kex_method.c.  server: signs, replies, sends NEWKEYS;
 * client: verifies, asks the application. */
struct ett_bytes ett_kex_my_public(const struct ett_session *s);
ETT_OWED ett_err ett_kex_reply(struct ett_session *s, struct ett_bytes peer);
ETT_OWED ett_err ett_kex_check_reply(struct ett_session *s,
				     struct ett_bytes k_s,
				     struct ett_bytes peer,
				     struct ett_bytes sig);
ETT_OWED ett_err ett_kex_send_newkeys(struct ett_session *s);

/* negotiate.c: both KEXINITs are there; fills in alg, sig, dir and strict. */
ETT_OWED ett_err ett_kex_negotiate(struct ett_session *s,
				   const struct ett_msg_kexinit *mine,
				   const struct ett_msg_kexinit *peer);

/* A guess is right when both lists begin alike, RFC 4253 section 7. */
bool ett_kex_guess_right(const struct ett_msg_kexinit *a,
			 const struct ett_msg_kexinit *b);

/* Rekey limits of RFC 4253 section 9, looked at after every packet. */
ETT_OWED ett_err ett_kex_if_due(struct ett_session *s);

void ett_kex_wipe(struct kex *k);

#endif
