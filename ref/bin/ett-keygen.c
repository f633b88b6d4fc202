/* SPDX-License-Identifier: ISC
 *
 * ett-keygen: keys in OpenSSH's files.  One option chooses the job, the
 * others belong to it.
 */
#include <stdlib.h>

#include "bin/keygen.h"
#include "bin/load.h"

enum {
	OPT_T,
	OPT_B,
	OPT_F,
	OPT_C,
	OPT_N,
	OPT_P,
	OPT_Y,
	OPT_L,
	OPT_R,
	OPT_Q,
	OPT_BACKEND
};

/* clang-format off */
static const struct ett_opt opts[] = {
	[OPT_T] = { 't', NULL, "TYPE", "ed25519 (default), ed448, ecdsa, rsa, dsa" },
	[OPT_B] = { 'b', NULL, "BITS", "size of the key (ecdsa, rsa)" },
	[OPT_F] = { 'f', NULL, "FILE", "the file to make, or to look at" },
	[OPT_C] = { 'C', NULL, "COMMENT", "default: user@host" },
	[OPT_N] = { 'N', NULL, "PASSPHRASE", "of the new key; empty: none" },
	[OPT_P] = { 'P', NULL, "PASSPHRASE", "of the key in FILE" },
	[OPT_Y] = { 'y', NULL, NULL, "print the public key of FILE" },
	[OPT_L] = { 'l', NULL, NULL, "print fingerprints of keys in FILE" },
	[OPT_R] = { 'R', NULL, "HOST", "remove HOST from known_hosts" },
	[OPT_Q] = { 'q', NULL, NULL, "say nothing when a key is made" },
	[OPT_BACKEND] = { 0, "backend", "NAME", "crypto library (auto)" },
	{ 0 },
};
/* clang-format on */

static const struct ett_prog prog = {
	"ett-keygen",
	"[-q] [-t TYPE] [-b BITS] [-C COMMENT] -f FILE | -y "
	"-f FILE | -l -f FILE | -R HOST",
	"Makes keys for ett and OpenSSH, and shows what is in their files.",
	opts
};

/* A number of bits; anything else is too large for every type. */
static unsigned bits_of(const char *text)
{
	char *end;
	unsigned long v = strtoul(text, &end, 10);

	if (text[0] < '1' || text[0] > '9' || *end != '\0' || v > 1000000)
		return 1000000;
	return (unsigned)v;
}

static int two_jobs(void)
{
	ett_complain(&prog, "only one of -y, -l and -R at a time");
	return ETT_ARGS_BAD;
}

/* What the options ask for; the same result as ett_args_next() at the end. */
static int scan(struct ett_args *a, struct ett_keygen *k, int *job)
{
	int found;

	while ((found = ett_args_next(a)) >= 0) {
		if (found == OPT_T)
			k->type = a->value;
		else if (found == OPT_B)
			k->bits = bits_of(a->value);
		else if (found == OPT_F)
			k->file = a->value;
		else if (found == OPT_C)
			k->comment = a->value;
		else if (found == OPT_N)
			k->new_pass = a->value;
		else if (found == OPT_P)
			k->old_pass = a->value;
		else if (found == OPT_Q)
			k->quiet = true;
		else if (found == OPT_BACKEND)
			k->backend = a->value;
		else if (*job == OPT_T || *job == found)
			*job = found;
		else
			return two_jobs();
		if (found == OPT_R)
			k->host = a->value;
	}
	return found;
}

static int run(struct ett_keygen *k, int job)
{
	struct ett_why why;

	k->b = ett_backend_pick(k->backend, &why);
	if (k->b == NULL) {
		ett_complain(&prog, "%s", why.text);
		return ETT_EXIT_USAGE;
	}
	if (job == OPT_R)
		return ett_keygen_forget(k);
	if (job == OPT_L)
		return ett_keygen_list(k);
	return job == OPT_Y ? ett_keygen_public(k) : ett_keygen_make(k);
}

int main(int argc, char **argv)
{
	struct ett_keygen k = { .prog = &prog, .type = "ed25519" };
	struct ett_args a = { &prog, argc, argv, 0, NULL, NULL };
	int job = OPT_T, found = scan(&a, &k, &job);

	if (found == ETT_ARGS_DONE)
		return ETT_EXIT_OK;
	if (found == ETT_ARGS_END && a.at < argc)
		ett_complain(&prog, "unexpected operand (see --help)");
	else if (found == ETT_ARGS_END && k.file == NULL && job != OPT_R)
		ett_complain(&prog, "-f FILE is missing (see --help)");
	else if (found == ETT_ARGS_END)
		return run(&k, job);
	return ETT_EXIT_USAGE;
}
