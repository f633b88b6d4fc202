/* SPDX-License-Identifier: ISC
 *
 * Where there is a tag over what was received, it is compared before
 * anything is decrypted (all kinds but LOCK_MAC, whose MAC covers plaintext).
 */
#include "conformance/peer/lock.h"

#include <stdio.h>
#include <string.h>

struct cipher_row {
	const char *name, *primitive;
	enum conf_lock_kind kind;
};

struct mac_row {
	const char *name, *primitive;
	bool etm;
};

/* clang-format off */
static const struct cipher_row cipher_rows[] = {
	{ "chacha20-poly1305@openssh.com", "chacha20",   LOCK_CHACHA },
	{ "aes128-ctr",                    "aes128-ctr", LOCK_MAC },
	{ "aes192-ctr",                    "aes192-ctr", LOCK_MAC },
	{ "aes256-ctr",                    "aes256-ctr", LOCK_MAC },
	{ "aes128-gcm@openssh.com",        "aes128-gcm", LOCK_GCM },
	{ "aes256-gcm@openssh.com",        "aes256-gcm", LOCK_GCM },
};

static const struct mac_row mac_rows[] = {
	{ "hmac-sha2-256-etm@openssh.com", "hmac-sha256", true },
	{ "hmac-sha2-512-etm@openssh.com", "hmac-sha512", true },
	{ "hmac-sha1-etm@openssh.com",     "hmac-sha1",   true },
	{ "hmac-sha2-256",                 "hmac-sha256", false },
	{ "hmac-sha2-512",                 "hmac-sha512", false },
	{ "hmac-sha1",                     "hmac-sha1",   false },
};
/* clang-format on */

enum {
	N_CIPHERS = sizeof cipher_rows / sizeof cipher_rows[0],
	N_MACS = sizeof mac_rows / sizeof mac_rows[0],
	CHACHA_KEY = 32,
	BLOCK = 16,
	LENGTH = 4
};

static const struct cipher_row *cipher_row(struct ett_bytes name)
{
	for (size_t i = 0; i < N_CIPHERS; i++)
		if (ett_bytes_is(name, cipher_rows[i].name))
			return &cipher_rows[i];
	return NULL;
}

static const struct mac_row *mac_row(struct ett_bytes name)
{
	for (size_t i = 0; i < N_MACS; i++)
		if (ett_bytes_is(name, mac_rows[i].name))
			return &mac_rows[i];
	return NULL;
}

bool conf_cipher_is_aead(struct ett_bytes cipher)
{
	const struct cipher_row *r = cipher_row(cipher);

	return r != NULL && r->kind != LOCK_MAC;
}

bool conf_lock_knows(const struct ett_backend *b, struct ett_bytes cipher,
		     struct ett_bytes mac, struct conf_lock_need *need)
{
	const struct cipher_row *c = cipher_row(cipher);
	const struct mac_row *m = mac_row(mac);
	const struct ett_cipher *plain;
	const struct ett_aead *aead;
	const struct ett_mac *hmac;

	if (c == NULL)
		return false;
	if (c->kind == LOCK_GCM) {
		aead = ett_find_aead(b, c->primitive);
		if (aead != NULL)
			*need = (struct conf_lock_need){ aead->key_len,
							 aead->nonce_len, 0 };
		return aead != NULL;
	}
	plain = ett_find_cipher(b, c->primitive);
	if (plain == NULL)
		return false;
	if (c->kind == LOCK_CHACHA) {
		*need = (struct conf_lock_need){ 2 * (size_t)CHACHA_KEY, 0, 0 };
		return ett_find_mac(b, "poly1305") != NULL;
	}
	hmac = m == NULL ? NULL : ett_find_mac(b, m->primitive);
	if (hmac != NULL)
		*need = (struct conf_lock_need){ plain->key_len, plain->iv_len,
						 hmac->key_len };
	return hmac != NULL;
}

