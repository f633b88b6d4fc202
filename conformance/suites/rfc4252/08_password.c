/* SPDX-License-Identifier: ISC
 *
 * RFC 4252 section 8, RFC 4256: passwords and questions.
 */
#include "conformance/engine/case.h"

extern const struct conf_case conf_password[];

/* clang-format off */
const struct conf_case conf_password[] = {
	{ .id = NULL }
};
/* clang-format on */
