/* SPDX-License-Identifier: ISC
 *
 * RFC 5656 section 4: public keys on curves.
 */
#include "conformance/engine/case.h"

extern const struct conf_case conf_points[];

/* clang-format off */
const struct conf_case conf_points[] = {
	{ .id = NULL }
};
/* clang-format on */
