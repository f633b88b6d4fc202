/* SPDX-License-Identifier: ISC
 *
 * RFC 8308: extension negotiation.
 */
#include "conformance/engine/case.h"

extern const struct conf_case conf_ext_info[];

/* clang-format off */
const struct conf_case conf_ext_info[] = {
	{ .id = NULL }
};
/* clang-format on */
