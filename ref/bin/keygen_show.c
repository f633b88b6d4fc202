/* SPDX-License-Identifier: ISC
 *
 * What is in a key file, as OpenSSH prints it.  Comments come from files that
 * others may have written and are escaped.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bin/keygen.h"
#include "bin/tty.h"
#include "crypto/keyfile.h"
#include "io/file.h"

enum { FILE_ROOM = 1 << 20, LINE_ROOM = 8192, PASS_ROOM = 1024, ATTEMPTS = 3 };

int ett_keygen_failed(const struct ett_keygen *k, const char *file, ett_err e)
{
	char shown[1024];

	ett_escape(ett_str(file), shown, sizeof shown);
	ett_complain(k->prog, "%s: %s", shown,
		     e == ETT_SYSTEM ? strerror(errno) : ett_err_text(e));
	return ETT_EXIT_FAIL;
}

bool ett_keygen_may_ask(void)
{
	return isatty(STDIN_FILENO) && ett_tty_there();
}

/* "ssh-ed25519", "ecdsa-sha2-nistp256", ... as OpenSSH shouts them. */
static const char *loud(const char *type)
{
	if (strcmp(type, "ssh-ed25519") == 0)
		return "ED25519";
	if (strcmp(type, "ssh-ed448") == 0)
		return "ED448";
	if (strcmp(type, "ssh-rsa") == 0)
		return "RSA";
	return strcmp(type, "ssh-dss") == 0 ? "DSA" : "ECDSA";
}

ett_err ett_keygen_show(const struct ett_backend *b, const struct ett_key *key,
			const char *comment)
{
	char print[ETT_FINGERPRINT_LEN], shown[1024];
	ett_err e = ett_fingerprint(b, ett_key_blob(key), print);

	if (e != ETT_OK)
		return e;
	if (comment == NULL)
		comment = ett_key_comment(key);
	ett_escape(ett_str(comment[0] == '\0' ? "no comment" : comment), shown,
		   sizeof shown);
	printf("%u %s %s (%s)\n", ett_key_bits(key), print, shown,
	       loud(ett_key_type(key)));
	return ETT_OK;
}

static ett_err ask_and_read(const struct ett_keygen *k, struct ett_bytes text,
			    struct ett_key **key)
{
	char pass[PASS_ROOM];
	ett_err e = ETT_PASSPHRASE;

	for (int i = 0; i < ATTEMPTS && e == ETT_PASSPHRASE; i++) {
		e = ett_tty_ask("Passphrase: ", false, pass, sizeof pass);
		if (e == ETT_OK)
			e = ett_keyfile_read(k->b, text, pass, key);
		ett_wipe(pass, sizeof pass);
	}
	return e;
}

static ett_err read_private(const struct ett_keygen *k, struct ett_key **key)
{
	struct ett_buf text = { 0 };
	ett_err e = ett_file_read(k->file, FILE_ROOM, &text);

	if (e != ETT_OK)
		return e;
	e = ett_keyfile_read(k->b, ett_buf_view(&text), k->old_pass, key);
	if (e == ETT_PASSPHRASE && k->old_pass == NULL && ett_keygen_may_ask())
		e = ask_and_read(k, ett_buf_view(&text), key);
	ett_buf_free(&text);
	return e;
}

int ett_keygen_public(const struct ett_keygen *k)
{
	struct ett_key *key = NULL;
	char line[LINE_ROOM];
	size_t len;
	ett_err e = read_private(k, &key);

	if (e == ETT_OK)
		e = ett_keyline_write(key, line, sizeof line, &len);
	ett_key_free(key);
	if (e != ETT_OK)
		return ett_keygen_failed(k, k->file, e);
	puts(line);
	return ETT_EXIT_OK;
}

static bool take_line(struct ett_bytes *text, struct ett_bytes *line)
{
	const uint8_t *end;

	if (text->n == 0)
		return false;
	end = memchr(text->p, '\n', text->n);
	line->p = text->p;
	line->n = end == NULL ? text->n : (size_t)(end - text->p);
	text->p += line->n + (end != NULL);
	text->n -= line->n + (end != NULL);
	return true;
}

/* The first word of the line goes into word; quotes hold it together. */
static void skip_word(struct ett_bytes *line, char *word, size_t room)
{
	bool quoted = false;
	size_t n = 0;

	while (n < line->n &&
	       (quoted || (line->p[n] != ' ' && line->p[n] != '\t'))) {
		if (line->p[n] == '"')
			quoted = !quoted;
		n++;
	}
	snprintf(word, room, "%.*s", (int)n, (const char *)line->p);
	while (n < line->n && (line->p[n] == ' ' || line->p[n] == '\t'))
		n++;
	line->p += n;
	line->n -= n;
}

/* In front of a key may stand the options of authorized_keys, or the hosts of
 * known_hosts; OpenSSH shows them where there is no comment. */
static ett_err show_line(const struct ett_keygen *k, struct ett_bytes line)
{
	struct ett_key *key = NULL;
	char word[1024] = "";
	ett_err e = ett_keyline_read(line, &key);

	if (e != ETT_OK && e != ETT_NOMEM) {
		skip_word(&line, word, sizeof word);
		e = ett_keyline_read(line, &key);
	}
	if (e != ETT_OK)
		return e;
	if (ett_key_comment(key)[0] != '\0')
		e = ett_keygen_show(k->b, key, NULL);
	else
		e = ett_keygen_show(k->b, key, word);
	ett_key_free(key);
	return e;
}

/* NOKEY: not one line holds a key. */
static ett_err show_lines(const struct ett_keygen *k, struct ett_bytes text)
{
	struct ett_bytes line;
	ett_err found = ETT_NOKEY;

	while (take_line(&text, &line)) {
		if (line.n == 0 || line.p[0] == '#')
			continue;
		if (show_line(k, line) == ETT_OK)
			found = ETT_OK;
	}
	return found;
}

static ett_err show_file(const struct ett_keygen *k, const char *file)
{
	struct ett_buf text = { 0 };
	ett_err e = ett_file_read(file, FILE_ROOM, &text);

	if (e == ETT_OK)
		e = show_lines(k, ett_buf_view(&text));
	ett_buf_free(&text);
	return e;
}

/* A private file: the comment is in the public one, or in the secret part. */
static ett_err show_private(const struct ett_keygen *k, struct ett_bytes text)
{
	char path[4096];
	struct ett_key *key = NULL;
	int n = snprintf(path, sizeof path, "%s.pub", k->file);
	ett_err e;

	if (n > 0 && (size_t)n < sizeof path && show_file(k, path) == ETT_OK)
		return ETT_OK;
	e = ett_keyfile_read(k->b, text, k->old_pass, &key);
	if (e == ETT_PASSPHRASE)
		e = ett_keyfile_public(text, &key);
	if (e == ETT_OK)
		e = ett_keygen_show(k->b, key, NULL);
	ett_key_free(key);
	return e;
}

int ett_keygen_list(const struct ett_keygen *k)
{
	struct ett_buf text = { 0 };
	ett_err e = ett_file_read(k->file, FILE_ROOM, &text);

	if (e != ETT_OK)
		return ett_keygen_failed(k, k->file, e);
	e = show_lines(k, ett_buf_view(&text));
	if (e == ETT_NOKEY)
		e = show_private(k, ett_buf_view(&text));
	ett_buf_free(&text);
	if (e == ETT_OK)
		return ETT_EXIT_OK;
	if (e != ETT_FORMAT)
		return ett_keygen_failed(k, k->file, e);
	ett_complain(k->prog, "%s: no key in it", k->file);
	return ETT_EXIT_FAIL;
}
