/* SPDX-License-Identifier: ISC
 *
 * RFC 8268 section 4, RFC 4419: public values of Diffie-Hellman.
 */
#include "conformance/engine/case.h"

extern const struct conf_case conf_dh_values[];

/* clang-format off */
const struct conf_case conf_dh_values[] = {
	{ .id = NULL }
};
/* clang-format on */
