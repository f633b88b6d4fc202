/* SPDX-License-Identifier: ISC
 *
 * Everything that crosses the wire is noted in the transcript before anybody
 * acts on it, and every rule that can be broken by sending is checked here,
 * whatever the case at hand is about.
 */
#include "conformance/peer/peer.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conformance/peer/hostkey.h"
#include "conformance/peer/kexinit.h"

void conf_note(struct conf_peer *p, const char *format, ...)
{
	static const char full[] = "-- more was said than is kept\n";
	size_t room = sizeof p->log - sizeof full - p->log_n;
	va_list args;
	int n;

	if (p->log_full)
		return;
	va_start(args, format);
	n = vsnprintf(p->log + p->log_n, room, format, args);
	va_end(args);
	if (n < 0)
		return;
	p->log_full = (size_t)n + 1 >= room;
	if (p->log_full) {
		memcpy(p->log + p->log_n, full, sizeof full);
		p->log_n += sizeof full - 1;
		return;
	}
	p->log_n += (size_t)n;
	p->log[p->log_n++] = '\n';
	p->log[p->log_n] = '\0';
}

static void offer_all(struct conf_peer *p)
{
	const struct ett_backend *b = p->backend;

	conf_method_names(b, p->offer[0], CONF_LIST_MAX);
	if (p->is_server)
		conf_text(p->offer[1], CONF_LIST_MAX, "ssh-ed25519");
	else
		conf_hostkey_names(b, p->offer[1], CONF_LIST_MAX);
	conf_lock_names(b, p->offer[2], p->offer[4], CONF_LIST_MAX);
	memcpy(p->offer[3], p->offer[2], CONF_LIST_MAX);
	memcpy(p->offer[5], p->offer[4], CONF_LIST_MAX);
	conf_text(p->offer[6], CONF_LIST_MAX, "none");
	conf_text(p->offer[7], CONF_LIST_MAX, "none");
}

ett_err conf_peer_new(const struct ett_backend *b, struct ett_rng rng,
		      const struct conf_wire *wire, bool is_server,
		      struct conf_peer **out)
{
	struct conf_peer *p = calloc(1, sizeof *p);
	uint8_t *room = malloc(CONF_OUT_MAX);
	ett_err e = ETT_NOMEM;

	if (p == NULL || room == NULL)
		goto fail;
	e = is_server ? conf_own_key_make(b, rng, &p->own_key) : ETT_OK;
	if (e == ETT_OK)
		e = conf_link_init(&p->link);
	if (e != ETT_OK)
		goto fail;
	p->backend = b;
	p->rng = rng;
	p->wire = *wire;
	p->is_server = is_server;
	p->odd_in_kex = -1;
	p->out = (struct conf_put){ room, 0, CONF_OUT_MAX, false };
	offer_all(p);
	*out = p;
	return ETT_OK;
fail:
	free(room);
	free(p);
	return e;
}

void conf_peer_free(struct conf_peer *p)
{
	if (p == NULL)
		return;
	conf_link_free(&p->link);
	free(p->out.p);
	ett_wipe(p, sizeof *p);
	free(p);
}

/* Saying */

bool conf_flush(struct conf_peer *p)
{
	struct ett_bytes left = conf_put_view(&p->out);
	bool there = true;

	if (p->hold)
		return true;
	while (left.n > 0 && there) {
		size_t n =
		    p->chunk > 0 && p->chunk < left.n ? p->chunk : left.n;

		there =
		    p->wire.send(p->wire.ctx, (struct ett_bytes){ left.p, n });
		left.p += n;
		left.n -= n;
	}
	p->out.n = 0;
	return there;
}

enum { LINE_SHOWN = 400 };

bool conf_say_raw(struct conf_peer *p, struct ett_bytes bytes)
{
	char text[LINE_SHOWN + 1];

	ett_escape(bytes, text, sizeof text);
	conf_note(p, "-> %zu bytes: \"%s\"%s", bytes.n, text,
		  bytes.n > LINE_SHOWN ? ".." : "");
	conf_put_raw(&p->out, bytes);
	return !p->out.lost && conf_flush(p);
}

static size_t without_line_end(struct ett_bytes line)
{
	size_t n = line.n;

	if (n > 0 && line.p[n - 1] == '\n')
		n--;
	if (n > 0 && n < line.n && line.p[n - 1] == '\r')
		n--;
	return n;
}

bool conf_say_version(struct conf_peer *p, struct ett_bytes line)
{
	size_t n = without_line_end(line);

	if (n > sizeof p->v_ours)
		return false;
	memcpy(p->v_ours, line.p, n);
	p->v_ours_n = n;
	p->said_version = true;
	return conf_say_raw(p, line);
}

