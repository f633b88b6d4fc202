/* SPDX-License-Identifier: ISC
 *
 * Whose key is it?  The files decide where they know the host; where they do
 * not, the user does, or the option that speaks for the user.  A key that
 * contradicts a file is refused whatever the options say.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "bin/client.h"
#include "bin/tty.h"
#include "io/file.h"
#include "io/log.h"

enum { KNOWN_MAX = 16 << 20, PATH_ROOM = 4096, LINE_ROOM = 16384 };

/* One question, and what the files answer. */
struct question {
	const struct ett_client_options *o;
	const struct ett_backend *b;
	const char *host;
	unsigned port;
	struct ett_bytes key;
	char name[300]; /* "host" or "[host]:port" */
	char type[64];  /* "ssh-ed25519" */
	char fingerprint[ETT_FINGERPRINT_LEN];
	enum ett_known known;
	char file[PATH_ROOM]; /* where it was found */
	unsigned line;
	char old[ETT_FINGERPRINT_LEN]; /* CHANGED: of what the file has */
	bool cut;                      /* first file: last line has no end */
};

/* No file is an empty file. */
static bool read_known(const char *name, char *path, struct ett_buf *text)
{
	ett_err e;

	if (!ett_path_expand(name, path, PATH_ROOM))
		return false;
	e = ett_file_read(path, KNOWN_MAX, text);
	if (e == ETT_OK)
		return true;
	if (e != ETT_SYSTEM || errno != ENOENT)
		ett_log(ETT_NOTICE, "%s: %s", path,
			e == ETT_SYSTEM ? strerror(errno) : ett_err_text(e));
	return false;
}

/* The answer that leaves least room for doubt wins. */
static int weight(enum ett_known k)
{
	/* clang-format off */
	static const int of[] = {
		[ETT_KNOWN_NEW] = 0, [ETT_KNOWN_OTHER] = 1,
		[ETT_KNOWN_CHANGED] = 2, [ETT_KNOWN_OK] = 3,
		[ETT_KNOWN_REVOKED] = 4,
	};
	/* clang-format on */

	return of[k];
}

static void ask_file(struct question *q, struct ett_bytes text,
		     const char *path)
{
	const struct ett_host host = { q->host, q->port };
	struct ett_buf old = { 0 };
	unsigned line = 0;
	enum ett_known k =
	    ett_known_hosts(q->b, text, &host, q->key, &old, &line);

	if (weight(k) > weight(q->known)) {
		q->known = k;
		q->line = line;
		snprintf(q->file, sizeof q->file, "%s", path);
		if (k == ETT_KNOWN_CHANGED &&
		    ett_fingerprint(q->b, ett_buf_view(&old), q->old))
			snprintf(q->old, sizeof q->old, "?");
	}
	ett_buf_free(&old);
}

static void ask_files(struct question *q)
{
	for (size_t i = 0; i < q->o->known_files; i++) {
		struct ett_buf file = { 0 };
		struct ett_bytes text;
		char path[PATH_ROOM];

		if (!read_known(q->o->known_file[i], path, &file))
			continue;
		text = ett_buf_view(&file);
		if (i == 0 && text.n > 0)
			q->cut = text.p[text.n - 1] != '\n';
		ask_file(q, text, path);
		ett_buf_free(&file);
	}
}

/* A first connection on a fresh account: ~/.ssh is made. */
static void make_folder(const char *path)
{
	char folder[PATH_ROOM];
	char *slash;

	snprintf(folder, sizeof folder, "%s", path);
	slash = strrchr(folder, '/');
	if (slash == NULL || slash == folder)
		return;
	*slash = '\0';
	if (mkdir(folder, 0700) != 0 && errno != EEXIST)
		ett_log(ETT_NOTICE, "%s: %s", folder, strerror(errno));
}

static void add(struct question *q)
{
	const struct ett_host host = { q->host, q->port };
	const struct ett_rng rng = ett_rng_system();
	char path[PATH_ROOM], line[LINE_ROOM] = "\n";
	size_t at = q->cut ? 1 : 0;
	ett_err e;

	if (!ett_path_expand(q->o->known_file[0], path, sizeof path))
		return;
	e = ett_known_line(q->b, &host, q->key,
			   q->o->hash_known == 1 ? &rng : NULL, line + at,
			   sizeof line - at - 1);
	if (e == ETT_OK) {
		at = strlen(line);
		if (line[at - 1] != '\n')
			snprintf(line + at, sizeof line - at, "\n");
		make_folder(path);
		e = ett_file_append(path, ett_str(line), 0600);
	}
	if (e == ETT_OK)
		ett_log(ETT_NOTICE, "added the %s key of %s to %s", q->type,
			q->name, path);
	else
		ett_log(ETT_NOTICE, "%s: cannot add the key: %s", path,
			e == ETT_SYSTEM ? strerror(errno) : ett_err_text(e));
}

