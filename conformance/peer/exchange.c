/* SPDX-License-Identifier: ISC
 *
 * H is computed over what crossed the wire, byte for byte (RFC 4253 section
 * 8).  When the signature is over something else, the mistakes that
 * implementations are known to make are tried in turn, so that a report can
 * say what was hashed and not only that it was wrong.
 */
#include "conformance/peer/exchange.h"

#include <stdio.h>
#include <string.h>

#include "conformance/peer/hostkey.h"

/* RFC 4253 section 7.1: the client's first that the server has too. */
static struct ett_bytes first_common(struct ett_bytes client,
				     struct ett_bytes server)
{
	struct ett_bytes name;

	while (ett_names_next(&client, &name))
		if (name.n > 0 && ett_names_has(server, name))
			return name;
	return (struct ett_bytes){ NULL, 0 };
}

static bool needs_no_mac(const struct conf_peer *p, int list)
{
	return (list == 4 && conf_cipher_is_aead(p->kex.agreed[2])) ||
	       (list == 5 && conf_cipher_is_aead(p->kex.agreed[3]));
}

static bool spoken(const struct conf_peer *p, char *why, size_t room)
{
	const struct ett_bytes *a = p->kex.agreed;
	struct conf_lock_need need;
	const char *what = NULL;

	if (conf_method_find(p->backend, a[0]) == NULL)
		what = "key exchange method";
	else if (!conf_hostkey_knows(p->backend, a[1]))
		what = "host key algorithm";
	else if (!conf_lock_knows(p->backend, a[2], a[4], &need) ||
		 !conf_lock_knows(p->backend, a[3], a[5], &need))
		what = "cipher or MAC";
	if (what != NULL)
		conf_text(why, room,
			  "the judge does not speak the %s that "
			  "was agreed on",
			  what);
	return what == NULL;
}

bool conf_agree(struct conf_peer *p, char *why, size_t room)
{
	static const char *const what[] = {
		"key exchange method",       "host key algorithm",
		"cipher to the server",      "cipher to the client",
		"MAC to the server",         "MAC to the client",
		"compression to the server", "compression to the client"
	};
	struct conf_kex *k = &p->kex;

	for (int i = 0; i < 8; i++) {
		struct ett_bytes ours = conf_list(&k->ours, i);
		struct ett_bytes theirs = conf_list(&k->theirs, i);

		k->agreed[i] = p->is_server ? first_common(theirs, ours)
					    : first_common(ours, theirs);
		if (k->agreed[i].n == 0 && !needs_no_mac(p, i)) {
			conf_text(why, room, "no %s in common", what[i]);
			return false;
		}
	}
	return spoken(p, why, room);
}

static bool same_first(struct ett_bytes a, struct ett_bytes b)
{
	struct ett_bytes x, y;

	return ett_names_next(&a, &x) && ett_names_next(&b, &y) &&
	       ett_bytes_eq(x, y);
}

static bool same_preference(const struct conf_kex *k)
{
	return same_first(conf_list(&k->ours, 0), conf_list(&k->theirs, 0)) &&
	       same_first(conf_list(&k->ours, 1), conf_list(&k->theirs, 1));
}

bool conf_their_guess_is_wrong(const struct conf_peer *p)
{
	size_t at = offsetof(struct ett_msg_kexinit, guess_follows);

	return conf_seen_at(&p->kex.theirs, at).num != 0 &&
	       !same_preference(&p->kex);
}

bool conf_guess_is_right(const struct conf_peer *p)
{
	const struct conf_kex *k = &p->kex;

	return k->has_guess && p->guess_follows && same_preference(k);
}

/* H as it should be, with views of what crossed the wire. */
static struct conf_hashed lawful(const struct conf_peer *p,
				 const struct conf_exchange *x)
{
	return (struct conf_hashed){
		.v_c = { p->v_ours, p->v_ours_n },
		.v_s = { p->v_theirs, p->v_theirs_n },
		.i_c = { p->kex.i_ours.p, p->kex.i_ours.n },
		.i_s = { p->kex.i_theirs.p, p->kex.i_theirs.n },
		.k_s = p->seen.v[0].bytes,
		.group = conf_method_is_gex(x->method) ? x : NULL,
		.q_c = { x->ours, x->ours_n },
		.q_s = p->seen.v[1].bytes,
		.k = { x->k, x->k_n },
	};
}

