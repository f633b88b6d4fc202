/* SPDX-License-Identifier: ISC
 *
 * One text for each value: padding is complete, and the bits that a final
 * group does not use are zero.
 */
#include "crypto/base64.h"

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
			       "abcdefghijklmnopqrstuvwxyz0123456789+/";

static int value_of(uint8_t c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	if (c == '+')
		return 62;
	return c == '/' ? 63 : -1;
}

ett_err ett_base64_encode(struct ett_bytes in, bool pad, char *out, size_t room,
			  size_t *len)
{
	size_t spare = (3 - in.n % 3) % 3;
	size_t groups = in.n / 3 + (spare > 0), n;
	uint32_t bits = 0;

	if (groups > (SIZE_MAX - 1) / 4)
		return ETT_SPACE;
	n = groups * 4 - (pad ? 0 : spare);
	if (n + 1 > room)
		return ETT_SPACE;

	for (size_t i = 0; i < n; i++) {
		size_t at = i / 4 * 3 + i % 4;

		if (i % 4 < 3)
			bits = bits << 8 | (at < in.n ? in.p[at] : 0);
		if (i >= groups * 4 - spare)
			out[i] = '=';
		else
			out[i] = alphabet[bits >> (2 + i % 4 * 2) % 8 & 63];
	}
	out[n] = '\0';
	*len = n;
	return ETT_OK;
}

ett_err ett_base64_decode(struct ett_bytes in, uint8_t *out, size_t room,
			  size_t *len)
{
	size_t pad = 0, n = 0;
	uint32_t bits = 0;
	unsigned count = 0;

	if (in.n % 4 != 0)
		return ETT_FORMAT;
	while (pad < 2 && pad < in.n && in.p[in.n - 1 - pad] == '=')
		pad++;
	if (in.n / 4 * 3 - pad > room)
		return ETT_SPACE;

	for (size_t i = 0; i < in.n - pad; i++) {
		int v = value_of(in.p[i]);

		if (v < 0)
			return ETT_FORMAT;
		bits = bits << 6 | (uint32_t)v;
		count += 6;
		if (count >= 8) {
			count -= 8;
			out[n++] = (uint8_t)(bits >> count);
		}
	}
	if (bits & ((1U << count) - 1))
		return ETT_FORMAT;
	*len = n;
	return ETT_OK;
}
