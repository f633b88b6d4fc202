/* SPDX-License-Identifier: ISC */
#ifndef ETT_BIN_OPT_CONFIG_H
#define ETT_BIN_OPT_CONFIG_H

#include "bin/opt.h"

/*
 * ssh_config(5), the part that we have: "Keyword value" and "Keyword=value",
 * '#' comments, double quotes, Host blocks with patterns.  Texts are cut up in
 * place; values point into them and live as long as they do.
 */
struct ett_config_sink {
	/*
	 * One keyword with all that follows it.  active: false where the
	 * block is for other hosts; the keyword is then only to be known.
	 * FORMAT, why.
	 */
	ett_err (*set)(void *ctx, const char *keyword, char *value, bool active,
		       struct ett_why *why);
	void *ctx;
};

/* "Keyword=value" or "Keyword value", of -o. */
ETT_OWED ett_err ett_config_option(char *text,
				   const struct ett_config_sink *sink,
				   struct ett_why *why);

/* A whole file of n bytes and a NUL, for this host.  why (not NULL here)
 * begins with "file:line: ". */
ETT_OWED ett_err ett_config_text(char *text, size_t n, const char *file,
				 const char *host,
				 const struct ett_config_sink *sink,
				 struct ett_why *why);

/* Cuts the next word, or the next text in double quotes, off *rest.  OK and
 * NULL in *word at the end; FORMAT: a quote is not closed. */
ETT_OWED ett_err ett_config_word(char **rest, char **word, struct ett_why *why);

/* '*' and '?', without case. */
bool ett_pattern_match(const char *pattern, const char *text);

#endif
