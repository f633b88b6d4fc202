/* SPDX-License-Identifier: ISC
 *
 * The identification lines, RFC 4253 section 4.2.
 *
 * Invariant: a line is taken off only when its LF has come; one that cannot
 * end within its bound is refused at once.
 */
#include <string.h>

#include "proto/internal.h"

ett_err ett_version_start(struct ett_session *s)
{
	struct ett_wr w = ett_wr(s->version.mine, VERSION_MAX - 2);
	ett_err e;

	ett_wr_raw(&w, ETT_LIT("SSH-2.0-"));
	ett_wr_raw(&w, ett_str(s->cfg.software));
	e = ett_wr_end(&w, &s->version.mine_len);
	if (e != ETT_OK)
		return e;
	memcpy(s->out.mem, s->version.mine, s->version.mine_len);
	memcpy(s->out.mem + s->version.mine_len, "\r\n", 2);
	s->out.len = s->version.mine_len + 2;
	return ETT_OK;
}

static bool begins(struct ett_bytes line, const char *with)
{
	size_t n = strlen(with);

	return line.n >= n && memcmp(line.p, with, n) == 0;
}

/* SSH-2.0-softwareversion [SP comments]; 1.99 is a server that also speaks
 * the old protocol (section 5.1), a client never says it. */
static ett_err accept_line(struct ett_session *s, struct ett_bytes line)
{
	bool two = begins(line, "SSH-2.0-");
	bool both = !is_server(s) && begins(line, "SSH-1.99-");

	for (size_t i = 0; i < line.n; i++)
		if (line.p[i] < 0x20 || line.p[i] > 0x7e) {
			ett_why_more(s,
				     "identification has a byte that is not "
				     "printable: ",
				     line);
			return ETT_FORMAT;
		}
	if (!two && !both) {
		ett_why_more(s, "the peer does not speak SSH 2.0: ", line);
		return ETT_VERSION;
	}
	if (line.n == (two ? 8U : 9U)) {
		ett_why(s, "identification without a software version");
		return ETT_FORMAT;
	}
	memcpy(s->version.peer, line.p, line.n);
	s->version.peer_len = line.n;
	s->version.got = true;
	return ETT_OK;
}

/* Only a server may send other lines first; a client must cope with them. */
static ett_err other_line(struct ett_session *s, struct ett_bytes line)
{
	if (is_server(s)) {
		ett_why_more(s, "not an SSH client, it said: ", line);
		return ETT_VERSION;
	}
	if (++s->version.lines > VERSION_LINES) {
		ett_why(s, "too many lines before the identification");
		return ETT_TOO_BIG;
	}
	return ETT_OK;
}

/* The longest line that may still come, its LF not counted. */
static size_t line_max(const struct ett_session *s, struct ett_bytes start)
{
	if (is_server(s) || begins(start, "SSH-"))
		return VERSION_MAX - 1;
	return 8192;
}

ett_err ett_version_read(struct ett_session *s, bool *more)
{
	struct packet_in *in = &s->in;
	struct ett_bytes line = { in->mem + in->off, in->len - in->off };
	const uint8_t *lf = NULL;
	size_t max = line_max(s, line);

	if (line.n > 0)
		lf = memchr(line.p, '\n', line.n);
	*more = lf != NULL;
	if (lf == NULL && line.n <= max)
		return ETT_OK;
	if (lf == NULL || (size_t)(lf - line.p) > max) {
		line.n = 64;
		ett_why_more(s,
			     "line too long before the key exchange: ", line);
		return ETT_TOO_BIG;
	}
	line.n = (size_t)(lf - line.p);
	in->off += line.n + 1;
	if (line.n > 0 && line.p[line.n - 1] == '\r')
		line.n--;
	return begins(line, "SSH-") ? accept_line(s, line)
				    : other_line(s, line);
}
