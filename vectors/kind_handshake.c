/* SPDX-License-Identifier: ISC
 *
 * Kind "handshake": a session from the first byte to the answer to the first
 * authentication request.  Each end is run for itself: it is given what the
 * other end sent, and must send what is recorded, byte for byte.  Where the
 * host key's signature does not repeat itself ("mask"), the server's messages
 * are compared without it, in clear, and it is verified instead.
 */
#include <string.h>

#include "crypto/key.h"
#include "crypto/keyfile.h"
#include "vectors/answer.h"
#include "vectors/replay.h"
#include "wire/cursor.h"
#include "wire/layout.h"

/* One end, run against the record. */
struct replay {
	struct vec_case *c;
	struct vec_end end;
	const char *me; /* "client", "server" */
	bool masked;
	size_t at; /* masked: index of my message that is due */
	enum vec_outcome seen;
};

static const json_t *messages(const struct vec_case *c)
{
	return json_object_get(c->test, "messages");
}

static bool is_mine(const struct replay *r, const json_t *message)
{
	const char *from = json_string_value(json_object_get(message, "from"));

	return from != NULL && strcmp(from, r->me) == 0;
}

/* Bytes before the signature of a reply: behind two strings. */
static size_t before_signature(struct ett_bytes payload)
{
	struct ett_rd rd = ett_rd(payload);

	ett_rd_u8(&rd);
	ett_rd_str(&rd);
	ett_rd_str(&rd);
	return payload.n - (size_t)(rd.end - rd.p);
}

static bool is_reply(struct ett_bytes payload)
{
	struct ett_rd rd = ett_rd(payload);

	if (payload.p[0] != ETT_NUM_kexdh_reply &&
	    payload.p[0] != ETT_NUM_gex_reply)
		return false;
	ett_rd_u8(&rd);
	ett_rd_str(&rd);
	ett_rd_str(&rd);
	return ett_blob_type(ett_rd_str(&rd)).n > 0 &&
	       ett_rd_end(&rd) == ETT_OK;
}

static const json_t *next_of_mine(struct replay *r)
{
	const json_t *m;

	for (; r->at < json_array_size(messages(r->c)); r->at++) {
		m = json_array_get(messages(r->c), r->at);
		if (is_mine(r, m) && json_object_get(m, "payload") != NULL) {
			r->at++;
			return m;
		}
	}
	return NULL;
}

/* What a masked end is about to seal. */
static void watch(void *ctx, struct vec_end *e, enum ett_dir dir,
		  struct ett_bytes payload)
{
	struct replay *r = ctx;
	const json_t *m = dir == ETT_OUT ? next_of_mine(r) : NULL;
	struct ett_bytes want;

	(void)e;
	if (m == NULL || r->seen != VEC_ACCEPTED)
		return;
	if (!vec_hex(r->c, m, "payload", &want)) {
		r->seen = VEC_BROKEN;
		return;
	}
	if (is_reply(payload) && is_reply(want)) {
		payload.n = before_signature(payload);
		want.n = before_signature(want);
	}
	r->seen = vec_compare(r->c, payload, want);
}

/* The record says that I sent this now. */
static enum vec_outcome sent(struct replay *r, struct ett_bytes want)
{
	struct ett_bytes got = { r->end.out, r->end.out_len };
	enum vec_outcome o;

	if (r->masked)
		return r->seen;
	if (got.n > want.n)
		got.n = want.n;
	o = vec_compare(r->c, got, want);
	if (o == VEC_ACCEPTED)
		vec_end_take(&r->end, want.n);
	return o;
}

static enum vec_outcome came(struct replay *r, struct ett_bytes wire)
{
	ett_err e = vec_end_feed(&r->end, wire);

	return e == ETT_OK ? VEC_ACCEPTED
			   : vec_say(r->c, VEC_REJECTED, "%s: %.150s", r->me,
				     ett_session_why(r->end.s));
}

static enum vec_outcome secret_is(struct vec_case *c, const char *member,
				  const uint8_t *got, size_t n)
{
	struct ett_bytes want;

	if (!vec_hex(c, json_object_get(c->test, "secrets"), member, &want))
		return VEC_BROKEN;
	/* Keys are stated as far as the suite uses them. */
	if (member[1] == '\0' && member[0] >= 'A' && member[0] <= 'F' &&
	    want.n < n)
		n = want.n;
	return vec_compare(c, (struct ett_bytes){ got, n }, want);
}

static enum vec_outcome secrets_are(struct replay *r)
{
	const struct secrets *x = &r->end.secrets;
	enum vec_outcome o;

