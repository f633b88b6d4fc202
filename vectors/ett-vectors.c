/* SPDX-License-Identifier: ISC
 *
 * ett-vectors: test vectors, ours and other people's, on every crypto library.
 */
#include <string.h>
#include <unistd.h>

#include "vectors/judge.h"

int main(int argc, char **argv)
{
	struct vec_policy policy = { .n = 0 };
	char problem[VEC_PROBLEM_MAX];
	size_t failed = 0;

	for (int i = 1; i < argc; i++) {
		struct vec_suite s;
		struct vec_run runs[8] = { 0 };
		size_t n = 0;
		json_t *file = vec_json_read(argv[i], problem);

		if (!vec_suite_open(&s, argv[i], file, problem)) {
			printf("%s: %s\n", argv[i], problem);
			failed++;
			vec_suite_close(&s);
			continue;
		}
		for (; ett_backends[n] != NULL && n < 8; n++)
			runs[n].backend = ett_backends[n];
		if (vec_run_all(&s, runs, n, 2) != ETT_OK)
			return 2;
		for (size_t b = 0; b < n; b++) {
			size_t count[3] = { 0 };

			for (size_t t = 0; t < s.n; t++) {
				enum vec_verdict v = vec_judge(
				    &policy, &s, t, &runs[b], problem);

				count[v]++;
				if (v == VEC_FAIL)
					printf("  FAILED %s %zu: %s\n",
					       runs[b].backend->name,
					       s.tests[t].id, problem);
			}
			printf("%s %s: %zu passed, %zu failed, %zu skipped\n",
			       argv[i], runs[b].backend->name, count[VEC_PASS],
			       count[VEC_FAIL], count[VEC_SKIP]);
			failed += count[VEC_FAIL];
		}
		vec_run_free(&s, runs, n);
		vec_suite_close(&s);
	}
	return failed != 0;
}
