/*
 * SPDX-License-Identifier: ISC
 *
 * What comes in and what goes out are two scripts; a stream has ended well
 * when both are finished.  Nothing is taken for granted about timing: each
 * part that goes out states how many must have come in before it.
 */
#include "test/pump/stream.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "test/seed.h"

/* clang-format off */
static const enum pump_part near_rx[] = {
	PUMP_GREETING, PUMP_DATA, PUMP_DIGESTS, PUMP_CLOSE, PUMP_FINISHED
};
static const enum pump_part far_rx[] = {
	PUMP_PLAN, PUMP_DATA, PUMP_CLOSE, PUMP_FINISHED
};
static const struct pump_step near_tx[] = {
	{ PUMP_PLAN, 0 }, { PUMP_DATA, 1 }, { PUMP_CLOSE, 1 },
	{ PUMP_FINISHED, 0 }
};
static const struct pump_step near_tx_whole[] = {
	{ PUMP_PLAN, 0 }, { PUMP_DATA, 1 }, { PUMP_CLOSE, 3 },
	{ PUMP_FINISHED, 0 }
};
static const struct pump_step far_tx[] = {
	{ PUMP_GREETING, 1 }, { PUMP_DATA, 1 }, { PUMP_DIGESTS, 3 },
	{ PUMP_CLOSE, 3 }, { PUMP_FINISHED, 0 }
};
static const struct pump_step far_tx_whole[] = {
	{ PUMP_GREETING, 1 }, { PUMP_DATA, 1 }, { PUMP_DIGESTS, 2 },
	{ PUMP_CLOSE, 3 }, { PUMP_FINISHED, 0 }
};
static const char *const part_name[] = {
	"nothing", "the plan", "the greeting", "the data", "the digests",
	"the end of the stream"
};
/* clang-format on */

static const uint8_t magic[4] = { 'p', 'u', 'm', 'p' };

static const struct ett_hash *sha256(void)
{
	return ett_find_hash(ett_backend("auto"), "sha256");
}

static uint64_t part_len(const struct pump_stream *s, enum pump_part part)
{
	switch (part) {
	case PUMP_PLAN:
		return PUMP_HEADER;
	case PUMP_GREETING:
		return 1;
	case PUMP_DATA:
		return s->plan.bytes;
	case PUMP_DIGESTS:
		return sizeof s->rx_small;
	default:
		return 0;
	}
}

static void put_num(uint8_t *out, uint64_t num, size_t n)
{
	while (n-- > 0) {
		out[n] = (uint8_t)num;
		num >>= 8;
	}
}

static uint64_t get_num(const uint8_t *in, size_t n)
{
	uint64_t num = 0;

	for (size_t i = 0; i < n; i++)
		num = num << 8 | in[i];
	return num;
}

static void plan_put(const struct pump_plan *plan, uint8_t *out)
{
	memcpy(out, magic, sizeof magic);
	out[4] = plan->half_close;
	put_num(out + 5, plan->hold, 4);
	put_num(out + 9, plan->bytes, 8);
	put_num(out + 17, plan->seed, 8);
}

static void fail(struct pump_stream *s, const char *what, uint64_t at)
{
	if (s->why[0] == '\0')
		snprintf(s->why, sizeof s->why, "%s in %s, byte %llu of %llu",
			 what, part_name[*s->rx], (unsigned long long)at,
			 (unsigned long long)part_len(s, *s->rx));
	s->go = false;
}

/* Takes the far end's plan; what it sends from now on depends on it. */
static void plan_get(struct pump_stream *s)
{
	const uint8_t *in = s->rx_small;

	if (memcmp(in, magic, sizeof magic) != 0)
		fail(s, "not a plan", 0);
	s->plan.half_close = in[4];
	s->plan.hold = (uint32_t)get_num(in + 5, 4);
	s->plan.bytes = get_num(in + 9, 8);
	s->plan.seed = get_num(in + 17, 8);
	s->seed = s->plan.seed;
	s->tx = s->plan.half_close ? far_tx : far_tx_whole;
}

static void digests_check(struct pump_stream *s)
{
	if (memcmp(s->rx_small, s->tx_digest, PUMP_DIGEST) != 0)
		fail(s, "SHA-256 of what the other end got differs", 0);
	if (memcmp(s->rx_small + PUMP_DIGEST, s->rx_digest, PUMP_DIGEST) != 0)
		fail(s, "SHA-256 of what we got differs", 0);
}

/* A part is complete: draws the conclusion, goes on to the next. */
static void rx_next(struct pump_stream *s)
{
	switch (*s->rx) {
	case PUMP_PLAN:
		plan_get(s);
		break;
	case PUMP_DATA:
		if (sha256()->final(s->rx_hash, s->rx_digest) != ETT_OK)
			fail(s, "the hash failed", 0);
		break;
	case PUMP_DIGESTS:
		digests_check(s);
		break;
	default:
		break;
	}
	s->rx++;
	s->rx_parts++;
	s->rx_off = 0;
}

/* Parts of no length are complete at once; only the end must be seen. */
static void rx_settle(struct pump_stream *s)
{
	while (*s->rx != PUMP_CLOSE && *s->rx != PUMP_FINISHED &&
	       s->rx_off == part_len(s, *s->rx))
		rx_next(s);
}