/* Of the messages of the method in use, or guessed. */
static const char *prefix_of(const struct conf_peer *p)
{
	if (p->kex.x.method != NULL)
		return p->kex.x.method->prefix;
	return p->kex.guess.method ? p->kex.guess.method->prefix : NULL;
}

static void note_message(struct conf_peer *p, enum ett_dir dir,
			 struct ett_bytes payload, uint32_t seq)
{
	const struct conf_half *h = dir == ETT_IN ? &p->link.in : &p->link.out;
	struct conf_seen seen;
	char line[4096];

	if (p->log_full)
		return;
	conf_read(payload, prefix_of(p), &seen);
	conf_seen_print(&seen, payload, line, sizeof line);
	conf_note(p, "%s #%u%s %s", dir == ETT_IN ? "<-" : "->", seq,
		  h->lock.kind == LOCK_NONE ? "" : " (encrypted)", line);
}

bool conf_say_payload(struct conf_peer *p, struct ett_bytes payload,
		      const struct conf_twist *twists)
{
	struct conf_seen said;

	note_message(p, ETT_OUT, payload, p->link.out.seq);
	conf_read(payload, prefix_of(p), &said);
	conf_chans_say(&p->chans, &said);
	if (conf_link_put(&p->link, payload, twists, p->rng, &p->out) != ETT_OK)
		return false;
	return conf_flush(p);
}

bool conf_say(struct conf_peer *p, enum ett_msg_id id, const void *msg,
	      const struct conf_twist *twists)
{
	static uint8_t mem[CONF_PACKET_MAX];
	struct conf_put o = { mem, 0, sizeof mem, false };

	conf_encode(id, msg, twists, &o);
	return !o.lost && conf_say_payload(p, conf_put_view(&o), twists);
}

bool conf_say_twisted(struct conf_peer *p, enum ett_msg_id id,
		      const struct conf_twist *twists)
{
	/* No message is larger than KEXINIT's struct; zeros are lawful. */
	union {
		struct ett_msg_kexinit largest;
		uint8_t mem[256];
	} m = { .mem = { 0 } };

	return conf_say(p, id, &m, twists);
}

void conf_say_aside(struct conf_peer *p, enum conf_place place)
{
	if (p->aside.place != place)
		return;
	p->aside.place = NOWHERE;
	(void)conf_say_twisted(p, p->aside.msg, p->aside.twists);
}

/* Hearing */

static void keep_version(struct conf_peer *p, struct ett_bytes line)
{
	char text[LINE_SHOWN + 1];
	size_t n = without_line_end(line);

	p->v_theirs_crlf = line.n >= 2 && line.p[line.n - 2] == '\r';
	p->v_theirs_long = line.n > 255;
	p->v_theirs_n = n < sizeof p->v_theirs ? n : sizeof p->v_theirs;
	memcpy(p->v_theirs, line.p, p->v_theirs_n);
	p->heard_version = true;
	ett_escape(line, text, sizeof text);
	conf_note(p, "<- \"%s\"", text);
}

/* RFC 4253 section 4.2: lines before the one that starts with SSH- */
static enum conf_hear hear_line(struct conf_peer *p)
{
	struct ett_bytes b = ett_buf_view(&p->link.got);
	const uint8_t *end = b.n > 0 ? memchr(b.p, '\n', b.n) : NULL;
	char text[LINE_SHOWN + 1];
	enum conf_hear h = HEAR_LINE;

	if (end == NULL)
		return b.n > CONF_VERSION_MAX ? HEAR_GARBLED : HEAR_SILENCE;
	b.n = (size_t)(end - b.p) + 1;
	if (b.n >= 4 && memcmp(b.p, "SSH-", 4) == 0) {
		keep_version(p, b);
		h = HEAR_VERSION;
	} else {
		ett_escape(b, text, sizeof text);
		conf_note(p, "<- line \"%s\"", text);
	}
	ett_buf_drain(&p->link.got, b.n);
	return h;
}

/* RFC 4253 section 7.1: between KEXINIT and NEWKEYS of one side only generic
 * messages but the service ones, and those of the key exchange. */
static bool may_come_in_kex(uint8_t number)
{
	if (number >= 1 && number <= 19)
		return number != ETT_NUM_service_request &&
		       number != ETT_NUM_service_accept;
	return number >= 21 && number <= 49;
}

/* Extensions are pairs of strings; a name of this length fits nothing else. */
static bool offers_ping(struct ett_bytes ext_info)
{
	static const char name[] = "ping@openssh.com";

	for (size_t i = 0; i + sizeof name - 1 <= ext_info.n; i++)
		if (memcmp(ext_info.p + i, name, sizeof name - 1) == 0)
			return true;
	return false;
}