static const char *signature_over(const struct conf_peer *p,
				  const struct conf_hashed *x,
				  const struct ett_hash *hash, uint8_t *h)
{
	if (conf_exchange_hash(hash, x, h) != ETT_OK)
		return "the judge could not compute the exchange hash";
	return conf_hostkey_verify(p->backend, p->kex.agreed[1], x->k_s,
				   (struct ett_bytes){ h, hash->digest_len },
				   p->seen.v[2].bytes);
}

/* Variants of H that mistakes produce; false: would not differ here. */

static uint8_t scratch[CONF_INIT_MAX];

static bool cut_at_nul(const struct conf_peer *p, struct conf_hashed *x)
{
	const uint8_t *nul = memchr(p->v_ours, 0, p->v_ours_n);

	if (nul != NULL)
		x->v_c.n = (size_t)(nul - p->v_ours);
	return nul != NULL;
}

static bool cut_at_253(const struct conf_peer *p, struct conf_hashed *x)
{
	x->v_c.n = 253;
	return p->v_ours_n > 253;
}

static bool cut_at_255(const struct conf_peer *p, struct conf_hashed *x)
{
	x->v_c.n = 255;
	return p->v_ours_n > 255;
}

static bool cut_at_space(const struct conf_peer *p, struct conf_hashed *x)
{
	const uint8_t *space = memchr(p->v_ours, ' ', p->v_ours_n);

	if (space != NULL)
		x->v_c.n = (size_t)(space - p->v_ours);
	return space != NULL;
}

static bool with_line_end(const struct conf_peer *p, struct conf_hashed *x)
{
	memcpy(scratch, p->v_ours, p->v_ours_n);
	memcpy(scratch + p->v_ours_n, "\r\n", 2);
	x->v_c = (struct ett_bytes){ scratch, p->v_ours_n + 2 };
	return true;
}

static bool reserved_zero(const struct conf_peer *p, struct conf_hashed *x)
{
	size_t n = p->kex.i_ours.n;

	memcpy(scratch, p->kex.i_ours.p, n);
	if (n < 4 || memcmp(scratch + n - 4, "\0\0\0\0", 4) == 0)
		return false;
	memset(scratch + n - 4, 0, 4);
	x->i_c.p = scratch;
	return true;
}

static bool guess_as_one(const struct conf_peer *p, struct conf_hashed *x)
{
	const size_t tail = 5; /* first_kex_packet_follows, reserved */
	size_t n = p->kex.i_ours.n;

	memcpy(scratch, p->kex.i_ours.p, n);
	if (n < tail || scratch[n - tail] <= 1)
		return false;
	scratch[n - tail] = 1;
	x->i_c.p = scratch;
	return true;
}

static bool second_kexinit(const struct conf_peer *p, struct conf_hashed *x)
{
	x->i_c = (struct ett_bytes){ p->kex.i_again.p, p->kex.i_again.n };
	return p->kex.i_again.n > 0;
}

static bool without_tail(const struct conf_peer *p, struct conf_hashed *x)
{
	const size_t last = 5; /* first_kex_packet_follows, reserved */
	size_t n = 1 + ETT_COOKIE_LEN;

	for (int i = 0; i < CONF_LISTS; i++)
		n += 4 + conf_list(&p->kex.ours, i).n;
	x->i_c.n = n + last;
	return n + last < p->kex.i_ours.n;
}

static bool without_sign(const struct conf_peer *p, struct conf_hashed *x)
{
	uint8_t *k = scratch;
	size_t n = p->kex.x.k_n;

	if (n < 5 || p->kex.x.k[4] != 0)
		return false;
	memcpy(k, p->kex.x.k, n);
	memmove(k + 4, k + 5, n - 5);
	k[2] = (uint8_t)((n - 5) >> 8);
	k[3] = (uint8_t)(n - 5);
	x->k = (struct ett_bytes){ k, n - 1 };
	return true;
}

