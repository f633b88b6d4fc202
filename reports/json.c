/* SPDX-License-Identifier: ISC
 *
 * results.json: one array of all result lines.
 */
#include "reports/report.h"

ett_err report_json(const struct report *rep, const char *dir, FILE *out)
{
	ett_err err = ETT_OK;

	(void)dir;
	for (size_t i = 0; i < rep->n && err == ETT_OK; i++) {
		fputc(i == 0 ? '[' : ',', out);
		err = result_put(out, &rep->rows[i].r);
	}
	fputs("]\n", out);
	return err;
}
