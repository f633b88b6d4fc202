/* SPDX-License-Identifier: ISC
 *
 * The bytes of flows.  Outbound they are read where they will be sealed;
 * inbound they are written from where they were opened.
 *
 * Invariant: a flow has bytes in left only while its local side takes no
 * more; left is never larger than the window, since what is in it was not
 * granted back.  So a slow reader costs its own window, and nobody's turn.
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "io/internal.h"

static ssize_t read_into(int fd, const struct ett_room *rooms, size_t n)
{
	struct iovec iov[ETT_BATCH_MAX];
	ssize_t got;

	for (size_t i = 0; i < n; i++)
		iov[i] = (struct iovec){ rooms[i].p, rooms[i].n };
	do
		got = readv(fd, iov, (int)n);
	while (got < 0 && errno == EINTR);
	return got;
}

static bool is_block(ssize_t got)
{
	return got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

/* got bytes came of the want there was room for. */
static void after_read(struct flow *f, ssize_t got, size_t want)
{
	struct ett_relay *r = f->relay;

	ett_flow_idle(f);
	if (got > 0) {
		r->facts.bytes_out += (size_t)got;
		if ((size_t)got == want || f->watch.always)
			ett_flow_ready(f);
	} else if (got == 0) {
		f->in_done = true;
		ett_relay_must(r, ett_chan_eof(r->session, f->number));
	} else if (!is_block(got)) {
		ett_flow_fail(f, strerror(errno));
	}
	ett_flow_settle(f);
}

bool ett_flow_fill(struct flow *f, size_t share)
{
	struct ett_session *s = f->relay->session;
	struct ett_room rooms[ETT_BATCH_MAX];
	size_t n = ett_chan_rooms(s, f->number, rooms, share), want = 0;
	ssize_t got;
	int saved;

	if (n == 0 && ett_chan_window(s, f->number) > 0)
		return false;
	if (n == 0) {
		f->shut = true;
		ett_flow_idle(f);
		ett_flow_watch(f);
		return true;
	}
	for (size_t i = 0; i < n; i++)
		want += rooms[i].n;
	got = read_into(f->watch.fd, rooms, n);
	saved = errno;
	ett_relay_must(f->relay,
		       ett_chan_ack(s, f->number, got > 0 ? (size_t)got : 0));
	errno = saved;
	after_read(f, got, want);
	return true;
}

void ett_flow_touch(struct flow *f)
{
	struct batch *b = f->relay->batch;

	if (f->is_touched)
		return;
	f->is_touched = true;
	f->touched = b->touched;
	b->touched = f;
}

void ett_flow_data(struct flow *f, struct ett_bytes data)
{
	struct batch *b = f->relay->batch;

	if (b->n == PIECES)
		ett_batch_deliver(f->relay);
	b->piece[b->n].data = data;
	b->piece[b->n].next = -1;
	if (f->first < 0)
		f->first = b->n;
	else
		b->piece[f->last].next = b->n;
	f->last = b->n++;
	ett_flow_touch(f);
}

/* n bytes are used up; the channel may have gone meanwhile. */
static void grant(struct flow *f, size_t n)
{
	struct ett_relay *r = f->relay;

	r->facts.bytes_in += n;
	if (n > 0 && f->state == FLOW_OPEN)
		ett_relay_must(
		    r, ett_chan_grant(r->session, f->number, (uint32_t)n));
}

/*
 * The local side reads no more.  It may still have something to say, so only
 * this way is over; what comes for it is thrown away.
 */
static void give_up_writing(struct flow *f)
{
	size_t n = f->left.n;

	if (f->join != NULL) {
		ett_flow_fail(f, strerror(errno));
		return;
	}
	f->out_done = true;
	ett_store_drain(&f->left, &f->relay->pool, n);
	grant(f, n);
}

/* Bytes written of these, all if nobody wants them any more. */
static size_t write_out(struct flow *f, const struct iovec *iov, int n)
{
	ssize_t put;

	do
		put = writev(f->out->fd, iov, n);
	while (put < 0 && errno == EINTR);
	if (put >= 0)
		return (size_t)put;
	if (!is_block(put))
		give_up_writing(f);
	return 0;
}

static void keep(struct flow *f, const struct iovec *iov, int n, size_t skip)
{
	for (int i = 0; i < n; i++) {
		struct ett_bytes b = { iov[i].iov_base, iov[i].iov_len };

		if (skip >= b.n) {
			skip -= b.n;
			continue;
		}
		b.p += skip;
		b.n -= skip;
		skip = 0;
		if (ett_store_put(&f->left, &f->relay->pool, b) != ETT_OK) {
			ett_flow_fail(f, "out of memory");
			return;
		}
	}
}

static void deliver(struct flow *f, const struct batch *b)
{
	struct iovec iov[PIECES];
	size_t all = 0, put = 0;
	int n = 0;

	for (int i = f->first; i >= 0; i = b->piece[i].next) {
		iov[n].iov_base = (void *)(uintptr_t)b->piece[i].data.p;
		iov[n++].iov_len = b->piece[i].data.n;
		all += b->piece[i].data.n;
	}
	f->first = f->last = -1;
	if (f->left.n == 0 && n > 0 && !f->out_done)
		put = write_out(f, iov, n);
	if (f->out_done)
		put = all;
	else if (put < all)
		keep(f, iov, n, put);
	grant(f, put);
}

void ett_batch_deliver(struct ett_relay *r)
{
	struct batch *b = r->batch;

	while (b->touched != NULL) {
		struct flow *f = b->touched;

		b->touched = f->touched;
		f->is_touched = false;
		deliver(f, b);
		if (!link_alone(&f->all))
			ett_flow_settle(f);
	}
	b->n = 0;
}

void ett_flow_drain(struct flow *f)
{
	struct iovec iov[16];
	size_t put, had = f->left.n;

	if (had == 0)
		return;
	put = write_out(f, iov, ett_store_views(&f->left, iov, 16));
	if (f->left.n == had) {
		ett_store_drain(&f->left, &f->relay->pool, put);
		grant(f, put);
	}
	ett_flow_settle(f);
}