void conf_lock_free(struct conf_lock *x)
{
	if (x->cipher != NULL) {
		x->cipher->done(x->cipher_ctx.mem);
		if (x->kind == LOCK_CHACHA)
			x->cipher->done(x->head_ctx.mem);
	}
	if (x->mac != NULL)
		x->mac->done(x->mac_ctx.mem);
	if (x->aead != NULL)
		x->aead->done(x->aead_ctx.mem);
	ett_wipe(x, sizeof *x);
}

static ett_err init_chacha(struct conf_lock *x, const struct ett_backend *b,
			   const struct conf_lock_keys *k, enum ett_dir dir)
{
	static const uint8_t zero[16];
	ett_err e;

	x->mac = ett_find_mac(b, "poly1305");
	memset(x->head_ctx.mem, 0, sizeof x->head_ctx.mem);
	e = x->cipher->init(x->cipher_ctx.mem, dir, k->key, zero);
	if (e != ETT_OK)
		return e;
	return x->cipher->init(x->head_ctx.mem, dir, k->key + CHACHA_KEY, zero);
}

static ett_err init_mac(struct conf_lock *x, const struct ett_backend *b,
			const struct mac_row *m, enum ett_dir dir,
			const struct conf_lock_keys *k)
{
	ett_err e;

	x->mac = ett_find_mac(b, m->primitive);
	x->kind = m->etm ? LOCK_ETM : LOCK_MAC;
	e = x->mac->init(x->mac_ctx.mem,
			 (struct ett_bytes){ k->mac_key, x->mac->key_len });
	if (e != ETT_OK)
		return e;
	return x->cipher->init(x->cipher_ctx.mem, dir, k->key, k->iv);
}

ett_err conf_lock_init(struct conf_lock *x, const struct ett_backend *b,
		       struct ett_bytes cipher, struct ett_bytes mac,
		       enum ett_dir dir, const struct conf_lock_keys *keys)
{
	const struct cipher_row *c = cipher_row(cipher);
	struct conf_lock_need need;

	if (!conf_lock_knows(b, cipher, mac, &need))
		return ETT_ARG;
	conf_lock_free(x);
	x->kind = c->kind;
	if (c->kind == LOCK_GCM) {
		x->aead = ett_find_aead(b, c->primitive);
		memcpy(x->iv, keys->iv, x->aead->nonce_len);
		return x->aead->init(x->aead_ctx.mem, dir, keys->key);
	}
	x->cipher = ett_find_cipher(b, c->primitive);
	if (c->kind == LOCK_CHACHA)
		return init_chacha(x, b, keys, dir);
	return init_mac(x, b, mac_row(mac), dir, keys);
}

size_t conf_lock_tag(const struct conf_lock *x)
{
	if (x->aead != NULL)
		return x->aead->tag_len;
	return x->mac != NULL ? x->mac->tag_len : 0;
}

size_t conf_lock_block(const struct conf_lock *x)
{
	if (x->kind == LOCK_GCM)
		return 16;
	/* chacha20's primitive is a stream, ctr's block length is AES's */
	if (x->kind == LOCK_MAC || x->kind == LOCK_ETM)
		return 16;
	return 8;
}

bool conf_lock_length_counts(const struct conf_lock *x)
{
	return x->kind == LOCK_NONE || x->kind == LOCK_MAC;
}

size_t conf_lock_head(const struct conf_lock *x)
{
	return x->kind == LOCK_MAC ? conf_lock_block(x) : LENGTH;
}

static void store32(uint8_t *p, uint32_t v)
{
	p[0] = (uint8_t)(v >> 24);
	p[1] = (uint8_t)(v >> 16);
	p[2] = (uint8_t)(v >> 8);
	p[3] = (uint8_t)v;
}

static uint32_t load32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
	       (uint32_t)p[2] << 8 | p[3];
}

/* A packet that is no whole number of blocks, as a deviation, uses up the
 * rest of its last block of key stream. */
static ett_err crypt_some(struct conf_lock *x, uint8_t *p, size_t n)
{
	uint8_t last[BLOCK] = { 0 };
	size_t over = n % BLOCK;
	ett_err e = x->cipher->crypt(x->cipher_ctx.mem, p, n - over);

	if (e != ETT_OK || over == 0)
		return e;
	memcpy(last, p + n - over, over);
	e = x->cipher->crypt(x->cipher_ctx.mem, last, sizeof last);
	memcpy(p + n - over, last, over);
	return e;
}

