/* SPDX-License-Identifier: ISC
 *
 * RFC 4253 sections 7.2 and 7.3: taking keys into use.
 */
#include "conformance/engine/case.h"

extern const struct conf_case conf_newkeys[];

/* clang-format off */
const struct conf_case conf_newkeys[] = {
	{ .id = NULL }
};
/* clang-format on */
