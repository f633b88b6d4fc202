/* SPDX-License-Identifier: ISC
 *
 * RFC 4254 section 6: sessions.
 */
#include "conformance/engine/case.h"

extern const struct conf_case conf_session[];

/* clang-format off */
const struct conf_case conf_session[] = {
	{ .id = NULL }
};
/* clang-format on */
