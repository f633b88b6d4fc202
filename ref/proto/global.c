/* SPDX-License-Identifier: ISC
 *
 * Global requests, RFC 4254 sections 4 and 7.1, keepalive, and the listeners
 * that both ends ask each other for.
 *
 * Invariant: answers leave in the order of the requests: while one waits for
 * the application, no further message is looked at.
 */
#include "proto/internal.h"

static ett_err answer(struct ett_session *s, bool want_reply, bool ok,
		      struct ett_bytes body)
{
	struct ett_msg_request_success yes = { .body = body };
	struct ett_msg_request_failure no = { 0 };

	if (!want_reply)
		return ETT_OK;
	return ok ? ett_send_msg(s, request_success, &yes)
		  : ett_send_msg(s, request_failure, &no);
}

static ett_err ask(struct ett_session *s, enum ett_event_kind kind,
		   enum ett_target target, struct ett_bytes host, uint32_t port)
{
	struct ett_event *ev = ett_emit(s, kind);

	s->waiting = WAIT_LISTEN;
	s->requests.wants_port =
	    kind == ETT_EV_LISTEN && target == ETT_FORWARDED_TCPIP && port == 0;
	ev->target = target;
	ev->host = host;
	ev->port = port;
	return ETT_OK;
}

static ett_err on_tcpip(struct ett_session *s, enum ett_event_kind kind,
			struct ett_bytes body)
{
	struct ett_msg_tcpip_forward m;
	ett_err e;

	e = ett_decode(tcpip_forward, body, &m);
	if (e != ETT_OK)
		return e;
	if (m.port > UINT16_MAX)
		return answer(s, s->requests.want_reply, false,
			      (struct ett_bytes){ 0 });
	return ask(s, kind, ETT_FORWARDED_TCPIP, m.host, m.port);
}

static ett_err on_streamlocal(struct ett_session *s, enum ett_event_kind kind,
			      struct ett_bytes body)
{
	struct ett_msg_streamlocal_forward m;
	ett_err e;

	e = ett_decode(streamlocal_forward, body, &m);
	if (e != ETT_OK)
		return e;
	return ask(s, kind, ETT_FORWARDED_STREAMLOCAL, m.path, 0);
}

ett_err ett_on_global_request(struct ett_session *s, struct ett_bytes p)
{
	static const struct {
		const char *name;
		enum ett_event_kind kind;
		ett_err (*on)(struct ett_session *s, enum ett_event_kind kind,
			      struct ett_bytes body);
	} row[] = {
		{ "tcpip-forward", ETT_EV_LISTEN, on_tcpip },
		{ "cancel-tcpip-forward", ETT_EV_UNLISTEN, on_tcpip },
		{ "streamlocal-forward@openssh.com", ETT_EV_LISTEN,
		  on_streamlocal },
		{ "cancel-streamlocal-forward@openssh.com", ETT_EV_UNLISTEN,
		  on_streamlocal },
	};
	struct ett_msg_global_request m;
	ett_err e;

	e = ett_decode(global_request, p, &m);
	if (e != ETT_OK)
		return e;
	s->requests.want_reply = m.want_reply;
	/* Only a server listens for its peer (section 7.1). */
	for (size_t i = 0; is_server(s) && i < sizeof row / sizeof row[0]; i++)
		if (ett_bytes_is(m.name, row[i].name))
			return row[i].on(s, row[i].kind, m.body);
	return answer(s, m.want_reply, false, (struct ett_bytes){ 0 });
}

ett_err ett_listen_answer(struct ett_session *s, bool ok, uint32_t port)
{
	uint8_t body[4];
	size_t n = s->requests.wants_port ? sizeof body : 0;
	ett_err e;

	if (s->err != ETT_OK)
		return s->err;
	if (s->waiting != WAIT_LISTEN)
		return ETT_ARG;
	s->waiting = WAIT_NONE;
	ett_put_u32(body, port);
	e = answer(s, s->requests.want_reply, ok,
		   (struct ett_bytes){ body, n });
	if (e != ETT_OK)
		ett_session_fail(s, e);
	return e;
}

