/* SPDX-License-Identifier: ISC
 *
 * The index is made beside the files it tells of.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "vectors/index.h"
#include "vectors/make.h"

enum { PATH_ROOM = 512 };

void vec_make_index_row(struct vec_make *m)
{
	const char *name = vec_make_print("%s/%s.json", m->folder, m->name);

	if (!vec_index_add(m->index, name, m->file))
		vec_make_die(m, "cannot be put into the index");
}

static int by_text(const void *a, const void *b)
{
	json_t *x = *(json_t *const *)a, *y = *(json_t *const *)b;
	char *s = json_dumps(x, 0), *t = json_dumps(y, 0);
	int order = s != NULL && t != NULL ? strcmp(s, t) : 0;

	free(s);
	free(t);
	return order;
}

/* In an order that does not depend on which backends are built in. */
static bool sort(json_t *list)
{
	size_t n = json_array_size(list);
	json_t **rows = calloc(n + 1, sizeof *rows);
	bool ok = rows != NULL;

	for (size_t i = 0; ok && i < n; i++)
		rows[i] = json_incref(json_array_get(list, i));
	if (ok)
		qsort(rows, n, sizeof *rows, by_text);
	for (size_t i = 0; ok && i < n; i++)
		ok = json_array_set_new(list, i, rows[i]) == 0;
	free(rows);
	return ok;
}

ett_err vec_make_index_write(const struct vec_make *m)
{
	char path[PATH_ROOM];

	if (!sort(json_object_get(m->index, "files")) ||
	    !sort(json_object_get(m->index, "algorithms")))
		return ETT_NOMEM;
	snprintf(path, sizeof path, "%s/INDEX.json", m->out);
	return vec_make_write(path, m->index);
}
