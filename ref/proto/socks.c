/* SPDX-License-Identifier: ISC
 *
 * Bytes are taken one at a time, and after each one the request so far is
 * looked at: it is complete, wrong, or needs more.  So it does not matter how
 * the bytes were cut into reads, and none behind the request is ever eaten.
 * A request for what we do not do is read to its end before it is refused: to
 * close a socket with unread bytes would destroy the reply on its way.
 * All that is kept has a bound that the length bytes of the protocol, or a
 * check here, enforce before it is stored.
 */
#include <string.h>

#include "proto/socks.h"

enum {
	CONNECT = 1,
	NO_AUTH = 0,
	NO_METHOD = 0xff,
	TYPE_IPV4 = 1,
	TYPE_NAME = 3,
	TYPE_IPV6 = 4,
	REPLY4_GRANTED = 90,
	REPLY4_REJECTED = 91,
	HEAD4 = 8, /* version, command, port, address */
	USER_MAX = 255,
	HEAD5 = 4 /* version, command, reserved, address type */
};

/* REP of RFC 1928 section 6. */
enum {
	REP_OK = 0,
	REP_FAILURE = 1,
	REP_RULESET = 2,
	REP_REFUSED = 5,
	REP_COMMAND = 7,
	REP_TYPE = 8
};

static void put(struct ett_socks *s, const void *p, size_t n)
{
	memcpy(s->out + s->out_len, p, n);
	s->out_len += n;
}

static void reply4(struct ett_socks *s, uint8_t code)
{
	const uint8_t r[8] = { 0, code };

	put(s, r, sizeof r);
}

/* The bound address is not known here: 0.0.0.0, as other proxies answer. */
static void reply5(struct ett_socks *s, uint8_t rep)
{
	const uint8_t r[10] = { 5, rep, 0, TYPE_IPV4 };

	put(s, r, sizeof r);
}

static enum ett_socks_step refuse(struct ett_socks *s, uint8_t rep)
{
	if (s->version == 5)
		reply5(s, rep);
	else
		reply4(s, REPLY4_REJECTED);
	return ETT_SOCKS_REFUSED;
}

static char *decimal(char *to, unsigned v)
{
	if (v >= 100)
		*to++ = (char)('0' + v / 100);
	if (v >= 10)
		*to++ = (char)('0' + v / 10 % 10);
	*to++ = (char)('0' + v % 10);
	return to;
}

static void ipv4_text(const uint8_t *a, char *to)
{
	for (int i = 0; i < 4; i++) {
		if (i > 0)
			*to++ = '.';
		to = decimal(to, a[i]);
	}
	*to = '\0';
}

static char *hexadecimal(char *to, unsigned v)
{
	int shift = 12;

	while (shift > 0 && v >> shift == 0)
		shift -= 4;
	for (; shift >= 0; shift -= 4)
		*to++ = "0123456789abcdef"[v >> shift & 15];
	return to;
}

/* The first longest run of two or more zero groups; RFC 5952 section 4.2. */
static void longest_zeros(const unsigned *group, int *start, int *len)
{
	int run = 0;

	*start = -1;
	*len = 1;
	for (int i = 0; i < 8; i++) {
		run = group[i] == 0 ? run + 1 : 0;
		if (run > *len) {
			*len = run;
			*start = i + 1 - run;
		}
	}
}

static void ipv6_text(const uint8_t *a, char *to)
{
	unsigned group[8];
	int start, len;

	for (int i = 0; i < 8; i++)
		group[i] = (unsigned)(a[2 * i] << 8 | a[2 * i + 1]);
	longest_zeros(group, &start, &len);
	for (int i = 0; i < 8; i++) {
		if (i == start) {
			*to++ = ':';
			*to++ = ':';
			i += len - 1;
			continue;
		}
		if (i > 0 && to[-1] != ':')
			*to++ = ':';
		to = hexadecimal(to, group[i]);
	}
	*to = '\0';
}

/* A name without blanks and control characters; who resolves it is to say
 * whether it exists. */
static bool name_text(const uint8_t *p, size_t n, char *to)
{
	if (n == 0 || n > ETT_SOCKS_HOST_MAX)
		return false;
	for (size_t i = 0; i < n; i++)
		if (p[i] <= ' ' || p[i] >= 0x7f)
			return false;
	memcpy(to, p, n);
	to[n] = '\0';
	return true;
}

static uint16_t port_at(const uint8_t *p)
{
	return (uint16_t)(p[0] << 8 | p[1]);
}

/* SOCKS 4a: a name instead of the address 0.0.0.x. */
static enum ett_socks_step look4_name(struct ett_socks *s, const uint8_t *name)
{
	size_t n = (size_t)(s->in + s->in_len - name);

