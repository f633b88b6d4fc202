/* SPDX-License-Identifier: ISC
 *
 * RFC 4253 section 6: lengths, padding and alignment of packets.
 */
#include "conformance/engine/case.h"

extern const struct conf_case conf_framing[];

/* clang-format off */
const struct conf_case conf_framing[] = {
	{ .id = NULL }
};
/* clang-format on */
