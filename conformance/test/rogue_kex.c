/* SPDX-License-Identifier: ISC
 *
 * The key exchange of the rogue server, RFC 4253 sections 7 and 8, with the
 * places where its bugs sit.
 */
#include <string.h>
#include <strings.h>

#include "conformance/test/rogue_inner.h"

#define KEXES \
	"curve25519-sha256,ecdh-sha2-nistp256,diffie-hellman-group14-sha256"
#define KEYS "ssh-ed25519,ecdsa-sha2-nistp256"
#define CIPHERS \
	"aes128-ctr,chacha20-poly1305@openssh.com,aes256-gcm@openssh.com"
#define MACS "hmac-sha2-256,hmac-sha2-512-etm@openssh.com"

static void keep(struct conf_blob *to, struct ett_bytes payload)
{
	to->n = payload.n < sizeof to->p ? payload.n : sizeof to->p;
	memcpy(to->p, payload.p, to->n);
}

void rogue_say_kexinit(struct rogue *r)
{
	static const struct conf_twist tail[] = { TAIL("more"), { .at = 0 } };
	const struct conf_twist *twists = r->bug == BUG_INIT_TAIL ? tail : NULL;
	struct conf_put o = { r->kex.i_s.p, 0, sizeof r->kex.i_s.p, false };
	uint8_t cookie[ETT_COOKIE_LEN] = { 0 };
	struct ett_msg_kexinit m = {
		.cookie = { cookie, sizeof cookie },
		.kex = ETT_LIT(KEXES),
		.hostkey = ETT_LIT(KEYS),
		.cipher_cs = ETT_LIT(CIPHERS),
		.cipher_sc = ETT_LIT(CIPHERS),
		.mac_cs = ETT_LIT(MACS),
		.mac_sc = ETT_LIT(MACS),
		.comp_cs = ETT_LIT("none"),
		.comp_sc = ETT_LIT("none"),
		.reserved = r->bug == BUG_INIT_RESERVED,
	};

	if (r->bug == BUG_INIT_EMPTY)
		m.comp_sc = ETT_LIT("");
	if (r->bug == BUG_INIT_NAME)
		m.mac_cs = ETT_LIT(MACS ",");
	conf_encode(ETT_MSG_kexinit, &m, twists, &o);
	r->kex.i_s.n = o.n;
	conf_read(conf_put_view(&o), NULL, &r->kex.ours);
	rogue_say(r, ETT_MSG_kexinit, &m, twists);
}

/* Names */

static bool same_name(const struct rogue *r, struct ett_bytes a,
		      struct ett_bytes b)
{
	if (r->bug != BUG_CASE)
		return ett_bytes_eq(a, b);
	return a.n == b.n &&
	       strncasecmp((const char *)a.p, (const char *)b.p, a.n) == 0;
}

static bool in_list(const struct rogue *r, struct ett_bytes list,
		    struct ett_bytes name)
{
	struct ett_bytes one;

	while (ett_names_next(&list, &one))
		if (one.n > 0 && same_name(r, one, name))
			return true;
	return false;
}

static struct ett_bytes pick(const struct rogue *r, struct ett_bytes first,
			     struct ett_bytes other)
{
	struct ett_bytes name;

	while (ett_names_next(&first, &name))
		if (in_list(r, other, name))
			return name;
	return (struct ett_bytes){ NULL, 0 };
}

static bool by_server(const struct rogue *r, int list)
{
	return (r->bug == BUG_ORDER_KEX && list == 0) ||
	       (r->bug == BUG_ORDER_KEY && list == 1) ||
	       (r->bug == BUG_ORDER_CIPHER && (list == 2 || list == 3)) ||
	       (r->bug == BUG_ORDER_MAC && (list == 4 || list == 5));
}

/* false: nothing in common. */
static bool agree(struct rogue *r)
{
	bool all = true;

	for (int i = 0; i < 8; i++) {
		struct ett_bytes c = conf_list(&r->kex.theirs, i);
		struct ett_bytes s = conf_list(&r->kex.ours, i);
		bool no_mac = (i == 4 || i == 5) &&
			      conf_cipher_is_aead(r->kex.agreed[i - 2]);

		r->kex.agreed[i] =
		    by_server(r, i) ? pick(r, s, c) : pick(r, c, s);
		if (r->kex.agreed[i].n == 0 && !no_mac)
			all = false;
		if (r->kex.agreed[i].n == 0 && r->bug == BUG_NO_COMMON_ON)
			(void)ett_names_next(&s, &r->kex.agreed[i]);
	}
	return all;
}

