/* SPDX-License-Identifier: ISC
 *
 * Every failure here is the user's to mend, so each names the file and what
 * was found there; secrets are wiped on every path.
 */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bin/load.h"
#include "io/file.h"

enum { KEY_FILE_MAX = 65536, PASSPHRASE_MAX = 1024, ATTEMPTS = 3 };

const struct ett_backend *ett_backend_pick(const char *name,
					   struct ett_why *why)
{
	const struct ett_backend *b;
	ett_err e;

	if (name == NULL)
		name = "auto";
	b = ett_backend(name);
	if (b == NULL) {
		e = ett_fail(why, "no crypto backend '%s' here", name);
		(void)e;
	}
	return b;
}

/* The check of ssh(1): only for files of our own, where it can be mended. */
static ett_err check_mode(const char *path, struct ett_why *why)
{
	struct stat st;

	if (stat(path, &st) != 0)
		return ett_fail(why, "%s: %s", path, strerror(errno));
	if (!S_ISREG(st.st_mode))
		return ett_fail(why, "%s: not a file", path);
	if (st.st_uid == getuid() && (st.st_mode & 077) != 0)
		return ett_fail(why,
				"%s: permissions %04o are too open: a private "
				"key is for its owner alone",
				path, (unsigned)st.st_mode & 07777);
	return ETT_OK;
}

static ett_err read_locked(const struct ett_backend *b, const char *path,
			   struct ett_bytes text, ett_ask_passphrase *ask,
			   struct ett_key **out)
{
	char pass[PASSPHRASE_MAX];
	ett_err e = ETT_PASSPHRASE;

	for (int i = 0; i < ATTEMPTS && e == ETT_PASSPHRASE; i++) {
		e = ask(path, pass, sizeof pass);
		if (e == ETT_OK)
			e = ett_keyfile_read(b, text, pass, out);
		ett_wipe(pass, sizeof pass);
	}
	return e;
}

ett_err ett_key_load(const struct ett_backend *b, const char *path,
		     ett_ask_passphrase *ask, struct ett_key **out,
		     struct ett_why *why)
{
	struct ett_buf text = { 0 };
	ett_err e;

	e = check_mode(path, why);
	if (e != ETT_OK)
		return e;
	e = ett_file_read(path, KEY_FILE_MAX, &text);
	if (e == ETT_SYSTEM)
		return ett_fail(why, "%s: %s", path, strerror(errno));
	if (e != ETT_OK)
		return ett_fail(why, "%s: %s", path, ett_err_text(e));
	e = ett_keyfile_read(b, ett_buf_view(&text), NULL, out);
	if (e == ETT_PASSPHRASE && ask != NULL)
		e = read_locked(b, path, ett_buf_view(&text), ask, out);
	ett_buf_free(&text);
	if (e == ETT_PASSPHRASE && ask == NULL)
		return ett_fail(why,
				"%s: protected by a passphrase, and none "
				"can be asked for here",
				path);
	if (e == ETT_FORMAT || e == ETT_SHORT || e == ETT_TRAILING)
		return ett_fail(why,
				"%s: not a private key in OpenSSH's "
				"format, or damaged",
				path);
	if (e != ETT_OK)
		return ett_fail(why, "%s: %s", path, ett_err_text(e));
	return ETT_OK;
}

ett_err ett_algs_check(const struct ett_backend *b,
		       const struct ett_algs_option *o, struct ett_why *why)
{
	struct ett_bytes unknown = { NULL, 0 };
	char list[2048];
	ett_err e;

	e = ett_algs_list(b, o->kind, o->text, list, sizeof list, &unknown);
	if (e == ETT_FORMAT)
		return ett_fail(why, "%s: unknown algorithm '%.*s'", o->what,
				(int)(unknown.n < 100 ? unknown.n : 100),
				(const char *)unknown.p);
	if (e == ETT_KEX && o->text == NULL)
		return ett_fail(why, "%s: crypto backend '%s' has none",
				o->what, b->name);
	if (e == ETT_KEX)
		return ett_fail(why, "%s: nothing is left of '%s'", o->what,
				o->text);
	if (e != ETT_OK)
		return ett_fail(why, "%s: %s", o->what, ett_err_text(e));
	if (!o->allow_none && ett_names_has(ett_str(list), ETT_LIT("none")))
		return ett_fail(why,
				"%s: 'none' protects nothing, and is for "
				"tests with --allow-none alone",
				o->what);
	return ETT_OK;
}
