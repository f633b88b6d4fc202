/* SPDX-License-Identifier: ISC
 *
 * RFC 4254 section 7: forwarding.
 */
#include "conformance/engine/case.h"

extern const struct conf_case conf_forward[];

/* clang-format off */
const struct conf_case conf_forward[] = {
	{ .id = NULL }
};
/* clang-format on */