	if (!r->end.has_secrets)
		return vec_say(r->c, VEC_WRONG, "%s: no key exchange", r->me);
	o = secret_is(r->c, "K", x->k, x->k_len);
	if (o == VEC_ACCEPTED)
		o = secret_is(r->c, "H", x->h, x->h_len);
	if (o == VEC_ACCEPTED)
		o = secret_is(r->c, "sessionId", x->id, x->id_len);
	for (size_t i = 0; i < SECRETS_KEYS && o == VEC_ACCEPTED; i++) {
		const char letter[2] = { (char)('A' + i), '\0' };

		o = secret_is(r->c, letter, x->key[i], SECRETS_KEY_LEN);
	}
	return o;
}

static enum vec_outcome follow(struct replay *r)
{
	const json_t *list = messages(r->c);
	enum vec_outcome o = VEC_ACCEPTED;
	struct ett_bytes wire;

	for (size_t i = 0; i < json_array_size(list) && o == VEC_ACCEPTED;
	     i++) {
		const json_t *m = json_array_get(list, i);

		if (!vec_hex(r->c, m, "wire", &wire))
			return VEC_BROKEN;
		o = is_mine(r, m) ? sent(r, wire) : came(r, wire);
	}
	if (o == VEC_ACCEPTED && r->masked)
		o = r->seen;
	return o == VEC_ACCEPTED ? secrets_are(r) : o;
}

static bool read_suite(struct vec_case *c, struct vec_suite_names *n)
{
	const json_t *suite = json_object_get(c->test, "suite");

	return vec_text(c, suite, "kex", &n->kex) &&
	       vec_text(c, suite, "hostKey", &n->host_key) &&
	       vec_text(c, suite, "cipher", &n->cipher) &&
	       vec_text(c, suite, "mac", &n->mac);
}

static bool offers(const struct ett_backend *b, const struct vec_suite_names *n)
{
	const struct ett_cipher_alg *cipher =
	    ett_cipher_alg(ett_str(n->cipher));

	return ett_alg_has(b, ETT_ALG_KEX, ett_str(n->kex)) &&
	       ett_alg_has(b, ETT_ALG_SIG, ett_str(n->host_key)) &&
	       ett_alg_has(b, ETT_ALG_CIPHER, ett_str(n->cipher)) &&
	       cipher != NULL && ett_alg_has(b, ETT_ALG_MAC, ett_str(n->mac));
}

static enum vec_outcome run_end(struct vec_case *c, enum ett_role role,
				const struct vec_suite_names *n,
				const struct ett_key *host_key)
{
	struct replay *r = vec_memory(c, sizeof *r);
	const json_t *side;
	enum vec_outcome o;
	size_t seed;
	ett_err e;

	r->c = c;
	r->me = role == ETT_CLIENT ? "client" : "server";
	r->masked = role == ETT_SERVER && vec_has(c, "mask");
	side = json_object_get(c->test, r->me);
	if (!vec_number(c, side, "seed", &seed))
		return VEC_BROKEN;
	r->end.cfg = vec_end_config(c->backend, role, n);
	r->end.host_keys[0] = host_key;
	r->end.cfg.host_keys = r->end.host_keys;
	r->end.seed = seed;
	r->end.watch = r->masked ? watch : NULL;
	r->end.watch_ctx = r;
	e = vec_end_start(&r->end);
	o = e == ETT_OK
		? follow(r)
		: vec_say(c, VEC_BROKEN, "%s: %s", r->me, ett_err_text(e));
	vec_end_free(&r->end);
	return o;
}

static enum vec_outcome run(struct vec_case *c)
{
	struct vec_suite_names n;
	struct ett_key *key = NULL;
	enum vec_outcome o;
	const char *text;
	ett_err e;

	if (!read_suite(c, &n) ||
	    !vec_text(c, json_object_get(c->test, "server"), "hostKey", &text))
		return VEC_BROKEN;
	if (!offers(c->backend, &n))
		return VEC_ABSENT;
	e = ett_keyfile_read(c->backend, ett_str(text), NULL, &key);
	if (e != ETT_OK)
		return vec_say(c, VEC_BROKEN, "hostKey: %s", ett_err_text(e));
	o = run_end(c, ETT_CLIENT, &n, NULL);
	if (o == VEC_ACCEPTED)
		o = run_end(c, ETT_SERVER, &n, key);
	ett_key_free(key);
	return o;
}

const struct vec_kind vec_kind_handshake = {
	.schema = "handshake",
	.group_needs = (const char *const[]){ NULL },
	.group_may = (const char *const[]){ "checkedWith", NULL },
	.test_needs = (const char *const[]){ "suite", "client", "server",
					     "messages", "secrets", NULL },
	.test_may = (const char *const[]){ "mask", NULL },
	.run = run,
};
