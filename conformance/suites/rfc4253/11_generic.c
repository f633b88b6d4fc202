/* SPDX-License-Identifier: ISC
 *
 * RFC 4253 section 11: messages that may come at any time.
 */
#include "conformance/engine/case.h"

extern const struct conf_case conf_generic[];

/* clang-format off */
const struct conf_case conf_generic[] = {
	{ .id = NULL }
};
/* clang-format on */
