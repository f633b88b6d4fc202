/* SPDX-License-Identifier: ISC
 *
 * Every suite: a new one is declared and listed here.
 */
#include "conformance/engine/case.h"

extern const struct conf_case conf_rfc4253_version[];
extern const struct conf_case conf_rfc4253_guess[];
extern const struct conf_case conf_rfc4253_kexinit[];
extern const struct conf_case conf_rfc4253_negotiation[];

const struct conf_case *const conf_suites[] = {
	conf_rfc4253_version,
	conf_rfc4253_guess,
	conf_rfc4253_kexinit,
	conf_rfc4253_negotiation,
	NULL,
};
