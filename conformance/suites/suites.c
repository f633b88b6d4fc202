/* SPDX-License-Identifier: ISC
 *
 * Every suite: a new one is declared and listed here.
 */
#include "conformance/engine/case.h"

extern const struct conf_case conf_rfc4253_version[];
extern const struct conf_case conf_rfc4253_guess[];
extern const struct conf_case conf_rfc4253_kexinit[];
extern const struct conf_case conf_rfc4253_negotiation[];
extern const struct conf_case conf_rfc4253_rekey[];
extern const struct conf_case conf_rekey_traffic[];
extern const struct conf_case conf_framing[];
extern const struct conf_case conf_integrity[];
extern const struct conf_case conf_compression[];
extern const struct conf_case conf_dh_values[];
extern const struct conf_case conf_points[];
extern const struct conf_case conf_curves[];
extern const struct conf_case conf_groups[];
extern const struct conf_case conf_hybrid[];
extern const struct conf_case conf_shared[];
extern const struct conf_case conf_forgery[];
extern const struct conf_case conf_signature[];
extern const struct conf_case conf_newkeys[];
extern const struct conf_case conf_strict[];
extern const struct conf_case conf_ext_info[];
extern const struct conf_case conf_sig_algs[];
extern const struct conf_case conf_generic[];
extern const struct conf_case conf_service[];
extern const struct conf_case conf_auth_requests[];
extern const struct conf_case conf_auth_order[];
extern const struct conf_case conf_publickey[];
extern const struct conf_case conf_user_algs[];
extern const struct conf_case conf_password[];
extern const struct conf_case conf_kbdint[];
extern const struct conf_case conf_global[];
extern const struct conf_case conf_chan_open[];
extern const struct conf_case conf_chan_window[];
extern const struct conf_case conf_chan_close[];
extern const struct conf_case conf_chan_stray[];
extern const struct conf_case conf_session[];
extern const struct conf_case conf_forward[];
extern struct conf_case conf_matrix[]; /* made at start: matrix.h */

const struct conf_case *const conf_suites[] = {
	conf_rfc4253_version, conf_rfc4253_guess,
	conf_rfc4253_kexinit, conf_rfc4253_negotiation,
	conf_rfc4253_rekey,   conf_rekey_traffic,
	conf_framing,         conf_integrity,
	conf_compression,     conf_dh_values,
	conf_points,          conf_curves,
	conf_groups,          conf_hybrid,
	conf_shared,          conf_forgery,
	conf_signature,       conf_newkeys,
	conf_strict,          conf_ext_info,
	conf_sig_algs,        conf_generic,
	conf_service,         conf_auth_requests,
	conf_auth_order,      conf_publickey,
	conf_user_algs,       conf_password,
	conf_kbdint,          conf_global,
	conf_chan_open,       conf_chan_window,
	conf_chan_close,      conf_chan_stray,
	conf_session,         conf_forward,
	conf_matrix,          NULL,
};
