/* SPDX-License-Identifier: ISC
 *
 * Options as POSIX utilities and GNU programs spell them: -v, -vv, -p 22,
 * -p22, --name, --name=value, --name value.  A long name is never guessed from
 * its beginning: a script that works keeps working when options are added.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "bin/opt.h"

static const struct ett_opt common[] = {
	{ 0, "help", NULL, "print this text" },
	{ 0, "version", NULL, "print the version" },
};

ett_err ett_fail(struct ett_why *why, const char *format, ...)
{
	char raw[sizeof why->text];
	va_list ap;

	if (why == NULL)
		return ETT_FORMAT;
	va_start(ap, format);
	vsnprintf(raw, sizeof raw, format, ap);
	va_end(ap);
	ett_escape(ett_str(raw), why->text, sizeof why->text);
	return ETT_FORMAT;
}

void ett_complain(const struct ett_prog *prog, const char *format, ...)
{
	char line[2560];
	va_list ap;

	va_start(ap, format);
	vsnprintf(line, sizeof line, format, ap);
	va_end(ap);
	fprintf(stderr, "%s: %s\n", prog->name, line);
}

static void help_row(const struct ett_opt *o)
{
	char left[64];
	int n = 0;

	if (o->letter != 0 && o->name != NULL)
		n = snprintf(left, sizeof left, "-%c, --%s", o->letter,
			     o->name);
	else if (o->letter != 0)
		n = snprintf(left, sizeof left, "-%c", o->letter);
	else
		n = snprintf(left, sizeof left, "--%s", o->name);
	if (o->arg != NULL && n >= 0 && (size_t)n < sizeof left)
		snprintf(left + n, sizeof left - (size_t)n, " %s", o->arg);
	printf("  %-28s %s\n", left, o->help);
}

void ett_help(const struct ett_prog *prog)
{
	printf("usage: %s %s\n%s\n\n", prog->name, prog->synopsis, prog->says);
	for (const struct ett_opt *o = prog->opts; o->help != NULL; o++)
		help_row(o);
	for (size_t i = 0; i < sizeof common / sizeof common[0]; i++)
		help_row(&common[i]);
}

void ett_version(const struct ett_prog *prog)
{
	printf("%s %s\n", prog->name, ETT_RELEASE);
}

int ett_args_exit(int result)
{
	return result == ETT_ARGS_DONE ? ETT_EXIT_OK : ETT_EXIT_USAGE;
}

/* Complains about the option as it was written. */
static int bad(const struct ett_args *a, const char *what, const char *option)
{
	char shown[200];

	ett_escape(ett_str(option), shown, sizeof shown);
	ett_complain(a->prog, "%s: %s (see %s --help)", shown, what,
		     a->prog->name);
	return ETT_ARGS_BAD;
}

/* The argument that stands in the next word. */
static bool take_word(struct ett_args *a)
{
	if (a->at >= a->argc)
		return false;
	a->value = a->argv[a->at++];
	return true;
}

static int next_letter(struct ett_args *a)
{
	const struct ett_opt *o = a->prog->opts;
	char shown[3] = { '-', *a->cluster, '\0' };

	while (o->help != NULL && o->letter != *a->cluster)
		o++;
	if (o->help == NULL)
		return bad(a, "unknown option", shown);
	a->cluster++;
	if (o->arg != NULL) {
		a->value = a->cluster;
		if (*a->cluster == '\0' && !take_word(a))
			return bad(a, "needs an argument", shown);
		a->cluster = NULL;
	} else if (*a->cluster == '\0') {
		a->cluster = NULL;
	}
	return (int)(o - a->prog->opts);
}

static bool is_name(const char *word, size_t n, const char *name)
{
	return name != NULL && strlen(name) == n && memcmp(word, name, n) == 0;
}

static int common_name(const struct ett_args *a, const char *word, size_t n)
{
	if (is_name(word, n, "help"))
		ett_help(a->prog);
	else if (is_name(word, n, "version"))
		ett_version(a->prog);
	else
		return bad(a, "unknown option", a->argv[a->at - 1]);
	return ETT_ARGS_DONE;
}

static int next_name(struct ett_args *a, char *word)
{
	const struct ett_opt *o = a->prog->opts;
	size_t n = strcspn(word, "=");

	while (o->help != NULL && !is_name(word, n, o->name))
		o++;
	if (o->help == NULL)
		return common_name(a, word, strlen(word));
	if (o->arg == NULL && word[n] == '=')
		return bad(a, "takes no argument", a->argv[a->at - 1]);
	if (o->arg != NULL && word[n] == '=')
		a->value = word + n + 1;
	else if (o->arg != NULL && !take_word(a))
		return bad(a, "needs an argument", a->argv[a->at - 1]);
	return (int)(o - a->prog->opts);
}

int ett_args_next(struct ett_args *a)
{
	char *word;

	a->value = NULL;
	if (a->at == 0)
		a->at = 1;
	if (a->cluster != NULL)
		return next_letter(a);
	if (a->at >= a->argc)
		return ETT_ARGS_END;
	word = a->argv[a->at];
	if (word[0] != '-' || word[1] == '\0')
		return ETT_ARGS_END;
	a->at++;
	if (strcmp(word, "--") == 0)
		return ETT_ARGS_END;
	if (word[1] == '-')
		return next_name(a, word + 2);
	a->cluster = word + 1;
	return next_letter(a);
}
