/* SPDX-License-Identifier: ISC */
#ifndef ETT_BIN_OPT_SIZE_H
#define ETT_BIN_OPT_SIZE_H

#include "bin/opt.h"

/*
 * Numbers as they are written in options.  FORMAT, and why tells what is
 * wrong and names the text; *out is untouched then.
 */

/* Decimal digits, from min to max, both included. */
ETT_OWED ett_err ett_opt_number(const char *text, uint64_t min, uint64_t max,
				uint64_t *out, struct ett_why *why);

/* 1 to 65535. */
ETT_OWED ett_err ett_opt_port(const char *text, unsigned *out,
			      struct ett_why *why);

/* Seconds: "90", or sshd_config(5)'s "1h30m", with s m h d w. */
ETT_OWED ett_err ett_opt_seconds(const char *text, uint64_t *out,
				 struct ett_why *why);

/* 0: the default, UINT64_MAX: no limit. */
struct ett_rekey_limit {
	uint64_t bytes, seconds;
};

/*
 * "BYTES[,SECONDS]" and ssh_config(5)'s "BYTES [TIME]": BYTES with K, M, G, T
 * (powers of 1024), or "default", or "none"; TIME as above, or "none".
 */
ETT_OWED ett_err ett_opt_rekey(const char *text, struct ett_rekey_limit *out,
			       struct ett_why *why);

#endif
