/* SPDX-License-Identifier: ISC
 *
 * Whole handshakes: both ends run here, on the libraries that "auto" takes,
 * but for signatures, which come from a library that draws their nonces from
 * our stream.  Each message is written down as the other end understood it.
 */
#include <string.h>

#include "crypto/key.h"
#include "crypto/keyfile.h"
#include "crypto/seal.h"
#include "test/seed.h"
#include "vectors/make.h"
#include "vectors/replay.h"
#include "wire/cursor.h"
#include "wire/layout.h"

enum { SEED_MASK = 0x7fffffff, ENDS = 2, RSA_BITS = 2048 };

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

static const char *const side[ENDS] = { "client", "server" };

/* A handshake on its way.  consumed: how much of what is being given to one
 * end has been recorded. */
struct shake {
	struct vec_make *m;
	struct ett_backend backend;
	struct vec_suite_names names;
	struct vec_end end[ENDS];
	size_t consumed;
	json_t *messages;
	uint8_t cookie[ENDS][ETT_COOKIE_LEN];
	bool done;
};

static void own(struct vec_make *m, json_t *to, const char *member,
		json_t *value)
{
	if (json_object_set_new(to, member, value) != 0)
		vec_make_die(m, "out of memory");
}

static json_t *new_message(struct shake *s, size_t from, struct ett_bytes wire)
{
	json_t *row = json_object();

	vec_make_text(row, "from", side[from]);
	vec_make_hex(row, "wire", wire);
	if (json_array_append_new(s->messages, row) != 0)
		vec_make_die(s->m, "out of memory");
	return row;
}

/* Seen where it came: its padding stands behind it, its length before it. */
static void watch(void *ctx, struct vec_end *e, enum ett_dir dir,
		  struct ett_bytes payload)
{
	struct shake *s = ctx;
	size_t from = e == &s->end[ETT_CLIENT] ? ETT_SERVER : ETT_CLIENT;
	struct ett_bytes wire, padding;
	json_t *row;

	if (dir != ETT_IN || s->done)
		return;
	padding = (struct ett_bytes){ payload.p + payload.n, payload.p[-1] };
	wire.p = s->end[from].out + s->consumed;
	wire.n = 5 + payload.n + padding.n + vec_end_tag(e);
	s->consumed += wire.n;
	row = new_message(s, from, wire);
	vec_make_hex(row, "payload", payload);
	vec_make_hex(row, "padding", padding);
	if (payload.p[0] == ETT_NUM_kexinit)
		memcpy(s->cookie[from], payload.p + 1, ETT_COOKIE_LEN);
	s->done = payload.p[0] == ETT_NUM_userauth_failure;
}

/* All that one end has to say, to the other; the first line comes before the
 * packets. */
static void carry(struct shake *s, size_t from)
{
	struct vec_end *a = &s->end[from];
	size_t n = a->out_len;
	const uint8_t *line = memchr(a->out, '\n', n);

	s->consumed = 0;
	if (n > 4 && line != NULL && memcmp(a->out, "SSH-", 4) == 0) {
		s->consumed = (size_t)(line - a->out) + 1;
		new_message(s, from, (struct ett_bytes){ a->out, s->consumed });
	}
	if (vec_end_feed(&s->end[1 - from], (struct ett_bytes){ a->out, n }) !=
	    ETT_OK)
		vec_make_die(s->m, ett_session_why(s->end[1 - from].s));
	vec_end_take(a, n);
}

static void start(struct shake *s, size_t i, const struct ett_key *host_key)
{
	struct vec_end *e = &s->end[i];
	uint64_t seed;

	memcpy(&seed, vec_make_bytes(s->m, sizeof seed).p, sizeof seed);
	e->cfg = vec_end_config(&s->backend, (enum ett_role)i, &s->names);
	e->host_keys[0] = host_key;
	e->cfg.host_keys = e->host_keys;
	e->seed = seed & SEED_MASK;
	e->watch = watch;
	e->watch_ctx = s;
}