	if (n == 0)
		return ETT_SOCKS_MORE;
	if (name[n - 1] != 0)
		return n > ETT_SOCKS_HOST_MAX ? refuse(s, REP_FAILURE)
					      : ETT_SOCKS_MORE;
	if (!name_text(name, n - 1, s->host))
		return refuse(s, REP_FAILURE);
	return ETT_SOCKS_CONNECT;
}

/* The user is not looked at, but it must end. */
static enum ett_socks_step look4(struct ett_socks *s)
{
	static const uint8_t no_address[3];
	const uint8_t *user = s->in + HEAD4, *end;
	enum ett_socks_step step = ETT_SOCKS_CONNECT;

	if (s->in_len <= HEAD4)
		return ETT_SOCKS_MORE;
	end = memchr(user, 0, s->in_len - HEAD4);
	if (end == NULL)
		return s->in_len - HEAD4 > USER_MAX ? refuse(s, REP_FAILURE)
						    : ETT_SOCKS_MORE;

	s->port = port_at(s->in + 2);
	if (memcmp(s->in + 4, no_address, 3) == 0 && s->in[7] != 0)
		step = look4_name(s, end + 1);
	else
		ipv4_text(s->in + 4, s->host);
	if (step == ETT_SOCKS_CONNECT && s->in[1] != CONNECT)
		return refuse(s, REP_COMMAND);
	return step;
}

static enum ett_socks_step look5_greeting(struct ett_socks *s)
{
	uint8_t method[2] = { 5, NO_METHOD };
	size_t n;

	if (s->in_len < 2)
		return ETT_SOCKS_MORE;
	n = s->in[1];
	if (s->in_len < 2 + n)
		return ETT_SOCKS_MORE;
	if (n > 0 && memchr(s->in + 2, NO_AUTH, n) != NULL)
		method[1] = NO_AUTH;
	put(s, method, sizeof method);
	if (method[1] == NO_METHOD)
		return ETT_SOCKS_REFUSED;
	s->greeted = true;
	s->in_len = 0;
	return ETT_SOCKS_MORE;
}

static enum ett_socks_step look5_request(struct ett_socks *s)
{
	const uint8_t *address = s->in + HEAD5;
	bool good = true;
	size_t n;

	if (s->in_len >= 1 && s->in[0] != 5)
		return refuse(s, REP_FAILURE);
	if (s->in_len <= HEAD5)
		return ETT_SOCKS_MORE;
	switch (s->in[3]) {
	case TYPE_IPV4:
		n = 4;
		break;
	case TYPE_IPV6:
		n = 16;
		break;
	case TYPE_NAME:
		n = 1 + (size_t)address[0];
		break;
	default:
		return refuse(s, REP_TYPE);
	}
	if (s->in_len < HEAD5 + n + 2)
		return ETT_SOCKS_MORE;
	if (s->in[1] != CONNECT)
		return refuse(s, REP_COMMAND);

	s->port = port_at(address + n);
	if (s->in[3] == TYPE_IPV4)
		ipv4_text(address, s->host);
	else if (s->in[3] == TYPE_IPV6)
		ipv6_text(address, s->host);
	else
		good = name_text(address + 1, n - 1, s->host);
	return good ? ETT_SOCKS_CONNECT : refuse(s, REP_FAILURE);
}

static enum ett_socks_step look(struct ett_socks *s)
{
	if (s->version == 4)
		return look4(s);
	if (s->version == 5 && s->greeted)
		return look5_request(s);
	if (s->version == 5)
		return look5_greeting(s);
	return ETT_SOCKS_REFUSED; /* of another protocol: no reply fits */
}

enum ett_socks_step ett_socks_feed(struct ett_socks *s, struct ett_bytes in,
				   size_t *used)
{
	size_t i = 0;

	while (s->step == ETT_SOCKS_MORE && i < in.n &&
	       s->in_len < sizeof s->in) {
		if (s->version == 0)
			s->version = in.p[i];
		s->in[s->in_len++] = in.p[i++];
		s->step = look(s);
	}
	*used = i;
	return s->step;
}

void ett_socks_answer(struct ett_socks *s, uint32_t open_code)
{
	/* clang-format off */
	static const uint8_t rep[] = {
		REP_OK,
		REP_RULESET, /* SSH_OPEN_ADMINISTRATIVELY_PROHIBITED */
		REP_REFUSED, /* SSH_OPEN_CONNECT_FAILED */
		REP_FAILURE, /* SSH_OPEN_UNKNOWN_CHANNEL_TYPE */
		REP_FAILURE  /* SSH_OPEN_RESOURCE_SHORTAGE */
	};
	/* clang-format on */

	if (s->version == 4)
		reply4(s, open_code == 0 ? REPLY4_GRANTED : REPLY4_REJECTED);
	else
		reply5(s, open_code < sizeof rep ? rep[open_code]
						 : (uint8_t)REP_FAILURE);
}