/* As ssh does, takes the fingerprint itself for a yes. */
static bool ask_user(const struct question *q)
{
	char text[1024], answer[128];

	snprintf(text, sizeof text,
		 "The host %s is not known%s.\n"
		 "Its %s key has the fingerprint %s.\n"
		 "Is that right (yes, no, or the fingerprint)? ",
		 q->name,
		 q->known == ETT_KNOWN_OTHER ? " by this type of key" : "",
		 q->type, q->fingerprint);
	if (ett_tty_ask(text, true, answer, sizeof answer) != ETT_OK)
		return false;
	return strcmp(answer, "yes") == 0 ||
	       strcmp(answer, q->fingerprint) == 0;
}

/* The files do not have it. */
static bool decide_new(struct question *q)
{
	enum ett_strict strict = q->o->strict;
	bool asked =
	    strict == ETT_STRICT_ASK && q->o->batch == 0 && ett_tty_there();
	bool good = strict == ETT_STRICT_NO ||
		    (strict == ETT_STRICT_NEW && q->known == ETT_KNOWN_NEW) ||
		    (asked && ask_user(q));

	if (good) {
		add(q);
		return true;
	}
	ett_log(ETT_ERROR, "host key of %s is not known%s: %s %s%s", q->name,
		q->known == ETT_KNOWN_OTHER ? " (other types are)" : "",
		q->type, q->fingerprint,
		asked ? "" : ": refused (see StrictHostKeyChecking)");
	return false;
}

bool ett_known_accept(const struct ett_client_options *o,
		      const struct ett_backend *b, const char *host,
		      unsigned port, struct ett_bytes key)
{
	struct question q = { .o = o,
			      .b = b,
			      .host = host,
			      .port = port,
			      .key = key,
			      .known = ETT_KNOWN_NEW };

	ett_escape(ett_blob_type(key), q.type, sizeof q.type);
	snprintf(q.name, sizeof q.name, port == 22 ? "%s" : "[%s]:%u", host,
		 port);
	if (ett_fingerprint(b, key, q.fingerprint) != ETT_OK)
		return false;
	ask_files(&q);
	switch (q.known) {
	case ETT_KNOWN_OK:
		return true;
	case ETT_KNOWN_REVOKED:
		ett_log(ETT_ERROR, "host key of %s is revoked by %s:%u: %s %s",
			q.name, q.file, q.line, q.type, q.fingerprint);
		return false;
	case ETT_KNOWN_CHANGED:
		ett_log(ETT_ERROR,
			"host key of %s has changed: %s:%u has %s %s, the "
			"server sent %s: refused",
			q.name, q.file, q.line, q.type, q.old, q.fingerprint);
		return false;
	default:
		return decide_new(&q);
	}
}

/* Puts the signature algorithms of one type of key at the end of out, which
 * begins with '^'. */
static void add_algorithms(struct ett_bytes type, char *out, size_t room)
{
	const struct ett_sig_alg *alg;
	const char *name;
	bool on;

	for (size_t i = 0;
	     (name = ett_alg_at(ETT_ALG_SIG, i, &on, NULL)) != NULL; i++) {
		size_t n = strlen(out);

		alg = ett_sig_alg(ett_str(name));
		if (!on || alg == NULL || !ett_bytes_is(type, alg->key_type) ||
		    n + strlen(name) + 2 > room)
			continue;
		snprintf(out + n, room - n, "%s%s", n > 1 ? "," : "", name);
	}
}

const char *ett_known_algorithms(const struct ett_client_options *o,
				 const struct ett_backend *b, const char *host,
				 unsigned port, char *out, size_t room)
{
	const struct ett_host asked = { host, port };

	if (o->host_algs != NULL)
		return o->host_algs;
	snprintf(out, room, "^");
	for (size_t i = 0; i < o->known_files; i++) {
		struct ett_buf file = { 0 };
		char path[PATH_ROOM], types[512];
		struct ett_bytes rest, type;

		if (!read_known(o->known_file[i], path, &file))
			continue;
		if (ett_known_types(b, ett_buf_view(&file), &asked, types,
				    sizeof types) == ETT_OK) {
			rest = ett_str(types);
			while (ett_names_next(&rest, &type))
				add_algorithms(type, out, room);
		}
		ett_buf_free(&file);
	}
	return out[1] == '\0' ? NULL : out;
}