static struct ett_bytes first_of(struct ett_bytes list)
{
	struct ett_bytes name = { NULL, 0 };

	(void)ett_names_next(&list, &name);
	return name;
}

static bool prefers(const struct rogue *r, int list)
{
	return ett_bytes_eq(first_of(conf_list(&r->kex.theirs, list)),
			    first_of(conf_list(&r->kex.ours, list)));
}

static void note_guess(struct rogue *r)
{
	size_t at = offsetof(struct ett_msg_kexinit, guess_follows);
	uint64_t flag = conf_seen_at(&r->kex.theirs, at).num;
	bool right = prefers(r, 0) && prefers(r, 1);

	if (r->bug == BUG_GUESS_BOOL)
		flag = flag == 1;
	r->kex.skip_guess = flag != 0 && !right && r->bug != BUG_GUESS_USED;
	if (flag != 0 && right && r->bug == BUG_GUESS_LOST)
		r->kex.skip_guess = true;
}

/* KEXINIT */

static bool twice_in(struct ett_bytes list)
{
	struct ett_bytes name, rest = list;

	while (ett_names_next(&rest, &name))
		if (ett_names_has(rest, name))
			return true;
	return false;
}

static bool ends_connection(const struct rogue *r)
{
	struct ett_bytes kex = conf_list(&r->kex.theirs, 0);

	return (r->kex.theirs.odd & ODD_SHORT) != 0 ||
	       (r->bug == BUG_INIT_LANGUAGE &&
		conf_list(&r->kex.theirs, 8).n > 0) ||
	       (r->bug == BUG_INIT_UNKNOWN &&
		!in_list(r, conf_list(&r->kex.ours, 0), first_of(kex))) ||
	       (r->bug == BUG_INIT_TWICE && twice_in(kex));
}

static void rewrite(struct rogue *r)
{
	struct conf_blob *i = &r->kex.i_c;
	size_t tail = 0;

	while ((r->kex.theirs.odd & ODD_TAIL) != 0 && tail < 8)
		tail++;
	if (r->bug == BUG_INIT_REWRITTEN)
		i->n -= tail;
	if (r->bug == BUG_INIT_ZERO)
		memset(i->p + i->n - 4, 0, 4);
}

static void on_kexinit(struct rogue *r)
{
	struct ett_msg_service_accept early = { .service = ETT_LIT("early") };
	unsigned odd_names = ODD_EMPTY_NAME | ODD_LONG_NAME | ODD_BAD_NAME;

	if (r->kex.heard_init && r->bug == BUG_INIT_AGAIN)
		return;
	if (r->kex.heard_init && r->bug != BUG_INIT_RESTART) {
		rogue_end(r, 2);
		return;
	}
	keep(&r->kex.i_c, r->link.payload);
	conf_read((struct ett_bytes){ r->kex.i_c.p, r->kex.i_c.n }, NULL,
		  &r->kex.theirs);
	r->kex.heard_init = true;
	r->stuck =
	    (r->bug == BUG_INIT_LONG && r->kex.i_c.n > 20000) ||
	    (r->bug == BUG_INIT_CUT && (r->kex.theirs.odd & ODD_SHORT) != 0);
	r->kex.strict =
	    r->bug == BUG_INIT_STRICT && (r->kex.theirs.odd & odd_names) != 0;
	if (r->stuck)
		return;
	if (ends_connection(r)) {
		rogue_end(r, 2);
		return;
	}
	rewrite(r);
	note_guess(r);
	if (!agree(r) && r->bug != BUG_NO_COMMON && r->bug != BUG_NO_COMMON_ON)
		rogue_end(r, 3);
	if (r->bug == BUG_KEX_SERVICE)
		rogue_say(r, ETT_MSG_service_accept, &early, NULL);
}

/* The exchange */

static void key_blob(const struct rogue *r, bool ed, struct conf_put *o)
{
	conf_put_str(o, ed ? ETT_LIT("ssh-ed25519")
			   : ETT_LIT("ecdsa-sha2-nistp256"));
	if (!ed)
		conf_put_str(o, ETT_LIT("nistp256"));
	conf_put_str(o, ed ? r->ed25519.nums.pub[0] : r->ecdsa.nums.pub[0]);
}

