/* SPDX-License-Identifier: ISC
 *
 * No value here depends on a secret of the target, so what it does with one
 * shows how it checks and nothing else.
 */
#include "conformance/peer/foul.h"

#include <string.h>

enum { LONG = 8192 };

static bool set_raw(struct conf_exchange *x, struct ett_bytes raw)
{
	if (raw.n > sizeof x->ours)
		return false;
	memcpy(x->ours, raw.p, raw.n);
	x->ours_n = raw.n;
	return true;
}

static bool give(struct conf_exchange *x, struct ett_bytes k)
{
	if (k.n > sizeof x->k_given)
		return false;
	x->k_is = K_GIVEN;
	memcpy(x->k_given, k.p, k.n);
	x->k_given_n = k.n;
	return true;
}

bool conf_foul_bytes(struct conf_exchange *x, struct ett_bytes raw)
{
	return set_raw(x, raw) && give(x, ETT_LIT(""));
}

bool conf_foul_power(struct conf_exchange *x, struct ett_bytes raw)
{
	return set_raw(x, raw) && give(x, raw);
}

bool conf_foul_base(struct conf_exchange *x, struct ett_bytes raw)
{
	x->k_is = K_THEIRS;
	return set_raw(x, raw);
}

bool conf_foul_minus_one(struct conf_exchange *x, struct ett_bytes raw)
{
	struct ett_bytes p = conf_exchange_prime(x);
	uint8_t v[CONF_VALUE_MAX];

	if (p.n == 0)
		return false;
	memcpy(v, p.p, p.n);
	v[p.n - 1] &= 0xfe; /* p is odd */
	conf_exchange_set(x, (struct ett_bytes){ v, p.n });
	return give(x, raw.n > 0 ? raw : (struct ett_bytes){ v, p.n });
}

/* The secret is the exponent of a value that was not computed. */
static void set_secret(struct conf_exchange *x, uint8_t exponent)
{
	x->secret[0] = exponent;
	x->secret_n = 1;
}

bool conf_foul_multiple(struct conf_exchange *x, struct ett_bytes raw)
{
	struct ett_bytes p = conf_exchange_prime(x);
	unsigned times = raw.p[0], more = raw.p[1], carry = more;
	uint8_t v[CONF_VALUE_MAX + 1];

	if (p.n == 0 || p.n >= sizeof v)
		return false;
	for (size_t i = p.n; i > 0; i--) {
		carry += times * p.p[i - 1];
		v[i] = (uint8_t)carry;
		carry >>= 8;
	}
	v[0] = (uint8_t)carry;
	conf_exchange_set(x, (struct ett_bytes){ v, p.n + 1 });
	if (more == 0)
		return give(x, ETT_LIT(""));
	set_secret(x, (uint8_t)(more / 2)); /* 2 is 2^1, 4 is 2^2 */
	return true;
}

bool conf_foul_long(struct conf_exchange *x, struct ett_bytes raw)
{
	struct ett_bytes p = conf_exchange_prime(x);

	(void)raw;
	if (p.n == 0 || p.n >= LONG)
		return false;
	memset(x->ours, 0, LONG + 1);
	memcpy(x->ours + 1, p.p, p.n); /* behind a sign byte */
	x->ours[LONG] = 4;
	x->ours_n = LONG + 1;
	set_secret(x, 2);
	return true;
}

bool conf_foul_front(struct conf_exchange *x, struct ett_bytes raw)
{
	if (x->ours_n + raw.n > sizeof x->ours)
		return false;
	memmove(x->ours + raw.n, x->ours, x->ours_n);
	memcpy(x->ours, raw.p, raw.n);
	x->ours_n += raw.n;
	return true;
}

bool conf_foul_length(struct conf_exchange *x, struct ett_bytes raw)
{
	size_t n = raw.p[0];

	if (n > x->ours_n)
		memset(x->ours + x->ours_n, 0, n - x->ours_n);
	x->ours_n = n;
	return true;
}

bool conf_foul_first(struct conf_exchange *x, struct ett_bytes raw)
{
	x->ours[0] = raw.p[0];
	return true;
}

bool conf_foul_top_bit(struct conf_exchange *x, struct ett_bytes raw)
{
	(void)raw;
	x->ours[x->ours_n - 1] |= 0x80;
	return x->ours_n > 0;
}

static uint8_t is_odd(const struct conf_exchange *x)
{
	return x->ours[x->ours_n - 1] & 1;
}

bool conf_foul_compressed(struct conf_exchange *x, struct ett_bytes raw)
{
	(void)raw;
	x->ours[0] = 2 | is_odd(x);
	x->ours_n = 1 + (x->ours_n - 1) / 2;
	return true;
}

bool conf_foul_hybrid(struct conf_exchange *x, struct ett_bytes raw)
{
	(void)raw;
	x->ours[0] = 6 | is_odd(x);
	return true;
}
