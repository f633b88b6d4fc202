/* SPDX-License-Identifier: ISC
 *
 * RFC 8731 and RFC 7748: X25519 and X448.
 */
#include "conformance/engine/case.h"

extern const struct conf_case conf_curves[];

/* clang-format off */
const struct conf_case conf_curves[] = {
	{ .id = NULL }
};
/* clang-format on */
