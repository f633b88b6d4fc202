/* SPDX-License-Identifier: ISC
 *
 * Creation, the byte seam and the queue of events.
 *
 * Invariant: all memory comes from the one allocation in ett_session_new();
 * once err is set nothing is received or sent any more but what was queued.
 */
#include <stdlib.h>
#include <string.h>

#include "proto/internal.h"

enum { ALIGN = 64 };

/* Hands out parts of the one allocation; with mem == NULL it only adds up. */
struct carve {
	uint8_t *mem;
	size_t used;
};

static void *take(struct carve *c, size_t n)
{
	void *p = c->mem == NULL ? NULL : c->mem + c->used;

	c->used += (n + ALIGN - 1) / ALIGN * ALIGN;
	return p;
}

static void lay_out(struct ett_session *s, struct carve *c)
{
	size_t sealed =
	    DATA_HEAD + PACKET_HEAD + ETT_DATA_MAX + 64 + ETT_TAG_MAX;

	s->out.cap = s->cfg.send_batch * sealed + SEND_RESERVE;
	s->in.cap = s->cfg.recv_batch * sealed + 2 * PACKET_LEN_MAX;
	s->held.cap = 2 * PACKET_LEN_MAX + (size_t)s->cfg.channels_max * 160;
	s->chans.max = s->cfg.channels_max;

	s->lists = take(c, (size_t)LISTS * LIST_MAX);
	s->scratch = take(c, SCRATCH_LEN);
	s->auth.sig_algs = take(c, LIST_MAX);
	s->kex.i_mine = take(c, KEXINIT_MAX);
	s->kex.i_peer = take(c, PACKET_LEN_MAX);
	s->in.sealer = take(c, ett_sealer_size());
	s->out.sealer = take(c, ett_sealer_size());
	s->chans.at = take(c, s->cfg.channels_max * sizeof(struct chan));
	s->held.mem = take(c, s->held.cap);
	s->out.mem = take(c, s->out.cap);
	s->in.mem = take(c, s->in.cap);
}

static uint64_t usual(uint64_t v, uint64_t otherwise)
{
	return v != 0 ? v : otherwise;
}

static struct ett_config with_defaults(const struct ett_config *cfg)
{
	struct ett_config c = *cfg;

	if (c.software == NULL)
		c.software = "ett_" ETT_RELEASE;
	if (c.user == NULL)
		c.user = "";
	if (c.cipher_sc == NULL)
		c.cipher_sc = c.cipher;
	if (c.mac_sc == NULL)
		c.mac_sc = c.mac;
	c.channels_max = (uint32_t)usual(c.channels_max, 1024);
	c.send_batch = (uint32_t)usual(c.send_batch, ETT_BATCH_MAX);
	c.recv_batch = (uint32_t)usual(c.recv_batch, ETT_BATCH_MAX);
	c.auth_tries = (uint32_t)usual(c.auth_tries, 20);
	c.alive_max = (uint32_t)usual(c.alive_max, 3);
	c.rekey_bytes = usual(c.rekey_bytes, UINT64_C(1) << 30);
	c.rekey_packets = usual(c.rekey_packets, UINT64_C(1) << 31);
	c.rekey_after = usual(c.rekey_after, 3600 * ETT_SECOND);
	c.auth_within = usual(c.auth_within, 120 * ETT_SECOND);
	return c;
}

char *ett_list_of(const struct ett_session *s, enum list which)
{
	return s->lists + (size_t)which * LIST_MAX;
}

static bool has_host_key(const struct ett_session *s,
			 const struct ett_sig_alg *alg)
{
	for (size_t i = 0;
	     s->cfg.host_keys != NULL && s->cfg.host_keys[i] != NULL; i++)
		if (ett_sig_fits(alg, ett_key_type(s->cfg.host_keys[i])))
			return true;
	return false;
}