void rogue_host_key(const struct rogue *r, struct conf_put *o)
{
	key_blob(r, ett_bytes_is(r->kex.agreed[1], "ssh-ed25519"), o);
}

static void sign(const struct rogue *r, bool ed, struct ett_bytes h,
		 struct conf_put *o)
{
	const struct ett_sig *s =
	    ett_find_sig(r->backend, ed ? "ed25519" : "ecdsa-p256-sha256");
	const struct ett_key_mem *key = ed ? &r->ed25519 : &r->ecdsa;
	uint8_t sig[256], inner[300];
	struct conf_put in = { inner, 0, sizeof inner, false };
	size_t n = 0;

	if (s->sign(&key->nums, h, r->rng, sig, &n) != ETT_OK)
		return;
	if (ed) {
		conf_put_raw(&in, (struct ett_bytes){ sig, n });
	} else {
		conf_put_uint(&in, (struct ett_bytes){ sig, n / 2 });
		conf_put_uint(&in, (struct ett_bytes){ sig + n / 2, n / 2 });
	}
	conf_put_str(o, ed ? ETT_LIT("ssh-ed25519")
			   : ETT_LIT("ecdsa-sha2-nistp256"));
	conf_put_str(o, conf_put_view(&in));
}

static void reply(struct rogue *r, struct ett_bytes k_s, struct ett_bytes sig)
{
	struct ett_bytes ours = { r->kex.x.ours, r->kex.x.ours_n };
	struct ett_msg_kexdh_reply dh = { .host_key = k_s,
					  .f = ours,
					  .signature = sig };
	struct ett_msg_kex_ecdh_reply ec = { .host_key = k_s,
					     .q_s = ours,
					     .signature = sig };

	if (r->kex.x.method->prime != NULL)
		rogue_say(r, ETT_MSG_kexdh_reply, &dh, NULL);
	else
		rogue_say(r, ETT_MSG_kex_ecdh_reply, &ec, NULL);
}

static void switch_keys(struct rogue *r, enum ett_dir dir)
{
	uint8_t iv[64], key[64], mac[64];
	bool to_server = dir == ETT_IN;
	struct conf_half *half = dir == ETT_IN ? &r->link.in : &r->link.out;
	struct ett_bytes id = { r->kex.h, r->kex.h_n };
	struct conf_keying from = {
		.hash = ett_find_hash(r->backend, r->kex.x.method->hash),
		.k = { r->kex.x.k, r->kex.x.k_n },
		.h = id,
		.session_id = id,
	};
	struct ett_bytes cipher = r->kex.agreed[to_server ? 2 : 3];
	struct ett_bytes mac_name = r->kex.agreed[to_server ? 4 : 5];
	char letter = to_server != (r->bug == BUG_LETTER) ? 'A' : 'B';
	struct conf_lock_keys keys = { key, iv, mac };
	struct conf_lock_need need;

	if (!conf_lock_knows(r->backend, cipher, mac_name, &need) ||
	    conf_key(&from, letter, iv, need.iv) != ETT_OK ||
	    conf_key(&from, (char)(letter + 2), key, need.key) != ETT_OK ||
	    conf_key(&from, (char)(letter + 4), mac, need.mac_key) != ETT_OK ||
	    conf_lock_init(&half->lock, r->backend, cipher, mac_name, dir,
			   &keys) != ETT_OK)
		r->over = true;
	if (r->kex.strict)
		half->seq = 0;
}

static bool hash_exchange(struct rogue *r, struct ett_bytes k_s,
			  struct ett_bytes theirs)
{
	const struct ett_hash *hash =
	    ett_find_hash(r->backend, r->kex.x.method->hash);
	struct conf_hashed x = {
		.v_c = { r->v_c, r->v_c_n },
		.v_s = ett_str(rogue_version(r)),
		.i_c = { r->kex.i_c.p, r->kex.i_c.n },
		.i_s = { r->kex.i_s.p, r->kex.i_s.n },
		.k_s = k_s,
		.q_c = theirs,
		.q_s = { r->kex.x.ours, r->kex.x.ours_n },
		.k = { r->kex.x.k, r->kex.x.k_n },
	};

	r->kex.h_n = hash->digest_len;
	return conf_exchange_hash(hash, &x, r->kex.h) == ETT_OK;
}