/* The bits that are set in what was drawn, by the key exchange. */
static void finish_secret(const struct shake *s, struct vec_end *e)
{
	const struct ett_kex_alg *alg = ett_kex_alg(ett_str(s->names.kex));

	if (alg->method != ETT_KEX_ECDH)
		e->ephemeral[0] |= 0x80;
	else if (strcmp(alg->group, "p521") == 0)
		e->ephemeral[0] &= 1;
}

static void set_side(struct shake *s, json_t *t, size_t i, json_int_t seed)
{
	struct vec_end *e = &s->end[i];
	json_t *o = json_object();

	finish_secret(s, e);
	own(s->m, o, "seed", json_integer(seed));
	vec_make_hex(o, "cookie",
		     (struct ett_bytes){ s->cookie[i], ETT_COOKIE_LEN });
	vec_make_hex(o, "secret",
		     (struct ett_bytes){ e->ephemeral, e->ephemeral_len });
	own(s->m, t, side[i], o);
}

static void set_secrets(struct shake *s, json_t *t)
{
	const struct secrets *x = &s->end[ETT_CLIENT].secrets;
	const struct ett_cipher_alg *cipher =
	    ett_cipher_alg(ett_str(s->names.cipher));
	struct ett_seal_lens n =
	    ett_sealer_key_lens(cipher, ett_mac_alg(ett_str(s->names.mac)));
	const size_t lens[] = { n.iv, n.key, n.mac_key };
	json_t *o = json_object();

	vec_make_hex(o, "K", (struct ett_bytes){ x->k, x->k_len });
	vec_make_hex(o, "H", (struct ett_bytes){ x->h, x->h_len });
	vec_make_hex(o, "sessionId", (struct ett_bytes){ x->id, x->id_len });
	for (size_t i = 0; i < SECRETS_KEYS; i++) {
		const char letter[] = { (char)('A' + i), '\0' };

		vec_make_hex(o, letter,
			     (struct ett_bytes){ x->key[i], lens[i / 2] });
	}
	own(s->m, t, "secrets", o);
}

static void set_suite(struct shake *s, json_t *t)
{
	json_t *o = json_object();

	vec_make_text(o, "kex", s->names.kex);
	vec_make_text(o, "hostKey", s->names.host_key);
	vec_make_text(o, "cipher", s->names.cipher);
	vec_make_text(o, "mac", s->names.mac);
	own(s->m, t, "suite", o);
}

static void set_host_key(struct shake *s, json_t *t, const struct ett_key *k)
{
	struct ett_buf text = { NULL, 0, 0, 0 };
	struct ett_bytes v;

	if (ett_keyfile_write(&s->backend, k, NULL, seed_rng(&s->m->rng),
			      &text) != ETT_OK)
		vec_make_die(s->m, "the key cannot be written");
	v = ett_buf_view(&text);
	own(s->m, json_object_get(t, "server"), "hostKey",
	    json_stringn((const char *)v.p, v.n));
	ett_buf_free(&text);
}

static void run(struct shake *s)
{
	const struct secrets *a = &s->end[ETT_CLIENT].secrets;
	const struct secrets *b = &s->end[ETT_SERVER].secrets;
	bool moved = true;

	if (vec_end_start(&s->end[ETT_CLIENT]) != ETT_OK ||
	    vec_end_start(&s->end[ETT_SERVER]) != ETT_OK)
		vec_make_die(s->m, "no session");
	while (moved && !s->done) {
		moved = false;
		for (size_t i = 0; i < ENDS && !s->done; i++) {
			moved |= s->end[i].out_len > 0;
			carry(s, i);
		}
	}
	if (!s->done || memcmp(a->k, b->k, sizeof a->k) != 0 ||
	    memcmp(a->h, b->h, sizeof a->h) != 0)
		vec_make_die(s->m, "the handshake did not come to its end");
}

static const struct ett_sig *host_sig(const struct shake *s)
{
	const struct ett_sig_alg *alg = ett_sig_alg(ett_str(s->names.host_key));

	return ett_find_sig(&s->backend, alg->primitive);
}

