/* SPDX-License-Identifier: ISC */
#ifndef ETT_BASE_ERR_H
#define ETT_BASE_ERR_H

/* Every function that can fail returns this; 0 is success. */
typedef enum {
#define ERR(name, reason, text) ETT_##name,
#include "base/err.def"
#undef ERR
	ETT_ERR_COUNT
} ett_err;

#define ETT_OWED __attribute__((warn_unused_result))

const char *ett_err_name(ett_err e); /* "SHORT"; never NULL, static */
const char *ett_err_text(ett_err e); /* "message ends inside a field" */

/* Reason code for SSH_MSG_DISCONNECT, RFC 4253 11.1; 0: send none. */
unsigned ett_err_reason(ett_err e);

#endif
