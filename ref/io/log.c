/* SPDX-License-Identifier: ISC
 *
 * One line is one write(2), so that lines of several processes do not mix.
 */
#include "io/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { LINE = 4096 };

static const char *program = "ett";
static enum ett_level highest = ETT_NOTICE;

void ett_log_to(const char *name, enum ett_level max)
{
	program = name;
	highest = max;
}

bool ett_log_wants(enum ett_level level)
{
	return level <= highest;
}

/* Backslashes stay: they are those of text that was escaped already. */
static size_t printable(const char *text, char *out, size_t room)
{
	static const char digits[] = "0123456789abcdef";
	size_t len = 0;

	for (; *text != '\0' && len + 4 < room; text++) {
		unsigned char c = (unsigned char)*text;

		if (c >= 0x20 && c < 0x7f) {
			out[len++] = (char)c;
			continue;
		}
		out[len++] = '\\';
		out[len++] = 'x';
		out[len++] = digits[c >> 4];
		out[len++] = digits[c & 15];
	}
	return len;
}

void ett_log(enum ett_level level, const char *format, ...)
{
	char text[LINE], line[LINE + 64];
	va_list args;
	size_t n;
	int head;

	if (!ett_log_wants(level))
		return;
	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);

	head = snprintf(line, 64, "%.60s: ", program);
	n = (size_t)head;
	n += printable(text, line + n, sizeof line - n - 1);
	line[n++] = '\n';
	for (size_t done = 0; done < n;) {
		ssize_t put = write(STDERR_FILENO, line + done, n - done);

		if (put <= 0)
			return; /* there is nowhere to say so */
		done += (size_t)put;
	}
}
