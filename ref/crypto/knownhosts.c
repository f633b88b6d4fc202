/* SPDX-License-Identifier: ISC
 *
 * known_hosts.  A line that is not understood says nothing about any host;
 * it can neither admit a key nor hide that another line revokes it.
 */
#include <stdalign.h>
#include <stddef.h>
#include <string.h>

#include "crypto/base64.h"
#include "crypto/keyfile.h"
#include "crypto/textline.h"
#include "wire/cursor.h"

enum { NAME_MAX_LEN = 300, HASH_LEN = 20, PORT_SSH = 22 };

enum marker { MARK_NONE, MARK_REVOKED, MARK_OTHER };

struct entry {
	enum marker marker;
	struct ett_bytes hosts;
	struct ett_line_key key;
};

/* The name under which the file has a host, in lower case. */
struct name {
	uint8_t text[NAME_MAX_LEN];
	struct ett_bytes v;
};

static void write_port(struct ett_wr *w, unsigned port)
{
	unsigned unit = 10000;

	while (unit > 1 && port / unit == 0)
		unit /= 10;
	for (; unit > 0; unit /= 10)
		ett_wr_u8(w, (uint8_t)('0' + port / unit % 10));
}

/* Nothing that the file would take for a pattern, a hash or a marker. */
static bool may_stand(char c)
{
	return c > ' ' && c < 0x7f && strchr(",*?!|@#", c) == NULL;
}

static ett_err make_name(const struct ett_host *host, struct name *out)
{
	bool usual = host->port == PORT_SSH;
	struct ett_wr w = ett_wr(out->text, sizeof out->text);

	if (host->name[0] == '\0' || host->port > 65535)
		return ETT_ARG;
	if (!usual)
		ett_wr_u8(&w, '[');
	for (const char *p = host->name; *p != '\0'; p++) {
		if (!may_stand(*p))
			return ETT_ARG;
		ett_wr_u8(&w, ett_lower((uint8_t)*p));
	}
	if (!usual) {
		ett_wr_raw(&w, ETT_LIT("]:"));
		write_port(&w, host->port);
	}
	out->v.p = out->text;
	return ett_wr_end(&w, &out->v.n);
}

/* HMAC-SHA1 of the name, keyed with the salt. */
static ett_err hash_name(const struct ett_backend *b, struct ett_bytes salt,
			 struct ett_bytes name, uint8_t *out)
{
	const struct ett_mac *m = ett_find_mac(b, "hmac-sha1");
	alignas(max_align_t) uint8_t ctx[ETT_CTX_MAX] = { 0 };
	ett_err e;

	if (m == NULL)
		return ETT_NOKEY;
	e = m->init(ctx, salt);
	if (e == ETT_OK) {
		m->update(ctx, name);
		e = m->final(ctx, out);
	}
	m->done(ctx);
	return e;
}

/* hosts is what follows "|1|": salt and hash in base64. */
static bool hash_matches(const struct ett_backend *b, struct ett_bytes hosts,
			 struct ett_bytes name)
{
	const uint8_t *bar =
	    hosts.n == 0 ? NULL : memchr(hosts.p, '|', hosts.n);
	uint8_t salt[HASH_LEN], want[HASH_LEN], got[ETT_TAG_MAX];
	struct ett_bytes left, right;
	size_t salt_len, want_len;

	if (bar == NULL)
		return false;
	left = (struct ett_bytes){ hosts.p, (size_t)(bar - hosts.p) };
	right = (struct ett_bytes){ bar + 1, hosts.n - left.n - 1 };
	if (ett_base64_decode(left, salt, sizeof salt, &salt_len) ||
	    ett_base64_decode(right, want, sizeof want, &want_len) ||
	    salt_len != HASH_LEN || want_len != HASH_LEN)
		return false;
	return hash_name(b, (struct ett_bytes){ salt, salt_len }, name, got) ==
		   ETT_OK &&
	       memcmp(got, want, HASH_LEN) == 0;
}

static bool names(const struct ett_backend *b, struct ett_bytes hosts,
		  struct ett_bytes name)
{
	if (hosts.n >= 3 && memcmp(hosts.p, "|1|", 3) == 0)
		return hash_matches(
		    b, (struct ett_bytes){ hosts.p + 3, hosts.n - 3 }, name);
	return ett_match_list(hosts, name) > 0;
}

/* The part before the key; false: nothing here. */
static bool read_hosts(struct ett_bytes *line, struct entry *e)
{
	struct ett_bytes mark;

	ett_line_trim(line);
	if (ett_line_is_blank(*line))
		return false;
	e->marker = MARK_NONE;
	if (line->p[0] == '@') {
		mark = ett_line_word(line);
		e->marker =
		    ett_bytes_is(mark, "@revoked") ? MARK_REVOKED : MARK_OTHER;
	}
	e->hosts = ett_line_word(line);
	return true;
}

/* The next line about this host; *n counts lines. */
static bool next_entry(const struct ett_backend *b, struct ett_bytes *text,
		       struct ett_bytes name, unsigned *n, struct entry *e)
{
	struct ett_bytes line;

	while (ett_line_next(text, &line)) {
		++*n;
		if (read_hosts(&line, e) && e->marker != MARK_OTHER &&
		    names(b, e->hosts, name) &&
		    ett_line_key(&line, &e->key) == ETT_OK)
			return true;
	}
	return false;
}