static void record(struct shake *s, const struct ett_key *key)
{
	json_t *t =
	    vec_make_test(s->m,
			  vec_make_print("%s, %s, %s", s->names.kex,
					 s->names.host_key, s->names.cipher),
			  "Strict");
	json_int_t seeds[ENDS];

	for (size_t i = 0; i < ENDS; i++) {
		start(s, i, i == ETT_SERVER ? key : NULL);
		seeds[i] = (json_int_t)s->end[i].seed;
	}
	s->messages = json_array();
	run(s);
	set_suite(s, t);
	for (size_t i = 0; i < ENDS; i++)
		set_side(s, t, i, seeds[i]);
	set_host_key(s, t, key);
	if (!host_sig(s)->repeatable)
		own(s->m, t, "mask", json_pack("[s]", "hostKeySignature"));
	own(s->m, t, "messages", s->messages);
	set_secrets(s, t);
	vec_make_add(s->m, t, "valid");
	vec_end_free(&s->end[ETT_CLIENT]);
	vec_end_free(&s->end[ETT_SERVER]);
}

static void make(struct vec_make *m, const char *file,
		 const struct vec_suite_names *names)
{
	const struct ett_backend *b = ett_backend("auto");
	static struct shake s;
	struct ett_key *key = NULL;
	const char *type;
	unsigned bits;

	s = (struct shake){ .m = m, .names = *names };
	if (b == NULL || vec_make_signer() == NULL)
		return;
	s.backend = *b;
	s.backend.sigs = vec_make_signer()->sigs;
	if (host_sig(&s) == NULL ||
	    !ett_alg_has(b, ETT_ALG_CIPHER, ett_str(names->cipher)) ||
	    !ett_alg_has(b, ETT_ALG_KEX, ett_str(names->kex)))
		return;
	vec_make_open(m, "handshake", &vec_kind_handshake, NULL, file);
	vec_make_group(m, "Handshake", vec_make_random());
	type = ett_sig_alg(ett_str(names->host_key))->key_type;
	bits = strcmp(type, "ssh-rsa") == 0 ? RSA_BITS : 0;
	if (ett_key_generate(&s.backend, type, bits, seed_rng(&m->rng),
			     "vectors", &key) != ETT_OK)
		vec_make_die(m, "no host key");
	record(&s, key);
	ett_key_free(key);
	vec_make_close(m);
}

static const struct vec_suite_names usual = { "curve25519-sha256",
					      "ssh-ed25519", "aes128-ctr",
					      "hmac-sha2-256" };

/* Every construction of packets, both classes of MAC, and block lengths. */
static const struct {
	const char *cipher, *mac;
} classes[] = {
	{ "chacha20-poly1305@openssh.com", "hmac-sha2-256" },
	{ "aes128-gcm@openssh.com", "hmac-sha2-256" },
	{ "aes256-gcm@openssh.com", "hmac-sha2-256" },
	{ "aes256-ctr", "hmac-sha2-512-etm@openssh.com" },
	{ "aes192-ctr", "umac-64@openssh.com" },
	{ "aes128-cbc", "hmac-sha1" },
	{ "aes256-cbc", "hmac-sha1-96-etm@openssh.com" },
	{ "3des-cbc", "hmac-md5-96" },
	{ "blowfish-ctr", "hmac-ripemd160" },
	{ "cast128-cbc", "hmac-md5" },
	{ "twofish256-ctr", "umac-128-etm@openssh.com" },
	{ "serpent256-cbc", "hmac-sha2-256" },
	{ "camellia256-ctr", "hmac-sha2-512" },
	{ "arcfour256", "hmac-sha1" },
};

void vec_make_handshakes(struct vec_make *m)
{
	struct vec_suite_names n;
	const char *name;

	for (size_t i = 0;
	     (name = ett_alg_at(ETT_ALG_KEX, i, NULL, NULL)) != NULL; i++) {
		n = usual;
		n.kex = name;
		make(m, name, &n);
	}
	for (size_t i = 0;
	     (name = ett_alg_at(ETT_ALG_SIG, i, NULL, NULL)) != NULL; i++) {
		n = usual;
		n.host_key = name;
		make(m, name, &n);
	}
	for (size_t i = 0; i < COUNT(classes); i++) {
		n = usual;
		n.cipher = classes[i].cipher;
		n.mac = classes[i].mac;
		make(m, n.cipher, &n);
	}
}