/* What a curve gave, all of it, where an mpint has no leading zeros. */
static bool with_zeros(const struct conf_peer *p, struct conf_hashed *x)
{
	const struct ett_dh *d =
	    ett_find_dh(p->backend, p->kex.x.method->group);
	struct conf_put o = { scratch, 0, sizeof scratch, false };
	size_t n = p->kex.x.k_n - 4;

	if (d == NULL || n >= d->shared_len)
		return false;
	conf_put_u32(&o, (uint32_t)d->shared_len);
	for (size_t i = n; i < d->shared_len; i++)
		conf_put_u8(&o, 0);
	conf_put_raw(&o, (struct ett_bytes){ p->kex.x.k + 4, n });
	x->k = conf_put_view(&o);
	return true;
}

static bool shortest_value(const struct conf_peer *p, struct conf_hashed *x)
{
	struct conf_put o = { scratch, 0, sizeof scratch, false };

	(void)p;
	conf_put_uint(&o, x->q_c);
	if (o.n < 4 || o.n - 4 >= x->q_c.n)
		return false;
	x->q_c = (struct ett_bytes){ scratch + 4, o.n - 4 };
	return true;
}

static bool masked_value(const struct conf_peer *p, struct conf_hashed *x)
{
	if (x->q_c.n != 32 || (x->q_c.p[31] & 0x80) == 0)
		return false;
	memcpy(scratch, x->q_c.p, 32);
	scratch[31] &= 0x7f;
	x->q_c.p = scratch;
	(void)p;
	return true;
}

struct variant {
	const char *says;
	bool (*change)(const struct conf_peer *p, struct conf_hashed *x);
};

static const struct variant variants[] = {
	{ "V_C cut at its NUL", cut_at_nul },
	{ "V_C cut to 253 bytes", cut_at_253 },
	{ "V_C cut to 255 bytes", cut_at_255 },
	{ "V_C without its comments", cut_at_space },
	{ "V_C with its CR LF", with_line_end },
	{ "I_C with its reserved field set to 0", reserved_zero },
	{ "I_C with first_kex_packet_follows set to 1", guess_as_one },
	{ "I_C without the bytes after its last field", without_tail },
	{ "the second KEXINIT: the exchange was restarted", second_kexinit },
	{ "K without its sign byte", without_sign },
	{ "K with its leading zero bytes", with_zeros },
	{ "our public value without its leading zero bytes", shortest_value },
	{ "our public value with its first bit cleared", masked_value },
};

static void explain(struct conf_peer *p, const struct ett_hash *hash,
		    const char *wrong, char *why, size_t room)
{
	uint8_t h[ETT_DIGEST_MAX];

	for (size_t i = 0; i < sizeof variants / sizeof variants[0]; i++) {
		struct conf_hashed x = lawful(p, &p->kex.x);

		if (!variants[i].change(p, &x) ||
		    signature_over(p, &x, hash, h) != NULL)
			continue;
		conf_text(why, room, "the exchange hash that was signed has %s",
			  variants[i].says);
		return;
	}
	conf_text(why, room, "%s", wrong);
}

/* Two names for one method, or one name. */
static bool same_values(const struct conf_method *a,
			const struct conf_method *b)
{
	return a->prime == b->prime && strcmp(a->group, b->group) == 0 &&
	       strcmp(a->hash, b->hash) == 0;
}

/* A guess that should have been thrown away, if that is what was answered. */
static bool answered_guess(struct conf_peer *p, const struct ett_hash *hash,
			   uint8_t *h)
{
	struct conf_exchange *g = &p->kex.guess;
	struct conf_hashed x;

	if (!p->kex.has_guess || !same_values(g->method, p->kex.x.method) ||
	    conf_exchange_finish(g, p->backend, p->seen.v[1].bytes) != ETT_OK)
		return false;
	x = lawful(p, g);
	if (signature_over(p, &x, hash, h) != NULL)
		return false;
	p->kex.x = *g;
	p->kex.guess_used = true;
	conf_note(p, "-- the guess was answered");
	return true;
}

static void keep_hash(struct conf_kex *k, size_t n)
{
	k->h_n = n;
	if (k->session_id_n > 0)
		return;
	memcpy(k->session_id, k->h, n);
	k->session_id_n = n;
}

static void keep_host_key(struct conf_kex *k, struct ett_bytes blob)
{
	k->host_key_n = blob.n <= sizeof k->host_key ? blob.n : 0;
	memcpy(k->host_key, blob.p, k->host_key_n);
}

