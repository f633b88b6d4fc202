/* SPDX-License-Identifier: ISC
 *
 * RFC 4253 section 8, RFC 8332, RFC 5656, RFC 8709: host keys and their
 * signatures.
 */
#include "conformance/engine/case.h"

extern const struct conf_case conf_signature[];

/* clang-format off */
const struct conf_case conf_signature[] = {
	{ .id = NULL }
};
/* clang-format on */