/* What this one line says. */
static enum ett_known judge(const struct entry *e, struct ett_bytes key)
{
	bool same = ett_bytes_eq(e->key.blob, key);

	if (e->marker == MARK_REVOKED)
		return same ? ETT_KNOWN_REVOKED : ETT_KNOWN_NEW;
	if (same)
		return ETT_KNOWN_OK;
	return ett_bytes_eq(e->key.type, ett_blob_type(key)) ? ETT_KNOWN_CHANGED
							     : ETT_KNOWN_OTHER;
}

/* The word of one line against that of another. */
static unsigned weight(enum ett_known k)
{
	/* clang-format off */
	static const uint8_t of[] = {
		[ETT_KNOWN_NEW] = 0, [ETT_KNOWN_OTHER] = 1,
		[ETT_KNOWN_CHANGED] = 2, [ETT_KNOWN_OK] = 3,
		[ETT_KNOWN_REVOKED] = 4,
	};
	/* clang-format on */

	return of[k];
}

static void keep_old(struct ett_bytes blob, struct ett_buf *old)
{
	size_t room;

	if (old == NULL || ett_buf_new(old, blob.n) != ETT_OK)
		return;
	if (blob.n > 0)
		memcpy(ett_buf_room(old, &room), blob.p, blob.n);
	ett_buf_fill(old, blob.n);
}

enum ett_known ett_known_hosts(const struct ett_backend *b,
			       struct ett_bytes text,
			       const struct ett_host *host,
			       struct ett_bytes key, struct ett_buf *old,
			       unsigned *line)
{
	enum ett_known known = ETT_KNOWN_NEW;
	struct ett_buf found = { 0 };
	unsigned n = 0;
	struct name name;
	struct entry e;

	if (make_name(host, &name) != ETT_OK)
		return ETT_KNOWN_NEW;
	while (next_entry(b, &text, name.v, &n, &e)) {
		enum ett_known k = judge(&e, key);

		if (weight(k) <= weight(known))
			continue;
		known = k;
		if (line != NULL)
			*line = n;
		if (k == ETT_KNOWN_CHANGED)
			keep_old(e.key.blob, &found);
	}
	if (known == ETT_KNOWN_CHANGED && old != NULL)
		*old = found;
	else
		ett_buf_free(&found);
	return known;
}

ett_err ett_known_types(const struct ett_backend *b, struct ett_bytes text,
			const struct ett_host *host, char *out, size_t room)
{
	struct ett_wr w = ett_wr((uint8_t *)out, room);
	struct name name;
	struct entry entry;
	unsigned n = 0;
	size_t len;
	ett_err e = make_name(host, &name);

	if (e != ETT_OK)
		return e;
	while (next_entry(b, &text, name.v, &n, &entry)) {
		struct ett_bytes so_far = { w.start, (size_t)(w.p - w.start) };

		if (entry.marker != MARK_NONE ||
		    ett_names_has(so_far, entry.key.type))
			continue;
		if (so_far.n > 0)
			ett_wr_u8(&w, ',');
		ett_wr_raw(&w, entry.key.type);
	}
	ett_wr_u8(&w, '\0');
	return ett_wr_end(&w, &len);
}

static void write_base64(struct ett_wr *w, struct ett_bytes v)
{
	size_t n = 0;

	if (w->err == ETT_OK)
		w->err = ett_base64_encode(v, true, (char *)w->p,
					   (size_t)(w->end - w->p), &n);
	w->p += n;
}

static ett_err write_hashed(const struct ett_backend *b, struct ett_bytes name,
			    const struct ett_rng *rng, struct ett_wr *w)
{
	uint8_t salt[HASH_LEN], hash[ETT_TAG_MAX];
	ett_err e = rng->fill(rng->ctx, salt, sizeof salt);

	if (e == ETT_OK)
		e = hash_name(b, (struct ett_bytes){ salt, sizeof salt }, name,
			      hash);
	if (e != ETT_OK)
		return e;
	ett_wr_raw(w, ETT_LIT("|1|"));
	write_base64(w, (struct ett_bytes){ salt, sizeof salt });
	ett_wr_u8(w, '|');
	write_base64(w, (struct ett_bytes){ hash, HASH_LEN });
	return ETT_OK;
}

ett_err ett_known_line(const struct ett_backend *b, const struct ett_host *host,
		       struct ett_bytes key, const struct ett_rng *rng,
		       char *out, size_t room)
{
	struct ett_wr w = ett_wr((uint8_t *)out, room);
	struct name name;
	size_t len;
	ett_err e = make_name(host, &name);

	if (e != ETT_OK)
		return e;
	if (rng != NULL)
		e = write_hashed(b, name.v, rng, &w);
	else
		ett_wr_raw(&w, name.v);
	if (e != ETT_OK)
		return e;
	ett_wr_u8(&w, ' ');
	ett_wr_raw(&w, ett_blob_type(key));
	ett_wr_u8(&w, ' ');
	write_base64(&w, key);
	ett_wr_u8(&w, '\0');
	return ett_wr_end(&w, &len);
}

bool ett_known_names(const struct ett_backend *b, struct ett_bytes line,
		     const struct ett_host *host)
{
	struct name name;
	struct entry e;

	return make_name(host, &name) == ETT_OK && read_hosts(&line, &e) &&
	       e.marker == MARK_NONE && names(b, e.hosts, name.v);
}
