/* SPDX-License-Identifier: ISC
 *
 * RFC 4252 sections 4 to 6: requests, answers, and their order.
 */
#include "conformance/engine/case.h"

extern const struct conf_case conf_auth_requests[];

/* clang-format off */
const struct conf_case conf_auth_requests[] = {
	{ .id = NULL }
};
/* clang-format on */
