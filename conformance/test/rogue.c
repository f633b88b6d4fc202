/* SPDX-License-Identifier: ISC
 *
 * Everything a bug does stands where the lawful thing would stand, under its
 * name; without a bug, this server keeps the rules that the cases ask for.
 */
#include "conformance/test/rogue.h"

#include <stdlib.h>
#include <string.h>

#include "conformance/engine/seed.h"
#include "conformance/test/rogue_inner.h"

struct rogue *rogue_new(enum rogue_bug bug)
{
	struct rogue *r = calloc(1, sizeof *r);
	const struct ett_sig *ed, *ec;

	if (r == NULL)
		return NULL;
	r->bug = bug;
	r->backend = conf_backend();
	r->seed = 7;
	r->rng = conf_seeded(&r->seed);
	r->out.p = malloc(ROGUE_OUT_MAX);
	ed = ett_find_sig(r->backend, "ed25519");
	ec = ett_find_sig(r->backend, "ecdsa-p256-sha256");
	if (r->out.p == NULL || ed->generate(0, r->rng, &r->ed25519) ||
	    ec->generate(0, r->rng, &r->ecdsa)) {
		rogue_free(r);
		return NULL;
	}
	return r;
}

void rogue_free(struct rogue *r)
{
	if (r == NULL)
		return;
	conf_link_free(&r->link);
	free(r->out.p);
	free(r);
}

void rogue_say(struct rogue *r, enum ett_msg_id id, const void *msg,
	       const struct conf_twist *twists)
{
	static uint8_t mem[CONF_PACKET_MAX];
	struct conf_put o = { mem, 0, sizeof mem, false };

	conf_encode(id, msg, twists, &o);
	if (conf_link_put(&r->link, conf_put_view(&o), twists, r->rng,
			  &r->out) != ETT_OK)
		r->over = true;
}

void rogue_end(struct rogue *r, uint32_t reason)
{
	struct ett_msg_disconnect m = { .reason = reason };

	if (r->bug == BUG_FLAKY && !r->flaked) {
		r->flaked = true;
		r->stuck = true;
		return;
	}
	r->dead = r->bug == BUG_DIES;
	if (r->bug == BUG_SLOW && r->end_at == 0) {
		r->end_at = r->now_ms + 6000;
		return;
	}
	rogue_say(r, ETT_MSG_disconnect, &m, NULL);
	r->over = true;
}

/* Identification */

const char *rogue_version(const struct rogue *r)
{
	return r->bug == BUG_VERSION_MINUS ? "SSH-2.0-rogue-1"
					   : "SSH-2.0-rogue_1 a comment";
}

static void say_version(struct rogue *r)
{
	conf_put_raw(&r->out, ett_str(rogue_version(r)));
	if (r->bug != BUG_VERSION_LF)
		conf_put_u8(&r->out, '\r');
	conf_put_u8(&r->out, '\n');
}

static bool printable(const uint8_t *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (p[i] < 0x20 || p[i] > 0x7e)
			return false;
	return true;
}

static bool version_allowed(const struct rogue *r, const uint8_t *v, size_t n)
{
	size_t most = r->bug == BUG_VERSION_SHORT ? 126 : 253;
	bool any_byte = r->bug == BUG_VERSION_ANY_BYTE ||
			r->bug == BUG_VERSION_NUL || r->bug == BUG_VERSION_7BIT;

	if (r->bug == BUG_VERSION_ANY)
		return true;
	if (n > most && r->bug != BUG_VERSION_CUT)
		return false;
	if (n < 8 || memcmp(v, "SSH-2.0-", 8) != 0)
		return false;
	return any_byte || printable(v, n);
}

/* What is hashed of their line. */
static void keep_version(struct rogue *r, const uint8_t *v, size_t n)
{
	const uint8_t *end = NULL;

	if (r->bug == BUG_VERSION_NUL)
		end = memchr(v, 0, n);
	if (r->bug == BUG_VERSION_COMMENT)
		end = memchr(v, ' ', n);
	if (end != NULL)
		n = (size_t)(end - v);
	if (r->bug == BUG_VERSION_CUT && n > 255)
		n = 255;
	r->v_c_n = 0;
	for (size_t i = 0; i < n; i++)
		if (r->bug != BUG_VERSION_7BIT || printable(v + i, 1))
			r->v_c[r->v_c_n++] = v[i];
}

static void refuse_version(struct rogue *r)
{
	if (r->bug != BUG_VERSION_TEXT) {
		rogue_end(r, 8);
		return;
	}
	conf_put_raw(&r->out, ETT_LIT("I do not like you.\r\n"));
	r->over = true;
}

static void take_line(struct rogue *r)
{
	size_t n = r->line_n;

	r->line_n = 0;
	if (r->bug == BUG_VERSION_LINES &&
	    (n < 4 || memcmp(r->line, "SSH-", 4) != 0))
		return;
	while (n > 0 && (r->line[n - 1] == '\n' || r->line[n - 1] == '\r'))
		n--;
	if (!version_allowed(r, r->line, n)) {
		refuse_version(r);
		return;
	}
	keep_version(r, r->line, n);
	r->heard_version = true;
}

/* A line has filled the room for it: begin anew, or end. */
static bool line_may_go_on(struct rogue *r)
{
	r->line_n = 0;
	if (r->bug == BUG_VERSION_ENDLESS)
		return true;
	if (r->bug == BUG_VERSION_GRACE) {
		r->end_at = r->now_ms + 10000;
		return false;
	}
	rogue_end(r, 2);
	return false;
}

