/* SPDX-License-Identifier: ISC
 *
 * RFC 4254 section 4: global requests.
 */
#include "conformance/engine/case.h"

extern const struct conf_case conf_global[];

/* clang-format off */
const struct conf_case conf_global[] = {
	{ .id = NULL }
};
/* clang-format on */
