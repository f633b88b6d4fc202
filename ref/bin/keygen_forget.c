/* SPDX-License-Identifier: ISC
 *
 * A host is forgotten by writing known_hosts without its lines; what was
 * there before stays beside it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "bin/keygen.h"
#include "crypto/keyfile.h"
#include "io/file.h"

enum { FILE_ROOM = 16 << 20, PATH_ROOM = 4096, HOST_ROOM = 256 };

/* "host", or "[host]:port" as the file has it. */
static bool split_host(const char *text, char *name, struct ett_host *out)
{
	const char *end = strchr(text, ']');
	size_t n = strlen(text);
	unsigned long v = 22;
	char *rest;

	if (text[0] == '[') {
		if (end == NULL || end[1] != ':')
			return false;
		v = strtoul(end + 2, &rest, 10);
		if (end[2] < '0' || end[2] > '9' || *rest != '\0')
			return false;
		text++;
		n = (size_t)(end - text);
	}
	if (n == 0 || n >= HOST_ROOM || v == 0 || v > 65535)
		return false;
	memcpy(name, text, n);
	name[n] = '\0';
	*out = (struct ett_host){ name, (unsigned)v };
	return true;
}

/* The lines that stay, into out; how many go. */
static unsigned keep_others(const struct ett_keygen *k,
			    const struct ett_host *host, struct ett_bytes text,
			    struct ett_buf *out)
{
	unsigned line = 0, gone = 0;

	while (text.n > 0) {
		const uint8_t *end = memchr(text.p, '\n', text.n);
		size_t n = end == NULL ? text.n : (size_t)(end - text.p) + 1;
		size_t room;

		line++;
		if (ett_known_names(k->b, (struct ett_bytes){ text.p, n },
				    host)) {
			gone++;
			printf("# Host %s found: line %u\n", k->host, line);
		} else {
			memcpy(ett_buf_room(out, &room), text.p, n);
			ett_buf_fill(out, n);
		}
		text.p += n;
		text.n -= n;
	}
	return gone;
}

static ett_err replace(const char *file, struct ett_bytes was,
		       struct ett_bytes is)
{
	char old[PATH_ROOM];
	struct stat st;
	unsigned mode;
	int n = snprintf(old, sizeof old, "%s.old", file);
	ett_err e;

	if (n < 0 || (size_t)n >= sizeof old)
		return ETT_TOO_BIG;
	if (stat(file, &st) != 0)
		return ETT_SYSTEM;
	mode = (unsigned)st.st_mode & 0777;
	e = ett_file_write(old, was, mode);
	if (e == ETT_OK)
		e = ett_file_write(file, is, mode);
	if (e == ETT_OK)
		printf("%s updated.\nOriginal contents retained as %s\n", file,
		       old);
	return e;
}

static ett_err forget(const struct ett_keygen *k, const struct ett_host *host,
		      const char *file)
{
	struct ett_buf text = { 0 }, rest = { 0 };
	ett_err e = ett_file_read(file, FILE_ROOM, &text);

	if (e == ETT_OK)
		e = ett_buf_new(&rest, ett_buf_view(&text).n);
	if (e == ETT_OK) {
		if (keep_others(k, host, ett_buf_view(&text), &rest) > 0)
			e = replace(file, ett_buf_view(&text),
				    ett_buf_view(&rest));
		else
			ett_complain(k->prog, "Host %s not found in %s",
				     k->host, file);
	}
	ett_buf_free(&rest);
	ett_buf_free(&text);
	return e;
}

int ett_keygen_forget(const struct ett_keygen *k)
{
	const char *file = k->file, *home = getenv("HOME");
	char path[PATH_ROOM], name[HOST_ROOM];
	struct ett_host host;
	ett_err e;

	if (!split_host(k->host, name, &host)) {
		ett_complain(k->prog, "-R: neither HOST nor [HOST]:PORT");
		return ETT_EXIT_USAGE;
	}
	if (file == NULL) {
		snprintf(path, sizeof path, "%s/.ssh/known_hosts",
			 home == NULL ? "" : home);
		file = path;
	}
	e = forget(k, &host, file);
	return e == ETT_OK ? ETT_EXIT_OK : ett_keygen_failed(k, file, e);
}