static ett_err request(struct ett_session *s, struct request r,
		       const char *name, struct ett_bytes body)
{
	struct ett_msg_global_request m = { .name = ett_str(name),
					    .want_reply = true,
					    .body = body };
	struct requests *q = &s->requests;
	ett_err e;

	if (q->count == REQUESTS_MAX)
		return ETT_SPACE;
	e = ett_send_msg(s, global_request, &m);
	if (e != ETT_OK)
		return e;
	q->at[(q->first + q->count) % REQUESTS_MAX] = r;
	q->count++;
	return ETT_OK;
}

ett_err ett_keepalive_send(struct ett_session *s)
{
	struct request r = { .kind = REQ_KEEPALIVE };
	ett_err e;

	e = request(s, r, "keepalive@openssh.com", (struct ett_bytes){ 0 });
	/* So many without an answer: the peer is not alive, and counted so. */
	return e == ETT_SPACE ? ETT_OK : e;
}

/* tcpip-forward and its three relatives differ in name and body alone. */
static ett_err ask_peer(struct ett_session *s, enum request_kind kind,
			enum ett_target target, struct ett_bytes host,
			uint32_t port)
{
	static const char *const name[][2] = {
		{ "tcpip-forward", "cancel-tcpip-forward" },
		{ "streamlocal-forward@openssh.com",
		  "cancel-streamlocal-forward@openssh.com" },
	};
	bool local = target == ETT_FORWARDED_STREAMLOCAL;
	struct request r = { .kind = kind,
			     .wants_port =
				 kind == REQ_LISTEN && !local && port == 0,
			     .port = port };
	struct ett_wr w = ett_wr(s->scratch + SCRATCH_LEN / 2, 4096);
	size_t n;
	ett_err e;

	if (s->err != ETT_OK)
		return s->err;
	if (s->phase != ETT_PHASE_CONN || is_server(s) ||
	    (!local && target != ETT_FORWARDED_TCPIP))
		return ETT_ARG;
	ett_wr_str(&w, host);
	if (!local)
		ett_wr_u32(&w, port);
	e = ett_wr_end(&w, &n);
	if (e != ETT_OK)
		return e;
	return request(s, r, name[local][kind == REQ_UNLISTEN],
		       (struct ett_bytes){ w.start, n });
}

ett_err ett_listen(struct ett_session *s, enum ett_target target,
		   struct ett_bytes host, uint32_t port)
{
	return ask_peer(s, REQ_LISTEN, target, host, port);
}

ett_err ett_unlisten(struct ett_session *s, enum ett_target target,
		     struct ett_bytes host, uint32_t port)
{
	return ask_peer(s, REQ_UNLISTEN, target, host, port);
}

static ett_err read_port(struct ett_bytes p, uint32_t *port)
{
	struct ett_msg_request_success m;
	struct ett_msg_forwarded_port port_part;
	ett_err e;

	e = ett_decode(request_success, p, &m);
	if (e == ETT_OK)
		e = ett_decode(forwarded_port, m.body, &port_part);
	if (e == ETT_OK)
		*port = port_part.port;
	return e;
}

ett_err ett_on_request_reply(struct ett_session *s, struct ett_bytes p)
{
	bool ok = p.p[0] == ETT_NUM_request_success;
	struct requests *q = &s->requests;
	struct request r;
	struct ett_event *ev;
	ett_err e;

	if (!ok && p.n > 1)
		return ETT_TRAILING;
	/* An answer to nothing has no effect (section 4 sets no reaction). */
	if (q->count == 0)
		return ETT_OK;
	r = q->at[q->first];
	q->first = (q->first + 1) % REQUESTS_MAX;
	q->count--;
	if (r.kind == REQ_KEEPALIVE)
		return ETT_OK;
	if (ok && r.wants_port) {
		e = read_port(p, &r.port);
		if (e != ETT_OK)
			return e;
	}
	ev = ett_emit(s, r.kind == REQ_LISTEN ? ETT_EV_LISTENING
					      : ETT_EV_UNLISTENED);
	ev->ok = ok;
	ev->port = r.port;
	return ETT_OK;
}