static void observe_extension(struct conf_peer *p, uint8_t number)
{
	if (number == ETT_NUM_ext_info && offers_ping(p->link.payload))
		p->pings = true;
	if (number == ETT_NUM_pong)
		p->pongs++;
}

static void observe(struct conf_peer *p)
{
	struct ett_bytes payload = p->link.payload;
	uint8_t number = payload.n > 0 ? payload.p[0] : 0;

	conf_chans_hear(&p->chans, &p->seen);
	conf_exts_hear(&p->exts, payload);
	observe_extension(p, number);
	if (number == ETT_NUM_kexinit)
		conf_begin_exchange(p);
	if (p->heard_kexinit && !p->heard_newkeys && !may_come_in_kex(number) &&
	    p->odd_in_kex < 0)
		p->odd_in_kex = number;
	if (number == ETT_NUM_kexinit && !p->heard_kexinit) {
		conf_hear_kexinit(p, payload);
	} else if (number == ETT_NUM_newkeys) {
		p->heard_newkeys = true;
	} else if (number == ETT_NUM_unimplemented) {
		p->unimplemented_seq = (uint32_t)p->seen.v[0].num;
		if (p->unimplemented < CONF_UNIMPLEMENTED)
			p->unimplemented_all[p->unimplemented] =
			    p->unimplemented_seq;
		p->unimplemented++;
	}
}

static enum conf_hear hear_packet(struct conf_peer *p)
{
	switch (conf_link_take(&p->link)) {
	case TAKE_MORE:
		return HEAR_SILENCE;
	case TAKE_PACKET:
		note_message(p, ETT_IN, p->link.payload, p->link.taken_seq);
		conf_read(p->link.payload, prefix_of(p), &p->seen);
		observe(p);
		return HEAR_MESSAGE;
	case TAKE_BAD_LENGTH:
		conf_note(p, "<- a packet_length of %u", p->link.length);
		return HEAR_GARBLED;
	default:
		conf_note(p, "<- a packet that does not authenticate");
		return HEAR_GARBLED;
	}
}

/* No lawful target has so much to say, or for so long. */
static bool is_flood(struct conf_peer *p, uint64_t now)
{
	if (p->flooded)
		return true;
	if (p->began_ms == 0)
		p->began_ms = now + 1;
	p->flooded = p->heard++ >= CONF_HEARD_MAX ||
		     now > p->began_ms + CONF_LIFE_MS + 8 * p->wait_ms;
	if (p->flooded)
		conf_note(p, "-- a flood: the judge listens no longer");
	return p->flooded;
}

enum conf_hear conf_hear(struct conf_peer *p, uint64_t deadline)
{
	enum conf_hear h;
	uint64_t now;
	size_t room;
	uint8_t *to;
	long n;

	for (;;) {
		now = p->wire.now(p->wire.ctx);
		if (is_flood(p, now))
			return HEAR_SILENCE;
		h = p->heard_version ? hear_packet(p) : hear_line(p);
		if (h != HEAR_SILENCE)
			return h;
		to = ett_buf_room(&p->link.got, &room);
		if (room == 0)
			return HEAR_GARBLED;
		n = p->wire.recv(p->wire.ctx, to, room,
				 now < deadline ? deadline - now : 0);
		if (n == CONF_CLOSED) {
			conf_note(p, "-- closed by the target");
			return HEAR_CLOSED;
		}
		if (n < 0) {
			conf_note(p, "-- silence");
			return HEAR_SILENCE;
		}
		p->any_byte = true;
		ett_buf_fill(&p->link.got, (size_t)n);
	}
}

void conf_pause(struct conf_peer *p, uint64_t ms)
{
	uint64_t now = p->wire.now(p->wire.ctx), deadline = now + ms;
	long n = 1;

	for (; n > 0 && now < deadline; now = p->wire.now(p->wire.ctx)) {
		size_t room;
		uint8_t *to = ett_buf_room(&p->link.got, &room);

		n = room == 0
			? 0
			: p->wire.recv(p->wire.ctx, to, room, deadline - now);
		if (n > 0)
			ett_buf_fill(&p->link.got, (size_t)n);
	}
}

bool conf_drain(struct conf_peer *p, uint64_t deadline)
{
	uint8_t mem[4096];
	uint64_t now = p->wire.now(p->wire.ctx);
	long n = 1;

	while (n > 0 && now < deadline && !is_flood(p, now)) {
		n = p->wire.recv(p->wire.ctx, mem, sizeof mem, deadline - now);
		now = p->wire.now(p->wire.ctx);
	}
	if (n == CONF_CLOSED)
		conf_note(p, "-- closed by the target");
	return n == CONF_CLOSED;
}
