/* SPDX-License-Identifier: ISC
 *
 * The requirement lists of conformance/req/ as one table.
 */
#include "conformance/engine/req.h"

#include <string.h>

#define S    AS_SERVER
#define C    AS_CLIENT
#define BOTH AS_BOTH

const struct conf_req conf_reqs[] = {
#define REQ(id, level, who, section, says) \
	{ id, level, who, section, says, NULL },
#define NOT_TESTABLE(id, level, who, section, says, why) \
	{ id, level, who, section, says, why },
#include "conformance/req/openssh.def"
#include "conformance/req/oracles.def"
#include "conformance/req/rfc4251.def"
#include "conformance/req/rfc4252.def"
#include "conformance/req/rfc4253.def"
#include "conformance/req/rfc4254.def"
#include "conformance/req/rfc4256.def"
#include "conformance/req/rfc4344.def"
#include "conformance/req/rfc4419.def"
#include "conformance/req/rfc5647.def"
#include "conformance/req/rfc5656.def"
#include "conformance/req/rfc7748.def"
#include "conformance/req/rfc8268.def"
#include "conformance/req/rfc8308.def"
#include "conformance/req/rfc8332.def"
#include "conformance/req/rfc8709.def"
#include "conformance/req/rfc8731.def"
#include "conformance/req/rfc8758.def"
#include "conformance/req/rfc9142.def"
#undef REQ
#undef NOT_TESTABLE
	{ NULL, MUST, 0, NULL, NULL, NULL }
};

const struct conf_req *conf_req_find(const char *id)
{
	for (const struct conf_req *r = conf_reqs; r->id != NULL; r++)
		if (strcmp(r->id, id) == 0)
			return r;
	return NULL;
}

const char *conf_level_name(enum conf_level l)
{
	static const char *const names[] = { "MUST", "MUST-S", "SHOULD", "MAY",
					     "ROBUST" };

	return names[l];
}

const struct conf_case *conf_case_find(const char *id)
{
	for (size_t i = 0; conf_suites[i] != NULL; i++)
		for (const struct conf_case *c = conf_suites[i]; c->id != NULL;
		     c++)
			if (strcmp(c->id, id) == 0)
				return c;
	return NULL;
}

size_t conf_req_cases(const struct conf_req *r)
{
	size_t n = 0;

	for (size_t i = 0; conf_suites[i] != NULL; i++)
		for (const struct conf_case *c = conf_suites[i]; c->id != NULL;
		     c++)
			n += strcmp(c->req, r->id) == 0;
	return n;
}
