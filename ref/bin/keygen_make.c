/* SPDX-License-Identifier: ISC
 *
 * A new key.  The name of the private file is claimed before the key is made,
 * so that two runs never share it, and the file has its whole content or is
 * gone again.
 */
#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bin/keygen.h"
#include "bin/tty.h"
#include "crypto/keyfile.h"
#include "io/file.h"

enum { PASS_ROOM = 1024, LINE_ROOM = 8192, PATH_ROOM = 4096 };

/* clang-format off */
static const struct {
	const char *name;
	unsigned bits; /* 0: any */
	const char *type;
} types[] = {
	{ "ed25519", 0,   "ssh-ed25519" },
	{ "ed448",   0,   "ssh-ed448" },
	{ "ecdsa",   256, "ecdsa-sha2-nistp256" },
	{ "ecdsa",   384, "ecdsa-sha2-nistp384" },
	{ "ecdsa",   521, "ecdsa-sha2-nistp521" },
	{ "rsa",     0,   "ssh-rsa" },
	{ "dsa",     1024, "ssh-dss" },
};
/* clang-format on */

/* The first row of a name is the usual size. */
static const char *key_type(const struct ett_keygen *k)
{
	for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
		if (strcmp(k->type, types[i].name) == 0 &&
		    (k->bits == 0 || types[i].bits == 0 ||
		     k->bits == types[i].bits))
			return types[i].type;
	return NULL;
}

static void default_comment(char *out, size_t room)
{
	const struct passwd *pw = getpwuid(getuid());
	char host[256] = "";

	if (gethostname(host, sizeof host - 1) != 0)
		host[0] = '\0';
	snprintf(out, room, "%s@%s", pw == NULL ? "user" : pw->pw_name, host);
}

static bool ask_overwrite(const struct ett_keygen *k)
{
	char text[PATH_ROOM], answer[16];

	if (!ett_keygen_may_ask())
		return false;
	snprintf(text, sizeof text, "%s already exists. Overwrite (y/n)? ",
		 k->file);
	return ett_tty_ask(text, true, answer, sizeof answer) == ETT_OK &&
	       (answer[0] == 'y' || answer[0] == 'Y');
}

/* Makes the file, empty, for its owner alone; *made tells whether it did. */
static bool claim(const struct ett_keygen *k, bool *made)
{
	int fd = open(k->file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	int why = errno;

	*made = fd >= 0;
	if (fd >= 0) {
		close(fd);
		return true;
	}
	if (why == EEXIST && ask_overwrite(k))
		return true;
	errno = why; /* asking may have changed it */
	ett_keygen_failed(k, k->file, ETT_SYSTEM);
	return false;
}

static ett_err ask_twice(char *out)
{
	char again[PASS_ROOM];
	ett_err e;

	e = ett_tty_ask("Passphrase (empty for none): ", false, out, PASS_ROOM);
	if (e == ETT_OK)
		e = ett_tty_ask("Same passphrase again: ", false, again,
				PASS_ROOM);
	if (e == ETT_OK && strcmp(out, again) != 0)
		e = ETT_PASSPHRASE;
	ett_wipe(again, sizeof again);
	return e;
}

/* The private file, then the public one beside it. */
static ett_err save(const struct ett_keygen *k, const struct ett_key *key,
		    const char *pass)
{
	struct ett_buf text = { 0 };
	char path[PATH_ROOM], line[LINE_ROOM];
	size_t len = 0;
	int n = snprintf(path, sizeof path, "%s.pub", k->file);
	ett_err e = ETT_TOO_BIG;

	if (n < 0 || (size_t)n >= sizeof path)
		return e;
	e = ett_keyline_write(key, line, sizeof line - 1, &len);
	if (e == ETT_OK)
		e = ett_keyfile_write(k->b, key, pass, ett_rng_system(), &text);
	if (e == ETT_OK)
		e = ett_file_write(k->file, ett_buf_view(&text), 0600);
	line[len++] = '\n';
	if (e == ETT_OK)
		e = ett_file_write(
		    path, (struct ett_bytes){ (uint8_t *)line, len }, 0644);
	ett_buf_free(&text);
	return e;
}

static ett_err make(const struct ett_keygen *k, const char *type)
{
	char comment[512], pass[PASS_ROOM] = "";
	struct ett_key *key = NULL;
	ett_err e = ETT_OK;

	default_comment(comment, sizeof comment);
	if (k->new_pass == NULL && ett_keygen_may_ask())
		e = ask_twice(pass);
	if (e == ETT_OK)
		e = ett_key_generate(
		    k->b, type, strcmp(k->type, "ecdsa") == 0 ? 0 : k->bits,
		    ett_rng_system(), k->comment == NULL ? comment : k->comment,
		    &key);
	if (e == ETT_OK)
		e = save(k, key, k->new_pass == NULL ? pass : k->new_pass);
	ett_wipe(pass, sizeof pass);
	if (e == ETT_OK && !k->quiet)
		e = ett_keygen_show(k->b, key, NULL);
	ett_key_free(key);
	return e;
}

int ett_keygen_make(const struct ett_keygen *k)
{
	const char *type = key_type(k);
	bool made;
	ett_err e;

	if (type == NULL) {
		ett_complain(k->prog, "-t %s: no such type, or not of %u bits",
			     k->type, k->bits);
		return ETT_EXIT_USAGE;
	}
	if (!claim(k, &made))
		return ETT_EXIT_FAIL;
	e = make(k, type);
	if (e == ETT_OK)
		return ETT_EXIT_OK;
	if (e == ETT_ARG)
		ett_complain(k->prog, "-b %u: not a size of %s keys", k->bits,
			     k->type);
	else if (e == ETT_NOKEY)
		ett_complain(k->prog,
			     "-t %s: crypto backend '%s' has not what "
			     "such keys take",
			     k->type, k->b->name);
	else
		ett_keygen_failed(k, k->file, e);
	if (made)
		unlink(k->file);
	return e == ETT_ARG || e == ETT_NOKEY ? ETT_EXIT_USAGE : ETT_EXIT_FAIL;
}
