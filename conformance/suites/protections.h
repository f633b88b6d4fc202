/* SPDX-License-Identifier: ISC */
#ifndef CONFORMANCE_SUITES_PROTECTIONS_H
#define CONFORMANCE_SUITES_PROTECTIONS_H

#include "conformance/engine/case.h"

/*
 * The four ways in which packets are protected, as steps that have both
 * directions protected like that, and a case in each of them.  A name without
 * its parentheses can be handed on.
 */
/* clang-format off */
#define BOTH_WAYS(what, name) ONLY(what##_cs, name), ONLY(what##_sc, name)

#define WITH_MAC(name) BOTH_WAYS(cipher, "aes128-ctr"), BOTH_WAYS(mac, name)
#define EM()     WITH_MAC("hmac-sha2-256")
#define ETM()    WITH_MAC("hmac-sha2-256-etm@openssh.com")
#define GCM()    BOTH_WAYS(cipher, "aes128-gcm@openssh.com")
#define CHACHA() BOTH_WAYS(cipher, "chacha20-poly1305@openssh.com")

/* n: the tier */
#define PACKET_CASE(case_id, req_id, n, text, ...)                      \
	{                                                               \
		.id     = (case_id),                                    \
		.req    = (req_id),                                     \
		.says   = (text),                                       \
		.target = AS_BOTH, .tier = (n), .start = AT_VERSION,    \
		.steps  = STEPS(__VA_ARGS__),                           \
	}

/* case_id ends where the name of the protection follows. */
#define EACH_BUT_EM(case_id, req_id, n, text, ...)                      \
	PACKET_CASE(case_id "etm", req_id, n, text, ETM(), __VA_ARGS__),  \
	PACKET_CASE(case_id "gcm", req_id, n, text, GCM(), __VA_ARGS__),  \
	PACKET_CASE(case_id "chacha", req_id, n, text, CHACHA(), __VA_ARGS__)
#define EACH(case_id, req_id, n, text, ...)                             \
	PACKET_CASE(case_id "em", req_id, n, text, EM(), __VA_ARGS__),    \
	EACH_BUT_EM(case_id, req_id, n, text, __VA_ARGS__)

/* IGNORE with n bytes of data. */
#define DATA(n) FRONT_TIMES(ignore, data, "x", n)
/* clang-format on */

#endif
