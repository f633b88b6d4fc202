/* SPDX-License-Identifier: ISC
 *
 * RFC 4253 section 6.4, RFC 5647, and the constructions of OpenSSH: what was
 * tampered with is refused.
 */
#include "conformance/engine/case.h"

extern const struct conf_case conf_integrity[];

/* clang-format off */
const struct conf_case conf_integrity[] = {
	{ .id = NULL }
};
/* clang-format on */