/* A server offers only what it has a key for. */
static ett_err keep_own_host_keys(struct ett_session *s)
{
	char *list = ett_list_of(s, LIST_HOSTKEY);
	struct ett_bytes rest, name;
	size_t n = 0;

	memcpy(s->scratch, list, LIST_MAX);
	rest = ett_str((const char *)s->scratch);
	while (ett_names_next(&rest, &name)) {
		if (!has_host_key(s, ett_sig_alg(name)))
			continue;
		if (n > 0)
			list[n++] = ',';
		memcpy(list + n, name.p, name.n);
		n += name.n;
	}
	list[n] = '\0';
	return n > 0 ? ETT_OK : ETT_KEX;
}

static ett_err make_lists(struct ett_session *s, const char **reason)
{
	const struct {
		enum ett_alg_kind kind;
		const char *spec, *what;
	} row[LISTS] = {
		[LIST_KEX] = { ETT_ALG_KEX, s->cfg.kex,
			       "unusable list of key exchange methods" },
		[LIST_HOSTKEY] = { ETT_ALG_SIG, s->cfg.hostkey,
				   "unusable list of host key algorithms" },
		[LIST_CIPHER] = { ETT_ALG_CIPHER, s->cfg.cipher,
				  "unusable list of ciphers" },
		[LIST_MAC] = { ETT_ALG_MAC, s->cfg.mac,
			       "unusable list of MACs" },
		[LIST_CIPHER_SC] = { ETT_ALG_CIPHER, s->cfg.cipher_sc,
				     "unusable list of ciphers" },
		[LIST_MAC_SC] = { ETT_ALG_MAC, s->cfg.mac_sc,
				  "unusable list of MACs" },
		[LIST_PUBKEY] = { ETT_ALG_SIG, s->cfg.pubkey,
				  "unusable list of public key algorithms" },
	};
	const char *list;
	ett_err e;

	for (size_t i = 0; i < LISTS; i++) {
		*reason = row[i].what;
		/* The markers of ett_kex_start() need room behind the list. */
		e = ett_algs_list(s->cfg.backend, row[i].kind, row[i].spec,
				  ett_list_of(s, (enum list)i), LIST_MAX - 64,
				  NULL);
		if (e != ETT_OK)
			return e;
		list = ett_list_of(s, (enum list)i);
		*reason = "cipher or MAC \"none\" is asked for, not allowed";
		if (!s->cfg.allow_none &&
		    ett_names_has(ett_str(list), ETT_LIT("none")))
			return ETT_FORMAT;
	}
	*reason = "no host key for any of the host key algorithms";
	return is_server(s) ? keep_own_host_keys(s) : ETT_OK;
}

ett_err ett_session_new(struct ett_session **out, const struct ett_config *cfg,
			const struct ett_env *env, ett_ns now,
			const char **reason)
{
	struct ett_session plan = { .cfg = with_defaults(cfg) }, *s;
	struct carve c = { 0 };
	const char *text = "out of memory";
	ett_err e;

	take(&c, sizeof *s);
	lay_out(&plan, &c);
	c.mem = calloc(1, c.used);
	if (reason == NULL)
		reason = &text;
	*reason = text;
	if (c.mem == NULL)
		return ETT_NOMEM;
	c.used = 0;
	s = take(&c, sizeof *s);
	s->cfg = plan.cfg;
	lay_out(s, &c);

	s->env = *env;
	s->now = s->born = s->keyed_at = s->alive.last = now;
	s->phase = ETT_PHASE_SVC;
	s->in.kexing = s->out.kexing = true;
	ett_sealer_init_none(s->in.sealer);
	ett_sealer_init_none(s->out.sealer);
	e = make_lists(s, reason);
	if (e == ETT_OK) {
		*reason = "the identification or the first KEXINIT failed";
		e = ett_version_start(s);
	}
	if (e == ETT_OK)
		e = ett_kex_start(s);
	if (e != ETT_OK) {
		ett_session_free(s);
		return e;
	}
	*reason = "";
	*out = s;
	return ETT_OK;
}

void ett_session_free(struct ett_session *s)
{
	if (s == NULL)
		return;
	ett_sealer_done(s->in.sealer);
	ett_sealer_done(s->out.sealer);
	ett_kex_wipe(&s->kex);
	ett_wipe(s->kex.i_mine, KEXINIT_MAX);
	free(s);
}

