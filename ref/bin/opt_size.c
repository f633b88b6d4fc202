/* SPDX-License-Identifier: ISC
 *
 * Every number is read by digits(), which refuses what does not fit: no sign,
 * no blank and no wrap around can hide in an option.
 */
#include <string.h>

#include "bin/opt_size.h"

/* Takes decimal digits off *text; false: none, or more than 64 bits. */
static bool digits(const char **text, uint64_t *out)
{
	const char *p = *text;
	uint64_t v = 0;

	if (*p < '0' || *p > '9')
		return false;
	for (; *p >= '0' && *p <= '9'; p++) {
		unsigned d = (unsigned)(*p - '0');

		if (v > (UINT64_MAX - d) / 10)
			return false;
		v = v * 10 + d;
	}
	*text = p;
	*out = v;
	return true;
}

static bool multiply(uint64_t *v, uint64_t by)
{
	if (by == 0 || *v > UINT64_MAX / by)
		return false;
	*v *= by;
	return true;
}

ett_err ett_opt_number(const char *text, uint64_t min, uint64_t max,
		       uint64_t *out, struct ett_why *why)
{
	const char *p = text;
	uint64_t v;

	if (!digits(&p, &v) || *p != '\0')
		return ett_fail(why, "'%s' is not a number", text);
	if (v < min || v > max)
		return ett_fail(why, "%s is not from %llu to %llu", text,
				(unsigned long long)min,
				(unsigned long long)max);
	*out = v;
	return ETT_OK;
}

ett_err ett_opt_port(const char *text, unsigned *out, struct ett_why *why)
{
	uint64_t v = 0;

	if (ett_opt_number(text, 1, 65535, &v, NULL) != ETT_OK)
		return ett_fail(why, "'%s' is not a port", text);
	*out = (unsigned)v;
	return ETT_OK;
}

/* What a unit letter means in seconds; 0: nothing. */
static uint64_t unit_seconds(char unit)
{
	static const struct {
		char letter;
		uint64_t seconds;
	} units[] = { { 's', 1 },
		      { 'm', 60 },
		      { 'h', 3600 },
		      { 'd', 86400 },
		      { 'w', 604800 } };

	for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
		if ((unit | 0x20) == units[i].letter)
			return units[i].seconds;
	return 0;
}

ett_err ett_opt_seconds(const char *text, uint64_t *out, struct ett_why *why)
{
	const char *p = text;
	uint64_t sum = 0, v;

	do {
		if (!digits(&p, &v))
			return ett_fail(why, "'%s' is not a time", text);
		if (*p != '\0' && !multiply(&v, unit_seconds(*p++)))
			return ett_fail(why, "'%s' is not a time", text);
		if (v > UINT32_MAX || sum + v > UINT32_MAX)
			return ett_fail(why, "%s is too long a time", text);
		sum += v;
	} while (*p != '\0');
	*out = sum;
	return ETT_OK;
}

/* 2^10, 2^20, ...; 0: no such letter. */
static uint64_t unit_bytes(char unit)
{
	static const char letters[] = "kmgt";
	const char *at = strchr(letters, unit | 0x20);

	if (unit == '\0' || at == NULL || *at == '\0')
		return 0;
	return UINT64_C(1) << (10 * (at - letters + 1));
}

static ett_err rekey_bytes(const char *text, uint64_t *out, struct ett_why *why)
{
	const char *p = text;
	uint64_t v = 0;

	if (strcmp(text, "default") == 0) {
		*out = 0;
		return ETT_OK;
	}
	if (strcmp(text, "none") == 0) {
		*out = UINT64_MAX;
		return ETT_OK;
	}
	if (!digits(&p, &v))
		return ett_fail(why, "'%s' is not a size", text);
	if (*p != '\0' && (!multiply(&v, unit_bytes(*p)) || p[1] != '\0'))
		return ett_fail(why, "'%s' is not a size", text);
	if (v == 0)
		return ett_fail(why, "a rekey limit of 0 bytes");
	*out = v;
	return ETT_OK;
}

static ett_err rekey_seconds(const char *text, uint64_t *out,
			     struct ett_why *why)
{
	ett_err e;

	if (strcmp(text, "none") == 0) {
		*out = UINT64_MAX;
		return ETT_OK;
	}
	e = ett_opt_seconds(text, out, why);
	if (e == ETT_OK && *out == 0)
		*out = UINT64_MAX; /* ssh_config(5): 0 is no limit */
	return e;
}

ett_err ett_opt_rekey(const char *text, struct ett_rekey_limit *out,
		      struct ett_why *why)
{
	struct ett_rekey_limit got = { 0, 0 };
	size_t n = strcspn(text, ", ");
	char bytes[32];
	ett_err e;

	if (n >= sizeof bytes)
		return ett_fail(why, "'%s' is not a size", text);
	memcpy(bytes, text, n);
	bytes[n] = '\0';
	e = rekey_bytes(bytes, &got.bytes, why);
	if (e != ETT_OK)
		return e;
	if (text[n] != '\0') {
		n += strspn(text + n + 1, " ") + 1;
		e = rekey_seconds(text + n, &got.seconds, why);
		if (e != ETT_OK)
			return e;
	}
	*out = got;
	return ETT_OK;
}
