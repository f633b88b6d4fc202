/* SPDX-License-Identifier: ISC
 *
 * What is printed.  Names are those of algs.def and of the libraries, reasons
 * are our own or escaped by the session: nothing printed is a stranger's.
 */
#include "vectors/interop/report.h"

#include <stdarg.h>
#include <string.h>

#include "reports/result.h"

enum { SUITE_MAX = 400, NAME_MAX_LEN = 80, COUNTS = 4 };

/* Text that grows at its end and is cut where the room ends. */
struct text {
	char *p;
	size_t room, n;
};

static void say(struct text *t, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void say(struct text *t, const char *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(t->p + t->n, t->room - t->n, format, args);
	va_end(args);
	if (n > 0)
		t->n =
		    (size_t)n < t->room - t->n ? t->n + (size_t)n : t->room - 1;
}

static const char *shown(const char *name)
{
	return name != NULL ? name : "-";
}

static bool is_suite(const struct interop_row *row)
{
	return row->kind == INTEROP_SESSION || row->kind == INTEROP_TAMPER;
}

/* What the row is made of, without the MACs that its ciphers have no use for.
 */
static void suite_text(const struct interop_row *row, char out[SUITE_MAX])
{
	const struct interop_suite *s = &row->suite;
	struct text t = { out, SUITE_MAX, 0 };

	out[0] = '\0';
	if (row->name != NULL) {
		say(&t, "%s", row->name);
		return;
	}
	if (is_suite(row))
		say(&t, "%s, %s, ", s->kex, s->hostkey);
	for (size_t i = 0; i < 2; i++) {
		if (i == 1 && strcmp(s->cipher[0], s->cipher[1]) == 0 &&
		    s->mac[0] == s->mac[1])
			break;
		say(&t, "%s%s", i == 1 ? "; back " : "", s->cipher[i]);
		if (interop_wants_mac(s->cipher[i]))
			say(&t, ", %s", shown(s->mac[i]));
	}
}

/* "none": this algorithm is not offered.  A library that is not built in, as
 * tests have it, serves what it has itself. */
static void served(struct text *t, const struct ett_backend *b,
		   enum ett_alg_kind kind, const char *name)
{
	const struct ett_backend *by;

	if (name == NULL)
		return;
	by = ett_alg_server(b, kind, ett_str(name));
	if (by == NULL && ett_alg_has(b, kind, ett_str(name)))
		by = b;
	say(t, " %s=%s", name, by != NULL ? by->name : "none");
}

static void served_at(struct text *t, const struct interop_row *row,
		      const struct ett_backend *b)
{
	const struct interop_suite *s = &row->suite;

	if (row->name != NULL) {
		say(t, " %s=%s", row->name, b->name);
		return;
	}
	if (is_suite(row)) {
		served(t, b, ETT_ALG_KEX, s->kex);
		served(t, b, ETT_ALG_SIG, s->hostkey);
	}
	for (size_t i = 0; i < 2; i++) {
		if (i == 1 && s->cipher[0] == s->cipher[1] &&
		    s->mac[0] == s->mac[1])
			break;
		served(t, b, ETT_ALG_CIPHER, s->cipher[i]);
		if (interop_wants_mac(s->cipher[i]))
			served(t, b, ETT_ALG_MAC, s->mac[i]);
	}
}

void interop_served(const struct interop *x, const struct interop_row *row,
		    size_t c, size_t s, char out[INTEROP_SERVED_MAX])
{
	struct text t = { out, INTEROP_SERVED_MAX, 0 };

	say(&t, "client:");
	served_at(&t, row, x->backends[c]);
	say(&t, "; server:");
	served_at(&t, row, x->backends[s]);
}

void interop_print_list(const struct interop *x)
{
	char text[SUITE_MAX];

	for (size_t i = 0; i < x->rows_n; i++) {
		suite_text(&x->rows[i], text);
		printf("%s\t%s\n", x->rows[i].id, text);
	}
}

static const char *const verdicts[] = {
	[INTEROP_UNKNOWN] = "not run",
	[INTEROP_PASSED] = "passed",
	[INTEROP_FAILED] = "FAILED",
	[INTEROP_NOT_OFFERED] = "not offered",
};

static void print_row(const struct interop *x, size_t c, size_t s, size_t row)
{
	const struct interop_result *r = interop_result(x, c, s, row);
	char by[INTEROP_SERVED_MAX];

	interop_served(x, &x->rows[row], c, s, by);
	printf("%s\t%s -> %s\t%s\t%s\t%s\n", verdicts[r->verdict],
	       x->backends[c]->name, x->backends[s]->name, x->rows[row].id,
	       r->why, by);
}

void interop_print_rows(const struct interop *x, bool all)
{
	for (size_t row = 0; row < x->rows_n; row++)
		for (size_t pair = 0; pair < x->n * x->n; pair++) {
			size_t c = pair / x->n, s = pair % x->n;
			enum interop_verdict v =
			    interop_result(x, c, s, row)->verdict;

			if (v == INTEROP_FAILED ||
			    (all && v != INTEROP_UNKNOWN))
				print_row(x, c, s, row);
		}
}

static void print_counts(const char *pair, const size_t n[COUNTS])
{
	printf("%-28s %8zu %8zu %12zu\n", pair, n[INTEROP_PASSED],
	       n[INTEROP_FAILED], n[INTEROP_NOT_OFFERED]);
}

size_t interop_print_table(const struct interop *x)
{
	size_t total[COUNTS] = { 0 };
	char name[NAME_MAX_LEN];

	printf("%-28s %8s %8s %12s\n", "client -> server", "passed", "failed",
	       "not offered");
	for (size_t pair = 0; pair < x->n * x->n; pair++) {
		size_t c = pair / x->n, s = pair % x->n, n[COUNTS] = { 0 };

		for (size_t row = 0; row < x->rows_n; row++)
			n[interop_result(x, c, s, row)->verdict]++;
		for (size_t k = 0; k < COUNTS; k++)
			total[k] += n[k];
		snprintf(name, sizeof name, "%s -> %s", x->backends[c]->name,
			 x->backends[s]->name);
		print_counts(name, n);
	}
	print_counts("all", total);
	return total[INTEROP_FAILED];
}

/* What the rows of each kind rest on. */
static const struct {
	const char *req, *section, *expected;
} kinds[] = {
	[INTEROP_SESSION] = { "two libraries make the same session",
			      "RFC 4253 7.2, 8",
			      "the bytes and secrets of every other pair" },
	[INTEROP_SEAL] = { "two libraries make the same packets", "RFC 4253 6",
			   "the bytes of every other pair" },
	[INTEROP_POINTS] = { "hostile public values are refused",
			     "RFC 5656 4, RFC 8731 3",
			     "the verdicts of every other library" },
	[INTEROP_GROUPS] = { "hostile groups are refused",
			     "RFC 4419 3, RFC 8268 4",
			     "the verdicts of every other library" },
	[INTEROP_SIGNATURES] = { "forged signatures are refused",
				 "RFC 4253 6.6",
				 "the verdicts of every other library" },
	[INTEROP_TAMPER] = { "a byte changed on the way is refused",
			     "RFC 4253 6.4, 8",
			     "the reasons of every other pair" },
};

static ett_err put_result(const struct interop *x, size_t pair, size_t row,
			  FILE *to)
{
	static const enum result_verdict verdict[] = {
		[INTEROP_PASSED] = RESULT_PASS,
		[INTEROP_FAILED] = RESULT_FAIL,
		[INTEROP_NOT_OFFERED] = RESULT_SKIP,
	};
	size_t c = pair / x->n, s = pair % x->n;
	const struct interop_row *w = &x->rows[row];
	const struct interop_result *r = interop_result(x, c, s, row);
	char subject[NAME_MAX_LEN], suite[SUITE_MAX], by[INTEROP_SERVED_MAX];
	char id[INTEROP_ID_MAX + sizeof "INTEROP-"];
	bool passed = r->verdict == INTEROP_PASSED;

	snprintf(id, sizeof id, "INTEROP-%s", w->id);
	snprintf(subject, sizeof subject, "%s -> %s", x->backends[c]->name,
		 x->backends[s]->name);
	suite_text(w, suite);
	interop_served(x, w, c, s, by);
	return result_put(to,
			  &(struct result){ .tool = "interop",
					    .id = id,
					    .req = kinds[w->kind].req,
					    .level = "MUST",
					    .section = kinds[w->kind].section,
					    .subject = subject,
					    .verdict = verdict[r->verdict],
					    .why = passed ? NULL : r->why,
					    .sent = suite,
					    .got = by,
					    .expected = kinds[w->kind].expected,
					    .ms = r->ms });
}

bool interop_write_json(const struct interop *x, FILE *to)
{
	for (size_t row = 0; row < x->rows_n; row++)
		for (size_t pair = 0; pair < x->n * x->n; pair++)
			if (x->results[pair * x->rows_n + row].verdict !=
				INTEROP_UNKNOWN &&
			    put_result(x, pair, row, to) != ETT_OK)
				return false;
	return ferror(to) == 0;
}
