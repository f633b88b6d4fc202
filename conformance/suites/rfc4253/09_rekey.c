/* SPDX-License-Identifier: ISC
 *
 * RFC 4253 section 9: key re-exchange.  Either side may begin it at any time,
 * and everything else goes on as if it had not been.
 */
#include "conformance/engine/case.h"

static void rekey(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	conf_text(sent, CONF_WHY_MAX, "KEXINIT in an idle session");
	if (conf_rekey(p, r))
		(void)conf_alive(p, r);
}

extern const struct conf_case conf_rfc4253_rekey[];

/* clang-format off */
const struct conf_case conf_rfc4253_rekey[] = {
	{
		.id     = "TRANS-4253-9-01",
		.req    = "4253-9-01",
		.says   = "a key exchange begun by the peer completes",
		.target = AS_BOTH, .tier = 1, .start = AT_CHANNEL,
		.needs  = HAS_LOGIN | HAS_CHANNEL,
		.steps  = STEPS(DO(rekey)),
	},
	{ .id = NULL }
};
/* clang-format on */
