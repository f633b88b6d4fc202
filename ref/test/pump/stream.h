/* SPDX-License-Identifier: ISC */
#ifndef ETT_TEST_PUMP_STREAM_H
#define ETT_TEST_PUMP_STREAM_H

#include <stddef.h>

#include "crypto/backend.h"

/*
 * One connection that proves itself, over whatever lies between its two ends.
 * Both ends send at once, as many bytes as the near end says:
 *
 *   near                                far
 *   header: plan                  ->
 *                                 <-    greeting: 1 byte
 *   bytes of its own stream       ->
 *                                 <-    bytes of its own stream
 *   end of stream (half-close)    ->
 *                                 <-    SHA-256 of what it got, of what it sent
 *                                 <-    end of stream
 *
 * Without half-close the far end's digests follow the last byte, and the near
 * end closes when it has them.  A byte too many, a byte too few, another
 * digest or a reset is a failure.
 */
enum { PUMP_HEADER = 25, PUMP_DIGEST = 32, PUMP_CHUNK = 16384 };

struct pump_plan {
	uint64_t bytes;  /* each way */
	uint64_t seed;   /* of the far end's stream */
	uint32_t hold;   /* far end reads after so many others have ended */
	bool half_close; /* near end closes its direction first */
};

/* What is sent or expected next; the scripts in stream.c are lists of these. */
enum pump_part {
	PUMP_FINISHED,
	PUMP_PLAN,
	PUMP_GREETING,
	PUMP_DATA,
	PUMP_DIGESTS,
	PUMP_CLOSE
};

/* After `after` parts have come in, this part goes out. */
struct pump_step {
	enum pump_part part;
	unsigned after;
};

/*
 * Callers read why, done parts and digests, and write go and paused; all else
 * is stream.c's.  fds are the stream's from start to stop; rfd may equal wfd.
 */
struct pump_stream {
	int rfd, wfd; /* -1: closed */
	bool near;
	bool go;      /* near: may send its data */
	bool paused;  /* does not read */
	char why[96]; /* empty: nothing wrong so far */
	struct pump_plan plan;
	const enum pump_part *rx;
	const struct pump_step *tx;
	unsigned rx_parts;
	uint64_t rx_off, tx_off; /* within the part */
	uint64_t seed;
	uint8_t rx_small[2 * PUMP_DIGEST];
	uint8_t out[PUMP_CHUNK];
	size_t out_off, out_len;
	uint8_t rx_digest[PUMP_DIGEST], tx_digest[PUMP_DIGEST];
	_Alignas(max_align_t) uint8_t rx_hash[ETT_CTX_MAX];
	_Alignas(max_align_t) uint8_t tx_hash[ETT_CTX_MAX];
};

/*
 * Starts the near end with plan and the seed of its own stream, or, with plan
 * NULL, the far end.  The descriptors become non-blocking.  Only a failure of
 * the crypto library fails.
 */
ETT_OWED ett_err pump_stream_start(struct pump_stream *s,
				   const struct pump_plan *plan, uint64_t seed,
				   int rfd, int wfd);

/* Closes what is open; harmless when repeated. */
void pump_stream_stop(struct pump_stream *s);

bool pump_stream_wants_read(const struct pump_stream *s);
bool pump_stream_wants_write(const struct pump_stream *s);

/* One read, one write; failures end up in why. */
void pump_stream_read(struct pump_stream *s);
void pump_stream_write(struct pump_stream *s);

/* The other end has spoken: the whole path is open. */
bool pump_stream_is_open(const struct pump_stream *s);

/* All went well in both directions, or something went wrong. */
bool pump_stream_ended(const struct pump_stream *s);

#endif