static void on_init(struct rogue *r)
{
	bool ed = ett_bytes_is(r->kex.agreed[1], "ssh-ed25519");
	const struct conf_method *m =
	    conf_method_find(r->backend, r->kex.agreed[0]);
	uint8_t key_mem[256], sig_mem[512];
	struct conf_put k_s = { key_mem, 0, sizeof key_mem, false };
	struct conf_put sig = { sig_mem, 0, sizeof sig_mem, false };
	struct ett_msg_newkeys done = { 0 };
	struct conf_seen seen;

	if (m == NULL)
		return;
	conf_read(r->link.payload, m->prefix, &seen);
	if (seen.odd != 0 ||
	    conf_exchange_start(&r->kex.x, m, r->backend, r->rng) != ETT_OK ||
	    conf_exchange_finish(&r->kex.x, r->backend, seen.v[0].bytes) !=
		ETT_OK) {
		rogue_end(r, 3);
		return;
	}
	key_blob(r, ed, &k_s);
	if (!hash_exchange(r, conf_put_view(&k_s), seen.v[0].bytes))
		return;
	r->kex.h[0] ^= r->bug == BUG_SIGNATURE;
	sign(r, ed, (struct ett_bytes){ r->kex.h, r->kex.h_n }, &sig);
	reply(r, conf_put_view(&k_s), conf_put_view(&sig));
	rogue_say(r, ETT_MSG_newkeys, &done, NULL);
	switch_keys(r, ETT_OUT);
	r->kex.said_newkeys = true;
}

static void on_first_packet(struct rogue *r)
{
	if (r->kex.skip_guess) {
		r->kex.skip_guess = false;
		if (r->bug == BUG_GUESS_REFUSED)
			rogue_end(r, 2);
		return;
	}
	if (r->kex.said_newkeys && r->bug == BUG_GUESS_USED)
		return;
	if (!r->kex.heard_init || r->kex.said_newkeys)
		rogue_end(r, 2);
	else
		on_init(r);
}

static void on_service_request(struct rogue *r)
{
	static const struct conf_twist flip[] = { TAG_FLIP(), { .at = 0 } };
	struct ett_msg_service_accept m = { .service =
						ETT_LIT("ssh-userauth") };
	struct conf_seen seen;

	conf_read(r->link.payload, NULL, &seen);
	r->in_service =
	    seen.n > 0 && ett_bytes_is(seen.v[0].bytes, "ssh-userauth");
	if (!r->in_service) {
		rogue_end(r, 7);
		return;
	}
	rogue_say(r, ETT_MSG_service_accept, &m,
		  r->bug == BUG_TAG ? flip : NULL);
}

static void unimplemented(struct rogue *r)
{
	struct ett_msg_unimplemented m = { .sequence = r->link.taken_seq };

	rogue_say(r, ETT_MSG_unimplemented, &m, NULL);
}

/* What nobody waits for. */
static void on_other(struct rogue *r, uint8_t number)
{
	struct ett_msg_userauth_failure no = { .methods =
						   ETT_INIT("publickey") };
	bool keyed = r->kex.heard_newkeys;
	struct conf_seen seen;

	conf_read(r->link.payload, NULL, &seen);
	if (number == ETT_NUM_userauth_request && keyed)
		rogue_say(r, ETT_MSG_userauth_failure, &no, NULL);
	else if (number == ETT_NUM_ignore || number == ETT_NUM_debug ||
		 number == ETT_NUM_unimplemented ||
		 (number == ETT_NUM_ext_info && keyed))
		return;
	else if (seen.row == NULL && number < ETT_NUM_global_request)
		unimplemented(r);
	else
		rogue_end(r, 2);
}

void rogue_message(struct rogue *r)
{
	uint8_t number = r->link.payload.n > 0 ? r->link.payload.p[0] : 0;

	if (number == ETT_NUM_kexinit) {
		on_kexinit(r);
	} else if (number == ETT_NUM_kexdh_init) {
		on_first_packet(r);
	} else if (number == ETT_NUM_newkeys && r->kex.said_newkeys) {
		switch_keys(r, ETT_IN);
		r->kex.heard_newkeys = true;
	} else if (number == ETT_NUM_service_request && r->kex.heard_newkeys) {
		on_service_request(r);
	} else if (number >= ETT_NUM_userauth_request && r->in_service) {
		rogue_auth_message(r);
	} else {
		on_other(r, number);
	}
}