static void rx_bytes(struct pump_stream *s, const uint8_t *p, size_t n)
{
	while (n > 0 && s->why[0] == '\0') {
		uint64_t left = part_len(s, *s->rx) - s->rx_off;
		size_t take = n < left ? n : (size_t)left;

		if (left == 0) {
			fail(s, "bytes too many", n);
			return;
		}
		if (*s->rx == PUMP_DATA)
			sha256()->update(s->rx_hash,
					 (struct ett_bytes){ p, take });
		else
			memcpy(s->rx_small + s->rx_off, p, take);
		s->rx_off += take;
		p += take;
		n -= take;
		rx_settle(s);
	}
}

void pump_stream_read(struct pump_stream *s)
{
	static uint8_t in[65536];
	ssize_t n = read(s->rfd, in, sizeof in);

	if (n > 0)
		rx_bytes(s, in, (size_t)n);
	else if (n == 0 && *s->rx == PUMP_CLOSE)
		rx_next(s);
	else if (n == 0)
		fail(s, "end of stream", s->rx_off);
	else if (errno != EAGAIN && errno != EINTR)
		fail(s, strerror(errno), s->rx_off);
}

static void data_make(struct pump_stream *s)
{
	uint64_t left = s->plan.bytes - s->tx_off;

	s->out_len = left < PUMP_CHUNK ? (size_t)left : PUMP_CHUNK;
	seed_fill(&s->seed, s->out, s->out_len);
	sha256()->update(s->tx_hash, (struct ett_bytes){ s->out, s->out_len });
}

static void tx_make(struct pump_stream *s)
{
	s->out_off = 0;
	s->out_len = (size_t)part_len(s, s->tx->part);
	switch (s->tx->part) {
	case PUMP_PLAN:
		plan_put(&s->plan, s->out);
		break;
	case PUMP_GREETING:
		s->out[0] = '+';
		break;
	case PUMP_DATA:
		data_make(s);
		break;
	case PUMP_DIGESTS:
		memcpy(s->out, s->rx_digest, PUMP_DIGEST);
		memcpy(s->out + PUMP_DIGEST, s->tx_digest, PUMP_DIGEST);
		break;
	default:
		break;
	}
}

static void tx_close(struct pump_stream *s)
{
	if (s->rfd == s->wfd)
		shutdown(s->wfd, SHUT_WR);
	else
		close(s->wfd);
	s->wfd = -1;
}

static void tx_next(struct pump_stream *s)
{
	if (s->tx->part == PUMP_DATA &&
	    sha256()->final(s->tx_hash, s->tx_digest) != ETT_OK)
		fail(s, "the hash failed", 0);
	if (s->tx->part == PUMP_CLOSE)
		tx_close(s);
	s->tx++;
	s->tx_off = 0;
}

void pump_stream_write(struct pump_stream *s)
{
	ssize_t n;

	if (s->out_off == s->out_len)
		tx_make(s);
	if (s->out_len > 0) {
		n = write(s->wfd, s->out + s->out_off, s->out_len - s->out_off);
		if (n < 0 && (errno == EAGAIN || errno == EINTR))
			return;
		if (n < 0) {
			fail(s, strerror(errno), s->tx_off);
			return;
		}
		s->out_off += (size_t)n;
		s->tx_off += (uint64_t)n;
	}
	if (s->out_off == s->out_len)
		s->out_off = s->out_len = 0;
	if (s->out_len == 0 && s->tx_off == part_len(s, s->tx->part))
		tx_next(s);
}

bool pump_stream_wants_read(const struct pump_stream *s)
{
	return !s->paused && s->why[0] == '\0' && *s->rx != PUMP_FINISHED;
}

bool pump_stream_wants_write(const struct pump_stream *s)
{
	if (s->why[0] != '\0' || s->tx->part == PUMP_FINISHED)
		return false;
	if (s->near && s->tx->part == PUMP_DATA && !s->go)
		return false;
	return s->rx_parts >= s->tx->after;
}

bool pump_stream_is_open(const struct pump_stream *s)
{
	return s->rx_parts > 0;
}

bool pump_stream_ended(const struct pump_stream *s)
{
	return s->why[0] != '\0' ||
	       (*s->rx == PUMP_FINISHED && s->tx->part == PUMP_FINISHED);
}

ett_err pump_stream_start(struct pump_stream *s, const struct pump_plan *plan,
			  uint64_t seed, int rfd, int wfd)
{
	ett_err e;

	memset(s, 0, sizeof *s);
	s->rfd = rfd;
	s->wfd = wfd;
	s->near = plan != NULL;
	s->rx = s->near ? near_rx : far_rx;
	s->tx = s->near ? near_tx : far_tx;
	s->seed = seed;
	if (s->near) {
		s->plan = *plan;
		s->tx = plan->half_close ? near_tx : near_tx_whole;
	}
	fcntl(rfd, F_SETFL, fcntl(rfd, F_GETFL) | O_NONBLOCK);
	fcntl(wfd, F_SETFL, fcntl(wfd, F_GETFL) | O_NONBLOCK);
	e = sha256()->init(s->rx_hash);
	if (e == ETT_OK)
		e = sha256()->init(s->tx_hash);
	return e;
}

void pump_stream_stop(struct pump_stream *s)
{
	sha256()->done(s->rx_hash);
	sha256()->done(s->tx_hash);
	if (s->wfd >= 0 && s->wfd != s->rfd)
		close(s->wfd);
	if (s->rfd >= 0)
		close(s->rfd);
	s->rfd = s->wfd = -1;
}