bool conf_take_reply(struct conf_peer *p, char *why, size_t room)
{
	struct conf_kex *k = &p->kex;
	const struct ett_hash *hash =
	    ett_find_hash(p->backend, k->x.method->hash);
	struct conf_hashed x;
	const char *wrong;

	if (p->seen.n < 3) {
		conf_text(why, room, "the reply ends inside a field");
		return false;
	}
	if (conf_exchange_finish(&k->x, p->backend, p->seen.v[1].bytes) !=
	    ETT_OK) {
		conf_text(why, room, "the target's public value is invalid");
		return false;
	}
	x = lawful(p, &k->x);
	wrong = signature_over(p, &x, hash, k->h);
	if (wrong != NULL && !answered_guess(p, hash, k->h)) {
		explain(p, hash, wrong, why, room);
		return false;
	}
	keep_hash(k, hash->digest_len);
	keep_host_key(k, x.k_s);
	return true;
}

bool conf_hash_as_server(struct conf_peer *p, struct ett_bytes k_s,
			 struct ett_bytes theirs)
{
	struct conf_kex *k = &p->kex;
	const struct ett_hash *hash =
	    ett_find_hash(p->backend, k->x.method->hash);
	const struct conf_hashed x = {
		.v_c = { p->v_theirs, p->v_theirs_n },
		.v_s = { p->v_ours, p->v_ours_n },
		.i_c = { k->i_theirs.p, k->i_theirs.n },
		.i_s = { k->i_ours.p, k->i_ours.n },
		.k_s = k_s,
		.group = conf_method_is_gex(k->x.method) ? &k->x : NULL,
		.q_c = theirs,
		.q_s = { k->x.ours, k->x.ours_n },
		.k = { k->x.k, k->x.k_n },
	};

	if (conf_exchange_hash(hash, &x, k->h) != ETT_OK)
		return false;
	keep_hash(k, hash->digest_len);
	return true;
}

static struct conf_keying keying(const struct conf_peer *p)
{
	const struct conf_exchange *x = &p->kex.x;

	return (struct conf_keying){
		.hash = ett_find_hash(p->backend, x->method->hash),
		.k = { x->k, x->k_n },
		.h = { p->kex.h, p->kex.h_n },
		.session_id = { p->kex.session_id, p->kex.session_id_n },
	};
}

/* RFC 4253 section 7.2: A, C, E to the server; B, D, F to the client. */
static bool switch_keys(struct conf_peer *p, enum ett_dir dir)
{
	bool to_server = (dir == ETT_IN) == p->is_server;
	uint8_t iv[CONF_LOCK_KEY_MAX], key[CONF_LOCK_KEY_MAX];
	uint8_t mac[CONF_LOCK_KEY_MAX];
	struct conf_half *half = dir == ETT_IN ? &p->link.in : &p->link.out;
	struct ett_bytes cipher = p->kex.agreed[to_server ? 2 : 3];
	struct ett_bytes mac_name = p->kex.agreed[to_server ? 4 : 5];
	struct conf_keying from = keying(p);
	char letter = to_server ? 'A' : 'B';
	struct conf_lock_keys keys = { key, iv, mac };
	struct conf_lock_need need;
	ett_err e;

	if (!conf_lock_knows(p->backend, cipher, mac_name, &need))
		return false;
	e = conf_key(&from, letter, iv, need.iv);
	if (e == ETT_OK)
		e = conf_key(&from, (char)(letter + 2), key, need.key);
	if (e == ETT_OK)
		e = conf_key(&from, (char)(letter + 4), mac, need.mac_key);
	if (e == ETT_OK)
		e = conf_lock_init(&half->lock, p->backend, cipher, mac_name,
				   dir, &keys);
	if (p->resets)
		half->seq = 0;
	ett_wipe(iv, sizeof iv);
	ett_wipe(key, sizeof key);
	ett_wipe(mac, sizeof mac);
	return e == ETT_OK;
}

bool conf_say_newkeys(struct conf_peer *p)
{
	p->said_newkeys = true;
	(void)conf_say_twisted(p, ETT_MSG_newkeys, p->twist_newkeys);
	conf_say_aside(p, BEHIND_NEWKEYS);
	return switch_keys(p, ETT_OUT);
}

bool conf_take_newkeys(struct conf_peer *p)
{
	return switch_keys(p, ETT_IN);
}