/* MAC(key, sequence_number || packet), RFC 4253 section 6.4 */
static ett_err mac_of(struct conf_lock *x, uint32_t seq, const uint8_t *packet,
		      size_t n, uint8_t *tag)
{
	uint8_t head[4];

	store32(head, seq);
	x->mac->update(x->mac_ctx.mem, (struct ett_bytes){ head, 4 });
	x->mac->update(x->mac_ctx.mem, (struct ett_bytes){ packet, n });
	return x->mac->final(x->mac_ctx.mem, tag);
}

/* Counter in the low 8 bytes little-endian, then the sequence number as
 * 64-bit big-endian nonce. */
static void chacha_iv(uint8_t iv[16], uint8_t counter, uint32_t seq)
{
	memset(iv, 0, 16);
	iv[0] = counter;
	store32(iv + 12, seq);
}

static ett_err chacha_head(struct conf_lock *x, uint32_t seq, uint8_t *length)
{
	uint8_t iv[16];
	ett_err e;

	chacha_iv(iv, 0, seq);
	e = x->cipher->restart(x->head_ctx.mem, iv);
	return e != ETT_OK ? e : x->cipher->crypt(x->head_ctx.mem, length, 4);
}

static ett_err chacha_body(struct conf_lock *x, uint32_t seq, uint8_t *p,
			   size_t n)
{
	uint8_t iv[16];
	ett_err e;

	chacha_iv(iv, 1, seq);
	e = x->cipher->restart(x->cipher_ctx.mem, iv);
	return e != ETT_OK ? e : x->cipher->crypt(x->cipher_ctx.mem, p, n);
}

static ett_err chacha_tag(struct conf_lock *x, uint32_t seq,
			  const uint8_t *packet, size_t n, uint8_t *tag)
{
	uint8_t iv[16], key[32] = { 0 };
	ett_err e;

	chacha_iv(iv, 0, seq);
	e = x->cipher->restart(x->cipher_ctx.mem, iv);
	if (e == ETT_OK)
		e = x->cipher->crypt(x->cipher_ctx.mem, key, sizeof key);
	if (e == ETT_OK)
		e = x->mac->init(x->mac_ctx.mem,
				 (struct ett_bytes){ key, sizeof key });
	ett_wipe(key, sizeof key);
	if (e != ETT_OK)
		return e;
	x->mac->update(x->mac_ctx.mem, (struct ett_bytes){ packet, n });
	return x->mac->final(x->mac_ctx.mem, tag);
}

/* RFC 5647 section 7.1: the invocation counter, 64 bits, big-endian */
static void gcm_next(struct conf_lock *x)
{
	for (size_t i = x->aead->nonce_len; i-- > 4;)
		if (++x->iv[i] != 0)
			break;
}

ett_err conf_lock_seal(struct conf_lock *x, uint32_t seq, uint8_t *packet,
		       size_t n)
{
	struct ett_bytes aad = { packet, LENGTH };
	ett_err e;

	switch (x->kind) {
	case LOCK_NONE:
		return ETT_OK;
	case LOCK_MAC:
		e = mac_of(x, seq, packet, n, packet + n);
		return e != ETT_OK ? e : crypt_some(x, packet, n);
	case LOCK_ETM:
		e = crypt_some(x, packet + LENGTH, n - LENGTH);
		return e != ETT_OK ? e : mac_of(x, seq, packet, n, packet + n);
	case LOCK_GCM:
		e = x->aead->seal(x->aead_ctx.mem, x->iv, aad, packet + LENGTH,
				  n - LENGTH, packet + n);
		gcm_next(x);
		return e;
	default:
		e = chacha_head(x, seq, packet);
		if (e == ETT_OK)
			e = chacha_body(x, seq, packet + LENGTH, n - LENGTH);
		return e != ETT_OK ? e
				   : chacha_tag(x, seq, packet, n, packet + n);
	}
}

