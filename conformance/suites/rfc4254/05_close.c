/* SPDX-License-Identifier: ISC
 *
 * RFC 4254 sections 5.3 and 5.4: the end of channels, and requests on them.
 */
#include "conformance/engine/case.h"

extern const struct conf_case conf_chan_close[];

/* clang-format off */
const struct conf_case conf_chan_close[] = {
	{ .id = NULL }
};
/* clang-format on */
