/* SPDX-License-Identifier: ISC
 *
 * Extension negotiation, RFC 8308.
 *
 * Invariant: auth.sig_algs holds names of our own list alone, however long a
 * list the server sends.
 */
#include <string.h>

#include "proto/internal.h"

/* Sent right after our first NEWKEYS, to a peer that asked for it. */
ett_err ett_ext_info_send(struct ett_session *s)
{
	uint8_t body[LIST_MAX + 128];
	struct ett_wr w = ett_wr(body, sizeof body);
	struct ett_msg_ext_info m = { .count = 1 };
	size_t n;
	ett_err e;

	if (!s->kex.peer_ext_info)
		return ETT_OK;
	if (is_server(s)) {
		m.count = 2;
		ett_wr_str(&w, ETT_LIT("server-sig-algs"));
		ett_wr_str(&w, ett_str(ett_list_of(s, LIST_PUBKEY)));
	}
	ett_wr_str(&w, ETT_LIT("ping@openssh.com"));
	ett_wr_str(&w, ETT_LIT("0"));
	e = ett_wr_end(&w, &n);
	if (e != ETT_OK)
		return e;
	m.body = (struct ett_bytes){ body, n };
	return ett_send_msg(s, ext_info, &m);
}

static void keep_sig_algs(struct ett_session *s, struct ett_bytes theirs)
{
	struct ett_bytes mine = ett_str(ett_list_of(s, LIST_PUBKEY)), name;
	char *out = s->auth.sig_algs;
	size_t n = 0;

	while (ett_names_next(&mine, &name)) {
		if (!ett_names_has(theirs, name))
			continue;
		if (n > 0)
			out[n++] = ',';
		memcpy(out + n, name.p, name.n);
		n += name.n;
	}
	out[n] = '\0';
	s->auth.has_sig_algs = true;
}

ett_err ett_on_ext_info(struct ett_session *s, struct ett_bytes p)
{
	struct ett_msg_ext_info m;
	struct ett_rd r;
	ett_err e;

	e = ett_decode(ext_info, p, &m);
	if (e != ETT_OK)
		return e;
	r = ett_rd(m.body);
	for (uint32_t i = 0; i < m.count && r.err == ETT_OK; i++) {
		struct ett_bytes name = ett_rd_str(&r);
		struct ett_bytes value = ett_rd_str(&r);

		if (r.err == ETT_OK && !is_server(s) &&
		    ett_bytes_is(name, "server-sig-algs"))
			keep_sig_algs(s, value);
	}
	return ett_rd_end(&r);
}
