/* SPDX-License-Identifier: ISC
 *
 * The functions have no context, so they tell by the lengths of what they get
 * whose turn it is; of what is not trapped all is as long as it should be.
 */
#include "test/mock.h"

#include <stdio.h>
#include <stdlib.h>

#include "crypto/check.h"
#include "test/null.h"

enum { MAX = 32, RSA_E_MAX = 32 };

static const struct ett_backend *library;
static struct ett_backend mock;
static struct ett_dh dh[MAX];
static struct ett_sig sig[MAX];
static const struct ett_dh *dhs[MAX + 1];
static const struct ett_sig *sigs[MAX + 1];
static unsigned trapped, reached;

static void reach(enum mock_trap trap, const char *what)
{
	reached++;
	if (!(trapped & trap))
		return;
	fprintf(stderr, "# the backend was reached: %s\n", what);
	abort();
}

static ett_err agree(const uint8_t *secret, struct ett_bytes peer,
		     uint8_t *shared)
{
	reach(MOCK_AGREE, "agree");
	for (size_t i = 0; library->dhs[i] != NULL; i++)
		if (library->dhs[i]->public_len == peer.n)
			return library->dhs[i]->agree(secret, peer, shared);
	return ETT_ARG;
}

static bool is_known_group(struct ett_bytes base, struct ett_bytes m)
{
	static const char *const name[] = { "modp1024", "modp2048", "modp4096",
					    "modp8192" };

	for (size_t i = 0; i < sizeof name / sizeof name[0]; i++)
		if (ett_bytes_eq(m, ett_modp_prime(name[i])))
			return ett_bytes_is(base, "\2");
	return false;
}

static ett_err power(struct ett_bytes base, struct ett_bytes exp,
		     struct ett_bytes m, uint8_t *out)
{
	if (exp.n <= RSA_E_MAX)
		reach(MOCK_VERIFY, "modexp, for RSA");
	else if (!is_known_group(base, m))
		reach(MOCK_POWER, "modexp");
	return library->modexp->pow(base, exp, m, out);
}

/* By the width of the first public number, which no two types share. */
static ett_err verify(const struct ett_key_nums *key, struct ett_bytes msg,
		      struct ett_bytes signature)
{
	static const struct {
		size_t n;
		const char *primitive;
	} row[] = {
		{ 32, "ed25519" },
		{ 57, "ed448" },
		{ 65, "ecdsa-p256-sha256" },
		{ 97, "ecdsa-p384-sha384" },
		{ 133, "ecdsa-p521-sha512" },
		{ 128, "dsa-sha1" },
	};

	reach(MOCK_VERIFY, "verify");
	for (size_t i = 0; i < sizeof row / sizeof row[0]; i++)
		if (key->pub[0].n == row[i].n)
			return ett_find_sig(library, row[i].primitive)
			    ->verify(key, msg, signature);
	return ETT_ARG;
}

static const struct ett_modexp modexp = { "modexp", power };

const struct ett_backend *mock_backend(const struct ett_backend *real)
{
	library = real;
	mock = null_mixed(real);
	mock.name = "mock";
	for (size_t i = 0; i < MAX && real->dhs[i] != NULL; i++) {
		dh[i] = *real->dhs[i];
		dh[i].agree = agree;
		dhs[i] = &dh[i];
	}
	for (size_t i = 0; i < MAX && real->sigs[i] != NULL; i++) {
		sig[i] = *real->sigs[i];
		sig[i].verify = verify;
		sigs[i] = &sig[i];
	}
	mock.dhs = dhs;
	mock.sigs = sigs;
	mock.modexp = &modexp;
	return &mock;
}

void mock_trap(unsigned traps)
{
	trapped = traps;
	reached = 0;
}

unsigned mock_reached(void)
{
	return reached;
}

struct pair *mock_waits(const struct pair_setup *x, enum ett_role end,
			uint8_t number)
{
	struct pair *p;

	mock_trap(0);
	p = expect_before(x, (enum ett_role)(1 - end), number);
	p->wire[end].mute = true;
	return p;
}
