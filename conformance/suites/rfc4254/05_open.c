/* SPDX-License-Identifier: ISC
 *
 * RFC 4254 section 5.1: opening channels.
 */
#include "conformance/engine/case.h"

extern const struct conf_case conf_chan_open[];

/* clang-format off */
const struct conf_case conf_chan_open[] = {
	{ .id = NULL }
};
/* clang-format on */
