/* SPDX-License-Identifier: ISC */
#include "base/err.h"

static const struct {
	const char *name, *text;
	unsigned reason;
} row[ETT_ERR_COUNT] = {
#define ERR(name, reason, text) { #name, text, reason },
#include "base/err.def"
#undef ERR
};

static unsigned known(ett_err e)
{
	return (unsigned)e < ETT_ERR_COUNT ? (unsigned)e : ETT_ARG;
}

const char *ett_err_name(ett_err e)
{
	return row[known(e)].name;
}

const char *ett_err_text(ett_err e)
{
	return row[known(e)].text;
}

unsigned ett_err_reason(ett_err e)
{
	return row[known(e)].reason;
}