/* Bytes of a segment up to the end of their identification. */
static struct ett_bytes take_version(struct rogue *r, struct ett_bytes b)
{
	while (b.n > 0 && !r->heard_version && !r->over && !r->stuck) {
		if (r->line_n == sizeof r->line && !line_may_go_on(r))
			break;
		r->line[r->line_n++] = b.p[0];
		b.p++;
		b.n--;
		if (r->line[r->line_n - 1] == '\n')
			take_line(r);
	}
	if (r->bug == BUG_VERSION_SEGMENT && !r->heard_version)
		rogue_end(r, 2);
	if (r->bug == BUG_VERSION_ALONE && r->heard_version)
		b.n = 0;
	return b;
}

/* The wire */

static bool floods(const struct rogue *r)
{
	return r->kex.heard_newkeys &&
	       (r->bug == BUG_FLOOD_IGNORE || r->bug == BUG_FLOOD_UNIMPL);
}

static bool wire_send(void *ctx, struct ett_bytes b)
{
	struct rogue *r = ctx;
	enum conf_take t = TAKE_PACKET;
	size_t room;
	uint8_t *to;

	if (r->over || r->stuck || r->bug == BUG_NO_WORDS || r->end_at != 0 ||
	    floods(r))
		return !r->over;
	if (!r->heard_version)
		b = take_version(r, b);
	to = ett_buf_room(&r->link.got, &room);
	if (b.n > room)
		return false;
	if (b.n > 0)
		memcpy(to, b.p, b.n);
	ett_buf_fill(&r->link.got, b.n);
	while (t == TAKE_PACKET && !r->over && !r->stuck && r->heard_version &&
	       r->end_at == 0 && !floods(r)) {
		t = conf_link_take(&r->link);
		if (t == TAKE_PACKET)
			rogue_message(r);
	}
	if (t == TAKE_BAD_LENGTH || t == TAKE_BAD_TAG)
		rogue_end(r, 5);
	return true;
}

/* Under keys: one message after the other, as fast as they are read. */
static void flood(struct rogue *r)
{
	struct ett_msg_unimplemented unimplemented = { .sequence = 0 };
	struct ett_msg_ignore ignore = { .data = ETT_LIT("more") };

	if (!floods(r) || r->out_taken < r->out.n)
		return;
	r->out.n = r->out_taken = 0;
	if (r->bug == BUG_FLOOD_IGNORE)
		rogue_say(r, ETT_MSG_ignore, &ignore, NULL);
	else
		rogue_say(r, ETT_MSG_unimplemented, &unimplemented, NULL);
}

static long wire_recv(void *ctx, uint8_t *p, size_t room, uint64_t ms)
{
	struct rogue *r = ctx;
	size_t left;

	flood(r);
	left = r->out.n - r->out_taken;
	if (left == 0 && r->end_at != 0 && r->end_at <= r->now_ms + ms) {
		r->now_ms = r->end_at;
		r->over = true;
	}
	if (left == 0 && !r->over) {
		r->now_ms += ms;
		return CONF_SILENT;
	}
	if (left == 0)
		return CONF_CLOSED;
	if (left > room)
		left = room;
	memcpy(p, r->out.p + r->out_taken, left);
	r->out_taken += left;
	return (long)left;
}

static uint64_t wire_now(void *ctx)
{
	const struct rogue *r = ctx;

	return r->now_ms;
}

static bool refuses(struct rogue *r)
{
	r->opened++;
	if (r->bug == BUG_LIMIT)
		return r->opened > 4;
	return r->bug == BUG_REFUSAL ||
	       (r->bug == BUG_REFUSES && r->opened % 2 == 0);
}

static enum conf_opened target_open(void *ctx, struct conf_wire *wire,
				    char *why)
{
	struct rogue *r = ctx;

	conf_link_free(&r->link);
	if (r->dead || conf_link_init(&r->link) != ETT_OK) {
		conf_text(why, CONF_OPEN_WHY, "connect: Connection refused");
		return OPEN_REFUSED;
	}
	r->out = (struct conf_put){ r->out.p, 0, ROGUE_OUT_MAX, false };
	r->out_taken = r->line_n = r->v_c_n = 0;
	r->heard_version = r->stuck = r->in_service = false;
	r->end_at = 0;
	memset(&r->kex, 0, sizeof r->kex);
	r->auth = (struct rogue_auth){ .key = r->auth.key,
				       .both = r->auth.both,
				       .expired = r->auth.expired };
	r->over = refuses(r);
	if (r->over)
		conf_put_raw(&r->out, ETT_LIT("Exceeded MaxStartups\r\n"));
	if (!r->over && r->bug != BUG_NO_WORDS) {
		say_version(r);
		rogue_say_kexinit(r);
	}
	*wire = (struct conf_wire){
		.send = wire_send, .recv = wire_recv, .now = wire_now, .ctx = r
	};
	return OPENED;
}

static void target_close(void *ctx)
{
	(void)ctx;
}

static void target_pause(void *ctx, uint64_t ms)
{
	struct rogue *r = ctx;

	r->now_ms += ms;
}

struct conf_target rogue_target(struct rogue *r)
{
	return (struct conf_target){ .role = AS_SERVER,
				     .open = target_open,
				     .close = target_close,
				     .pause = target_pause,
				     .ctx = r };
}
