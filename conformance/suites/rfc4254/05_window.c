/* SPDX-License-Identifier: ISC
 *
 * RFC 4254 section 5.2: windows and data.
 */
#include "conformance/engine/case.h"

extern const struct conf_case conf_chan_window[];

/* clang-format off */
const struct conf_case conf_chan_window[] = {
	{ .id = NULL }
};
/* clang-format on */
