/* SPDX-License-Identifier: ISC
 *
 * Every manner decides anew at each read, from the seed; time passes with each
 * of them, as it would on a wire, so that a flood has a rate.
 */
#include "conformance/test/hostile.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conformance/engine/seed.h"
#include "conformance/target/inproc.h"

enum manner {
	MANNER_GARBAGE,  /* random bytes without end */
	MANNER_NUMBERS,  /* behind a version: packets with random numbers */
	MANNER_LENGTHS,  /* behind a version: lengths that cannot be */
	MANNER_LINES,    /* lines before a version that never comes */
	MANNER_ENDLESS,  /* one line that never ends */
	MANNER_TERMINAL, /* a version that a terminal or a page would obey */
	MANNER_IGNORE,   /* IGNORE without end */
	MANNER_UNIMPL,   /* UNIMPLEMENTED without end */
	MANNER_KEXINIT,  /* KEXINIT without end, with lists of garbage */
	MANNER_STALL,    /* nothing */
	MANNER_CLOSE,    /* closes at once */
	MANNER_FLIP,     /* the reference, some bits flipped */
	MANNER_CUT,      /* the reference, closed in between */
	MANNER_LOSE,     /* the reference, some reads lost or doubled */
	MANNER_DRIP,     /* the reference, a byte at a time, with pauses */
	MANNER_COUNT
};

enum { HELD_MAX = 65536, CHUNK = 4096 };

struct hostile {
	struct conf_inproc *inproc;
	struct conf_target core;
	struct conf_wire wire;
	struct ett_rng rng;
	uint64_t seed, now_ms, bytes;
	bool lawful, said_version, over, pauses;
	enum manner manner;
	size_t connections, left; /* reads until MANNER_CUT closes */
	uint8_t held[HELD_MAX];   /* of the reference, not yet passed on */
	size_t held_n, held_at;
};

struct hostile *hostile_new(const struct hostile_setup *setup, char *why)
{
	struct hostile *h = calloc(1, sizeof *h);

	if (h == NULL)
		return NULL;
	h->seed = setup->seed;
	h->rng = conf_seeded(&h->seed);
	h->inproc = conf_inproc_new(setup->seed, setup->role, why);
	if (h->inproc == NULL) {
		free(h);
		return NULL;
	}
	h->core = conf_inproc_target(h->inproc);
	return h;
}

void hostile_free(struct hostile *h)
{
	if (h == NULL)
		return;
	conf_inproc_free(h->inproc);
	free(h);
}

void hostile_lawful(struct hostile *h, bool lawful)
{
	h->lawful = lawful;
}

size_t hostile_connections(const struct hostile *h)
{
	return h->connections;
}

uint64_t hostile_bytes(const struct hostile *h)
{
	return h->bytes;
}

struct conf_profile hostile_profile(const struct hostile *h)
{
	return conf_inproc_profile(h->inproc);
}

static bool is_spoiled(enum manner m)
{
	return m >= MANNER_FLIP;
}

/* 0 to n - 1 */
static size_t pick(struct hostile *h, size_t n)
{
	uint8_t b[4] = { 0 };

	if (h->rng.fill(h->rng.ctx, b, sizeof b) != ETT_OK)
		return 0;
	return ((size_t)b[0] << 24 | (size_t)b[1] << 16 | (size_t)b[2] << 8 |
		b[3]) %
	       n;
}

static size_t garbage(struct hostile *h, uint8_t *p, size_t room)
{
	size_t n = 1 + pick(h, room < CHUNK ? room : CHUNK);

	return h->rng.fill(h->rng.ctx, p, n) == ETT_OK ? n : 0;
}

static size_t text(uint8_t *p, size_t room, const char *s)
{
	size_t n = strlen(s);

	if (n > room)
		n = room;
	memcpy(p, s, n);
	return n;
}

/* A packet in clear around n bytes of payload that stand at p + 5. */
static size_t packet(uint8_t *p, size_t n)
{
	size_t padding = 8 - (n + 5) % 8;

	if (padding < 4)
		padding += 8;
	p[0] = 0;
	p[1] = (uint8_t)((1 + n + padding) >> 16);
	p[2] = (uint8_t)((1 + n + padding) >> 8);
	p[3] = (uint8_t)(1 + n + padding);
	p[4] = (uint8_t)padding;
	memset(p + 5 + n, 0, padding);
	return 5 + n + padding;
}

static size_t numbered(struct hostile *h, uint8_t *p, size_t room, int number)
{
	size_t n = 1 + pick(h, room < 600 ? 1 : 300);

	if (room < 64)
		return garbage(h, p, room);
	if (h->rng.fill(h->rng.ctx, p + 5, n) != ETT_OK)
		return 0;
	if (number >= 0)
		p[5] = (uint8_t)number;
	return packet(p, n);
}

static size_t terminal(uint8_t *p, size_t room)
{
	return text(p, room,
		    "\x1b]0;owned\x07\x1b[2J\x1b[31mPASS TRANS-4253-4.2-01\r\n"
		    "ok 1 - all\r\r\n\xff\xfe\xc3\x28\x9b"
		    "31m\n"
		    "SSH-2.0-<script>alert(1)</script>\x1b[1A\x1b[2K\x08\x08"
		    "\xe2\x80\xae \"'&\r\n");
}

static size_t lengths(struct hostile *h, uint8_t *p, size_t room)
{
	static const uint32_t lengths[] = { 0,       1,          4,
					    35001,   0x3fff,     262145,
					    1 << 30, 0x7fffffff, 0xffffffff };
	uint32_t n = lengths[pick(h, sizeof lengths / sizeof lengths[0])];

	if (room < 8)
		return garbage(h, p, room);
	for (int i = 0; i < 4; i++)
		p[i] = (uint8_t)(n >> (24 - 8 * i));
	p[4] = (uint8_t)pick(h, 256);
	return 5 + garbage(h, p + 5, room - 5 < 64 ? room - 5 : 64);
}

