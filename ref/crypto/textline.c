/* SPDX-License-Identifier: ISC
 *
 * Everything here moves a view forwards over text that it does not own.
 */
#include "crypto/textline.h"

#include <string.h>

#include "crypto/base64.h"
#include "crypto/key.h"

static bool is_blank(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static void skip(struct ett_bytes *v, size_t n)
{
	v->p += n;
	v->n -= n;
}

bool ett_line_next(struct ett_bytes *text, struct ett_bytes *line)
{
	size_t n = 0;

	if (text->n == 0)
		return false;
	while (n < text->n && text->p[n] != '\n')
		n++;
	*line = (struct ett_bytes){ text->p, n };
	skip(text, n < text->n ? n + 1 : n);
	return true;
}

void ett_line_trim(struct ett_bytes *line)
{
	while (line->n > 0 && is_blank(line->p[0]))
		skip(line, 1);
	while (line->n > 0 &&
	       (is_blank(line->p[line->n - 1]) || line->p[line->n - 1] == '\n'))
		line->n--;
}

bool ett_line_is_blank(struct ett_bytes line)
{
	return line.n == 0 || line.p[0] == '#';
}

struct ett_bytes ett_line_word(struct ett_bytes *line)
{
	struct ett_bytes word = { line->p, 0 };

	while (word.n < line->n && !is_blank(line->p[word.n]))
		word.n++;
	skip(line, word.n);
	while (line->n > 0 && is_blank(line->p[0]))
		skip(line, 1);
	return word;
}

ett_err ett_line_key(struct ett_bytes *line, struct ett_line_key *out)
{
	struct ett_bytes type = ett_line_word(line);
	struct ett_bytes blob = { out->mem, 0 };
	ett_err e;

	e = ett_base64_decode(ett_line_word(line), out->mem, sizeof out->mem,
			      &blob.n);
	if (e != ETT_OK)
		return e;
	if (type.n == 0 || !ett_bytes_eq(ett_blob_type(blob), type))
		return ETT_FORMAT;
	out->type = type;
	out->blob = blob;
	return ETT_OK;
}

uint8_t ett_lower(uint8_t c)
{
	return c >= 'A' && c <= 'Z' ? (uint8_t)(c - 'A' + 'a') : c;
}

/*
 * Only the last '*' needs to be gone back to: what an earlier one could take
 * in addition, the last one can take as well.
 */
bool ett_match(struct ett_bytes pattern, struct ett_bytes name)
{
	size_t p = 0, i = 0, star = SIZE_MAX, from = 0;

	while (i < name.n) {
		if (p < pattern.n && pattern.p[p] == '*') {
			star = ++p;
			from = i;
		} else if (p < pattern.n &&
			   (pattern.p[p] == '?' ||
			    ett_lower(pattern.p[p]) == ett_lower(name.p[i]))) {
			p++;
			i++;
		} else if (star != SIZE_MAX) {
			p = star;
			i = ++from;
		} else {
			return false;
		}
	}
	while (p < pattern.n && pattern.p[p] == '*')
		p++;
	return p == pattern.n;
}

int ett_match_list(struct ett_bytes list, struct ett_bytes name)
{
	struct ett_bytes one;
	int found = 0;

	while (ett_names_next(&list, &one)) {
		bool negated = one.n > 0 && one.p[0] == '!';

		if (negated)
			skip(&one, 1);
		if (!ett_match(one, name))
			continue;
		if (negated)
			return -1;
		found = 1;
	}
	return found;
}
