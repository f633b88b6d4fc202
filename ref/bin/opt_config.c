/* SPDX-License-Identifier: ISC
 *
 * A line is a keyword and the rest; what the rest means is the business of the
 * sink.  Lines of blocks for other hosts are shown to it too, so a misspelt
 * keyword is found on the first day and not when its host is first used.
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "bin/opt_config.h"

static const char blanks[] = " \t\r\f";

static int lower(char c)
{
	return c >= 'A' && c <= 'Z' ? c | 0x20 : c;
}

/* On a mismatch the last '*' takes one more character, so time is bounded by
 * the product of the lengths. */
bool ett_pattern_match(const char *pattern, const char *text)
{
	const char *star = NULL, *retry = NULL;

	while (*text != '\0') {
		if (*pattern == '*') {
			star = pattern++;
			retry = text;
		} else if (*pattern == '?' || lower(*pattern) == lower(*text)) {
			pattern++;
			text++;
		} else if (star != NULL) {
			pattern = star + 1;
			text = ++retry;
		} else {
			return false;
		}
	}
	return pattern[strspn(pattern, "*")] == '\0';
}

ett_err ett_config_word(char **rest, char **word, struct ett_why *why)
{
	char *p = *rest + strspn(*rest, blanks), *end;

	*word = NULL;
	*rest = p;
	if (*p == '\0')
		return ETT_OK;
	if (*p == '"') {
		end = strchr(++p, '"');
		if (end == NULL)
			return ett_fail(why, "a quote is not closed");
	} else {
		end = p + strcspn(p, blanks);
	}
	*rest = *end == '\0' ? end : end + 1;
	*end = '\0';
	*word = p;
	return ETT_OK;
}

/* Host lines: one pattern must match, and none that is negated. */
static ett_err host_line(char *patterns, const char *host, bool *active,
			 struct ett_why *why)
{
	bool yes = false, no = false, any = false;
	char *word;
	ett_err e;

	while ((e = ett_config_word(&patterns, &word, why)) == ETT_OK &&
	       word != NULL) {
		any = true;
		if (word[0] == '!')
			no = no || ett_pattern_match(word + 1, host);
		else
			yes = yes || ett_pattern_match(word, host);
	}
	if (e != ETT_OK)
		return e;
	if (!any)
		return ett_fail(why, "Host without a pattern");
	*active = yes && !no;
	return ETT_OK;
}

/* Cuts the keyword off line; NULL: an empty line or a comment. */
static char *cut_keyword(char *line, char **value)
{
	char *end;

	line += strspn(line, blanks);
	if (*line == '\0' || *line == '#')
		return NULL;
	end = line + strcspn(line, " \t\r\f=");
	*value = end + strspn(end, blanks);
	if (**value == '=')
		*value += 1 + strspn(*value + 1, blanks);
	*end = '\0';
	for (end = *value + strlen(*value);
	     end > *value && strchr(blanks, end[-1]) != NULL; end--)
		end[-1] = '\0';
	return line;
}

ett_err ett_config_option(char *text, const struct ett_config_sink *sink,
			  struct ett_why *why)
{
	char *value, *keyword = cut_keyword(text, &value);

	if (keyword == NULL || *keyword == '\0')
		return ett_fail(why, "an empty option");
	return sink->set(sink->ctx, keyword, value, true, why);
}

static ett_err one_line(char *line, const char *host, bool *active,
			const struct ett_config_sink *sink, struct ett_why *why)
{
	char *value, *keyword = cut_keyword(line, &value);

	if (keyword == NULL)
		return ETT_OK;
	if (strcasecmp(keyword, "Host") == 0)
		return host_line(value, host, active, why);
	return sink->set(sink->ctx, keyword, value, *active, why);
}

ett_err ett_config_text(char *text, size_t n, const char *file,
			const char *host, const struct ett_config_sink *sink,
			struct ett_why *why)
{
	char *end = text + n, *next;
	bool active = true;
	struct ett_why inner = { "" };
	unsigned number = 1;
	ett_err e;

	if (memchr(text, '\0', n) != NULL)
		return ett_fail(why, "%s: not a text file", file);
	for (char *line = text; line < end; line = next, number++) {
		char *newline = memchr(line, '\n', (size_t)(end - line));

		next = newline == NULL ? end : newline + 1;
		if (newline != NULL)
			*newline = '\0';
		e = one_line(line, host, &active, sink, &inner);
		if (e != ETT_OK) {
			snprintf(why->text, sizeof why->text,
				 "%.200s:%u: %.350s", file, number, inner.text);
			return e;
		}
	}
	return ETT_OK;
}
