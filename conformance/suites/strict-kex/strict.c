/* SPDX-License-Identifier: ISC
 *
 * OpenSSH PROTOCOL 1.10: strict key exchange.
 */
#include "conformance/engine/case.h"

extern const struct conf_case conf_strict[];

/* clang-format off */
const struct conf_case conf_strict[] = {
	{ .id = NULL }
};
/* clang-format on */
