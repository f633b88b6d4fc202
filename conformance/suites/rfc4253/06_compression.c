/* SPDX-License-Identifier: ISC
 *
 * RFC 4253 section 6.2 and zlib@openssh.com.
 */
#include "conformance/engine/case.h"

extern const struct conf_case conf_compression[];

/* clang-format off */
const struct conf_case conf_compression[] = {
	{ .id = NULL }
};
/* clang-format on */
