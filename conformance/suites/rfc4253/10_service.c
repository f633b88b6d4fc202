/* SPDX-License-Identifier: ISC
 *
 * RFC 4253 section 10: service requests.
 */
#include "conformance/engine/case.h"

extern const struct conf_case conf_service[];

/* clang-format off */
const struct conf_case conf_service[] = {
	{ .id = NULL }
};
/* clang-format on */
