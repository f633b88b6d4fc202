/* SPDX-License-Identifier: ISC
 *
 * RFC 4252 section 7, RFC 8332: public keys of users.
 */
#include "conformance/engine/case.h"

extern const struct conf_case conf_publickey[];

/* clang-format off */
const struct conf_case conf_publickey[] = {
	{ .id = NULL }
};
/* clang-format on */
