/* SPDX-License-Identifier: ISC
 *
 * Files and libraries may say anything; what is printed of it is escaped.
 */
#include "vectors/output.h"

#include <stdarg.h>
#include <string.h>

enum { LINE_MAX_LEN = 600 };

static void put(struct vec_output *out, const char *prefix, const char *line)
{
	char safe[4 * LINE_MAX_LEN];

	ett_escape(ett_str(line), safe, sizeof safe);
	fprintf(out->text, "%s%s\n", prefix, safe);
}

void vec_output_line(struct vec_output *out, const char *format, ...)
{
	char line[LINE_MAX_LEN];
	va_list args;

	va_start(args, format);
	vsnprintf(line, sizeof line, format, args);
	va_end(args);
	put(out, out->tap ? "# " : "", line);
}

void vec_output_point(struct vec_output *out, enum vec_verdict v,
		      const char *name, const char *why)
{
	char line[LINE_MAX_LEN];

	if (!out->tap)
		return;
	snprintf(line, sizeof line, "%zu - %s%s%s", ++out->n, name,
		 v == VEC_PASS   ? ""
		 : v == VEC_SKIP ? " # SKIP "
				 : ": ",
		 v == VEC_PASS ? "" : why);
	put(out, v == VEC_FAIL ? "not ok " : "ok ", line);
}

void vec_output_json(struct vec_output *out, enum vec_verdict v,
		     const char *subject, const char *id,
		     const struct vec_test *test, const char *why)
{
	char full[LINE_MAX_LEN];

	if (out->json == NULL)
		return;
	if (test != NULL)
		snprintf(full, sizeof full, "%s#%zu", id, test->id);
	else
		snprintf(full, sizeof full, "%s", id);
	if (result_put(out->json, &(struct result){
				      .tool = "vectors",
				      .id = full,
				      .req = "the outcome that is stated",
				      .subject = subject,
				      .verdict = v == VEC_PASS   ? RESULT_PASS
						 : v == VEC_FAIL ? RESULT_FAIL
								 : RESULT_SKIP,
				      .why = v == VEC_PASS ? NULL : why,
				  }) != ETT_OK)
		fputs("ett-vectors: a result line could not be made\n", stderr);
}

bool vec_output_end(struct vec_output *out)
{
	if (out->tap)
		fprintf(out->text, "1..%zu\n", out->n);
	return fflush(out->text) == 0 && !ferror(out->text) &&
	       (out->json == NULL || fflush(out->json) == 0);
}
