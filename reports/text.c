/* SPDX-License-Identifier: ISC
 *
 * What a peer sent is shown, never obeyed: not by a terminal, a browser or a
 * Markdown renderer.
 */
#include "reports/text.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Bytes of the UTF-8 character at s, which is valid; its number in *code. */
static size_t character(const unsigned char *s, unsigned long *code)
{
	static const unsigned char first[] = { 0x7f, 0x1f, 0x0f, 0x07 };
	size_t n = s[0] < 0x80 ? 1 : s[0] < 0xe0 ? 2 : s[0] < 0xf0 ? 3 : 4;

	*code = s[0] & first[n - 1];
	for (size_t i = 1; i < n; i++)
		*code = *code << 6 | (s[i] & 0x3f);
	return n;
}

static bool is_safe(unsigned long c)
{
	if (c == '\n' || c == '\t')
		return true;
	if (c < 0x20 || (c >= 0x7f && c < 0xa0))
		return false;
	if (c == 0xfeff || (c & 0xfffe) == 0xfffe)
		return false;
	return !(c == 0x61c || (c >= 0x200b && c <= 0x200f) ||
		 (c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f));
}

char *report_safe(const char *utf8)
{
	const unsigned char *s = (const unsigned char *)utf8;
	char *out = malloc(4 * strlen(utf8) + 1), *p = out;

	if (out == NULL)
		return NULL;
	while (*s != 0) {
		unsigned long code;
		size_t n = character(s, &code);

		if (is_safe(code)) {
			memcpy(p, s, n);
			p += n;
		} else {
			for (size_t i = 0; i < n; i++)
				p += snprintf(p, 5, "\\x%02x", s[i]);
		}
		s += n;
	}
	*p = '\0';
	return out;
}

/* Whether *s, inside text, would be more than itself in a table's cell. */
static bool is_markdown(const char *text, const char *s)
{
	if (*s == '.') /* www.example.org becomes a link */
		return s > text && (s[-1] | 32) == 'w';
	return strchr("\\`*_[]|~:@", *s) != NULL;
}

char *report_safe_markdown(const char *utf8)
{
	char *safe = report_safe(utf8);
	char *out = safe == NULL ? NULL : malloc(5 * strlen(safe) + 1);
	char *p = out;

	for (const char *s = safe; out != NULL && *s != '\0'; s++) {
		if (*s == '<') {
			p = stpcpy(p, "&lt;");
		} else if (*s == '&') {
			p = stpcpy(p, "&amp;");
		} else if (*s == '\n' || *s == '\t') {
			*p++ = ' ';
		} else {
			if (is_markdown(safe, s))
				*p++ = '\\';
			*p++ = *s;
		}
	}
	if (out != NULL)
		*p = '\0';
	free(safe);
	return out;
}

static void percent(char *p, const char *s)
{
	for (; *s != '\0'; s++) {
		unsigned char c = (unsigned char)*s;

		if ((c >= '0' && c <= '9') ||
		    ((c | 32) >= 'a' && (c | 32) <= 'z') ||
		    strchr("-._~/", c) != NULL)
			*p++ = (char)c;
		else
			p += snprintf(p, 4, "%%%02X", c);
	}
	*p = '\0';
}

char *report_plain(const char *bytes, size_t n)
{
	char *out = malloc(4 * n + 1), *p = out;

	if (out == NULL)
		return NULL;
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)bytes[i];

		if ((c >= 0x20 && c < 0x7f) || c == '\n')
			*p++ = (char)c;
		else
			p += snprintf(p, 5, "\\x%02x", c);
	}
	*p = '\0';
	return out;
}

char *report_page_link(const char *page, const char *id)
{
	size_t room = 3 * (strlen(page) + (id == NULL ? 0 : strlen(id))) + 2;
	char *out = malloc(room);

	if (out == NULL)
		return NULL;
	percent(out, page);
	if (id != NULL) {
		size_t n = strlen(out);

		out[n] = '#';
		percent(out + n + 1, id);
	}
	return out;
}

/* How much of two absolute folders is the same, in whole components. */
static size_t common(const char *a, const char *b)
{
	size_t same = 0, i = 0;

	for (; a[i] == b[i] && a[i] != '\0'; i++)
		if (a[i] == '/')
			same = i;
	if ((a[i] == '\0' || a[i] == '/') && (b[i] == '\0' || b[i] == '/'))
		same = i;
	return same;
}

char *report_link(const char *page_dir, const char *results_dir,
		  const char *evidence)
{
	size_t room = strlen(results_dir) + strlen(evidence) + 2;
	size_t same, ups = 0;
	char *target = malloc(room), *out, *p;

	if (target == NULL)
		return NULL;
	if (evidence[0] == '/')
		snprintf(target, room, "%s", evidence);
	else
		snprintf(target, room, "%s/%s", results_dir, evidence);
	same = common(page_dir, target);
	for (const char *s = page_dir + same; *s != '\0'; s++)
		ups += *s == '/';
	out = malloc(3 * (ups + room) + 3);
	if (out != NULL) {
		p = stpcpy(out, "./");
		while (ups-- > 0)
			p = stpcpy(p, "../");
		percent(p, target + same + strspn(target + same, "/"));
	}
	free(target);
	return out;
}