uint8_t *ett_recv_buf(struct ett_session *s, size_t *room)
{
	struct packet_in *in = &s->in;

	*room = 0;
	if (s->err != ETT_OK || s->waiting != WAIT_NONE || !ett_may_process(s))
		return in->mem;
	if (in->off == in->len) {
		in->off = in->len = 0;
	} else if (in->cap - in->len < PACKET_LEN_MAX + ETT_TAG_MAX + 4) {
		memmove(in->mem, in->mem + in->off, in->len - in->off);
		in->len -= in->off;
		in->off = 0;
	}
	*room = in->cap - in->len;
	return in->mem + in->len;
}

ett_err ett_recv_ack(struct ett_session *s, size_t n)
{
	if (s->err != ETT_OK)
		return s->err;
	if (n > s->in.cap - s->in.len)
		return ETT_ARG;
	s->in.len += n;
	s->agreed.bytes_in += n;
	s->alive.heard = true;
	return ETT_OK;
}

void ett_recv_eof(struct ett_session *s)
{
	s->eof = true;
}

struct ett_bytes ett_send_buf(const struct ett_session *s)
{
	return (struct ett_bytes){ s->out.mem + s->out.off,
				   s->out.len - s->out.off };
}

void ett_send_ack(struct ett_session *s, size_t n)
{
	struct packet_out *out = &s->out;
	ett_err e;

	if (n > out->len - out->off)
		n = out->len - out->off;
	out->off += n;
	s->agreed.bytes_out += n;
	if (out->off == out->len)
		out->off = out->len = 0;
	if (s->err != ETT_OK || ett_held_empty(s))
		return;
	e = ett_held_flush(s);
	if (e != ETT_OK)
		ett_session_fail(s, e);
}

struct ett_event *ett_emit(struct ett_session *s, enum ett_event_kind kind)
{
	s->has_event = true;
	s->event = (struct ett_event){ .kind = kind };
	return &s->event;
}

static ett_err step(struct ett_session *s, bool *more)
{
	struct ett_bytes payload;
	uint32_t seq;
	ett_err e;

	if (!s->version.got)
		return ett_version_read(s, more);
	e = ett_packet_next(s, &payload, &seq);
	*more = payload.p != NULL;
	if (e != ETT_OK || !*more)
		return e;
	e = ett_dispatch(s, payload, seq);
	return e == ETT_OK ? ett_kex_if_due(s) : e;
}

static void tell_closed(struct ett_session *s, struct ett_event *ev)
{
	*ev = (struct ett_event){ .kind = ETT_EV_CLOSED,
				  .error = s->err,
				  .code = s->code };
	s->told = true;
}

ett_err ett_next_event(struct ett_session *s, struct ett_event *ev)
{
	bool more = true;
	ett_err e;

	*ev = (struct ett_event){ .kind = ETT_EV_NONE };
	while (s->err == ETT_OK && s->waiting == WAIT_NONE && !s->has_event &&
	       more && ett_may_process(s)) {
		e = step(s, &more);
		if (e != ETT_OK)
			ett_session_fail(s, e);
	}
	if (s->has_event) {
		s->has_event = false;
		*ev = s->event;
		return ETT_OK;
	}
	if (s->err == ETT_OK && !more && s->eof && s->waiting == WAIT_NONE)
		ett_session_fail(s, ETT_LOST);
	if (s->err == ETT_OK)
		return ETT_OK;
	if (s->told)
		return s->err;
	tell_closed(s, ev);
	return ETT_OK;
}

const char *ett_session_why(const struct ett_session *s)
{
	return s->err == ETT_OK ? "" : s->why;
}

const struct ett_agreed *ett_session_agreed(const struct ett_session *s)
{
	return s->has_agreed ? &s->agreed : NULL;
}

struct ett_bytes ett_session_id(const struct ett_session *s)
{
	return (struct ett_bytes){ s->kex.session_id, s->kex.session_id_len };
}