static size_t own_bytes(struct hostile *h, uint8_t *p, size_t room)
{
	switch (h->manner) {
	case MANNER_NUMBERS:
		return numbered(h, p, room, -1);
	case MANNER_IGNORE:
		return numbered(h, p, room, ETT_NUM_ignore);
	case MANNER_UNIMPL:
		return numbered(h, p, room, ETT_NUM_unimplemented);
	case MANNER_KEXINIT:
		return numbered(h, p, room, ETT_NUM_kexinit);
	case MANNER_LENGTHS:
		return lengths(h, p, room);
	case MANNER_LINES:
		return text(p, room, "a line of text\r\n");
	case MANNER_ENDLESS:
		return text(p, room, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
	case MANNER_TERMINAL:
		return terminal(p, room);
	default:
		return garbage(h, p, room);
	}
}

static bool needs_version(enum manner m)
{
	return m == MANNER_NUMBERS || m == MANNER_IGNORE ||
	       m == MANNER_UNIMPL || m == MANNER_KEXINIT || m == MANNER_LENGTHS;
}

/* Bytes of its own, without the reference. */
static long invent(struct hostile *h, uint8_t *p, size_t room, uint64_t ms)
{
	size_t n;

	if (h->manner == MANNER_CLOSE)
		return CONF_CLOSED;
	if (h->manner == MANNER_STALL || (h->pauses && pick(h, 50) == 0)) {
		h->now_ms += ms;
		return CONF_SILENT;
	}
	h->now_ms += pick(h, 3);
	if (needs_version(h->manner) && !h->said_version) {
		h->said_version = true;
		n = text(p, room, "SSH-2.0-hostile\r\n");
	} else {
		n = own_bytes(h, p, room);
	}
	return (long)n;
}

static void flip(struct hostile *h, uint8_t *p, size_t n)
{
	if (pick(h, 4) == 0)
		p[pick(h, n)] ^= (uint8_t)(1u << pick(h, 8));
}

/* What the reference said, n bytes of it, is spoiled; how many are left. */
static size_t spoil(struct hostile *h, uint8_t *p, size_t n)
{
	if (h->manner == MANNER_FLIP)
		flip(h, p, n);
	if (h->manner == MANNER_LOSE && pick(h, 6) == 0)
		return pick(h, n);
	return n;
}

static long spoiled(struct hostile *h, uint8_t *p, size_t room, uint64_t ms)
{
	size_t n;
	long got;

	if (h->manner == MANNER_CUT && h->left-- == 0)
		return CONF_CLOSED;
	if (h->held_at == h->held_n) {
		got = h->wire.recv(h->wire.ctx, h->held, sizeof h->held, ms);
		if (got <= 0)
			return got;
		h->held_at = 0;
		h->held_n = spoil(h, h->held, (size_t)got);
	}
	n = h->held_n - h->held_at;
	if (h->manner == MANNER_DRIP) {
		n = n > 0;
		h->now_ms += pick(h, 40);
	}
	if (n > room)
		n = room;
	memcpy(p, h->held + h->held_at, n);
	h->held_at += n;
	if (n > 0)
		return (long)n;
	h->now_ms += ms;
	return CONF_SILENT;
}

static long hostile_recv(void *ctx, uint8_t *p, size_t room, uint64_t ms)
{
	struct hostile *h = ctx;
	long n;

	if (h->over)
		return CONF_CLOSED;
	if (h->lawful)
		n = h->wire.recv(h->wire.ctx, p, room, ms);
	else if (is_spoiled(h->manner))
		n = spoiled(h, p, room, ms);
	else
		n = invent(h, p, room, ms);
	h->over = n == CONF_CLOSED;
	h->bytes += n > 0 ? (uint64_t)n : 0;
	return n;
}

static bool hostile_send(void *ctx, struct ett_bytes b)
{
	struct hostile *h = ctx;

	if (h->over)
		return false;
	if (h->lawful || is_spoiled(h->manner))
		return h->wire.send(h->wire.ctx, b);
	return true;
}

static uint64_t hostile_now(void *ctx)
{
	struct hostile *h = ctx;

	return h->now_ms + h->wire.now(h->wire.ctx);
}

static enum conf_opened hostile_open(void *ctx, struct conf_wire *wire,
				     char *why)
{
	struct hostile *h = ctx;

	*wire = (struct conf_wire){ .send = hostile_send,
				    .recv = hostile_recv,
				    .now = hostile_now,
				    .ctx = h };
	h->manner = (enum manner)pick(h, MANNER_COUNT);
	h->left = pick(h, 12);
	h->pauses = pick(h, 8) != 0;
	h->held_n = h->held_at = 0;
	h->said_version = h->over = false;
	h->connections += !h->lawful;
	return h->core.open(h->core.ctx, &h->wire, why);
}

static void hostile_close(void *ctx)
{
	struct hostile *h = ctx;

	h->core.close(h->core.ctx);
}

static void hostile_pause(void *ctx, uint64_t ms)
{
	struct hostile *h = ctx;

	h->now_ms += ms;
}

struct conf_target hostile_target(struct hostile *h)
{
	return (struct conf_target){ .role = h->core.role,
				     .same_process = true,
				     .open = hostile_open,
				     .close = hostile_close,
				     .pause = hostile_pause,
				     .ctx = h };
}