ett_err conf_lock_length(struct conf_lock *x, uint32_t seq, uint8_t *packet,
			 uint32_t *length)
{
	uint8_t head[LENGTH];
	ett_err e = ETT_OK;

	if (x->kind == LOCK_MAC)
		e = x->cipher->crypt(x->cipher_ctx.mem, packet,
				     conf_lock_block(x));
	memcpy(head, packet, LENGTH);
	if (x->kind == LOCK_CHACHA)
		e = chacha_head(x, seq, head);
	*length = load32(head);
	return e;
}

static ett_err compare(const uint8_t *tag, const uint8_t *sent, size_t n)
{
	return ett_same(tag, sent, n) ? ETT_OK : ETT_MAC;
}

static ett_err open_mac(struct conf_lock *x, uint32_t seq, uint8_t *packet,
			size_t n)
{
	size_t head = conf_lock_block(x);
	uint8_t tag[ETT_TAG_MAX];
	ett_err e = ETT_OK;

	if (n < head)
		return ETT_MAC;
	if (n > head)
		e = x->cipher->crypt(x->cipher_ctx.mem, packet + head,
				     n - head);
	if (e == ETT_OK)
		e = mac_of(x, seq, packet, n, tag);
	return e != ETT_OK ? e : compare(tag, packet + n, x->mac->tag_len);
}

ett_err conf_lock_open(struct conf_lock *x, uint32_t seq, uint8_t *packet,
		       size_t n)
{
	struct ett_bytes aad = { packet, LENGTH };
	uint8_t tag[ETT_TAG_MAX];
	ett_err e;

	switch (x->kind) {
	case LOCK_NONE:
		return ETT_OK;
	case LOCK_MAC:
		return open_mac(x, seq, packet, n);
	case LOCK_ETM:
		e = mac_of(x, seq, packet, n, tag);
		if (e == ETT_OK)
			e = compare(tag, packet + n, x->mac->tag_len);
		return e != ETT_OK
			   ? e
			   : x->cipher->crypt(x->cipher_ctx.mem,
					      packet + LENGTH, n - LENGTH);
	case LOCK_GCM:
		e = x->aead->open(x->aead_ctx.mem, x->iv, aad, packet + LENGTH,
				  n - LENGTH, packet + n);
		gcm_next(x);
		return e;
	default:
		e = chacha_tag(x, seq, packet, n, tag);
		if (e == ETT_OK)
			e = compare(tag, packet + n, x->mac->tag_len);
		if (e == ETT_OK)
			e = chacha_head(x, seq, packet);
		return e != ETT_OK
			   ? e
			   : chacha_body(x, seq, packet + LENGTH, n - LENGTH);
	}
}

bool conf_lock_fits(struct conf_lock *x, uint32_t seq, uint8_t *packet,
		    size_t n)
{
	uint8_t tag[ETT_TAG_MAX];

	if (x->kind == LOCK_NONE || x->kind == LOCK_GCM)
		return false;
	if (x->kind != LOCK_MAC)
		return conf_lock_open(x, seq, packet, n) == ETT_OK;
	return mac_of(x, seq, packet, n, tag) == ETT_OK &&
	       ett_same(tag, packet + n, x->mac->tag_len);
}

void conf_lock_names(const struct ett_backend *b, char *ciphers, char *macs,
		     size_t room)
{
	struct conf_lock_need need;
	size_t n = 0;

	for (size_t i = 0; i < N_CIPHERS; i++)
		if (conf_lock_knows(b, ett_str(cipher_rows[i].name),
				    ETT_LIT("hmac-sha2-256"), &need) &&
		    n < room)
			n += (size_t)snprintf(ciphers + n, room - n, "%s%s",
					      n > 0 ? "," : "",
					      cipher_rows[i].name);
	n = 0;
	for (size_t i = 0; i < N_MACS; i++)
		if (ett_find_mac(b, mac_rows[i].primitive) != NULL && n < room)
			n += (size_t)snprintf(macs + n, room - n, "%s%s",
					      n > 0 ? "," : "",
					      mac_rows[i].name);
}
