/* SPDX-License-Identifier: ISC
 *
 * Only names that both sides know are put in order: what the judge cannot
 * speak it never offers first.
 */
#include "conformance/engine/order.h"

#include <stdio.h>
#include <string.h>

enum { NAMES_MAX = 32 };

struct names {
	struct ett_bytes name[NAMES_MAX];
	size_t n;
};

/* Names of both, in the target's order. */
static void common(const char *ours, const char *theirs, struct names *out)
{
	struct ett_bytes list = ett_str(theirs), name;

	out->n = 0;
	while (out->n < NAMES_MAX && ett_names_next(&list, &name))
		if (name.n > 0 && ett_names_has(ett_str(ours), name))
			out->name[out->n++] = name;
}

static void swap(struct names *l, size_t a, size_t b)
{
	struct ett_bytes t = l->name[a];

	l->name[a] = l->name[b];
	l->name[b] = t;
}

static bool theirs_first(struct names *l, struct ett_bytes first, char *why)
{
	char text[CONF_NAME_MAX * 4 + 1];

	if (l->n > 0 && ett_bytes_eq(l->name[0], first))
		return true;
	ett_escape(first, text, sizeof text);
	snprintf(why, CONF_WHY_MAX,
		 "the target prefers %s, which the judge does not speak; "
		 "configure it to prefer another one",
		 text);
	return false;
}

static bool not_theirs(struct names *l, struct ett_bytes first, char *why)
{
	if (l->n > 0 && !ett_bytes_eq(l->name[0], first))
		return true;
	if (l->n < 2) {
		snprintf(why, CONF_WHY_MAX,
			 "no second name in common with the target");
		return false;
	}
	swap(l, 0, 1);
	return true;
}

static bool reversed(struct names *l, char *why)
{
	if (l->n < 2) {
		snprintf(why, CONF_WHY_MAX,
			 "only one name in common with the target");
		return false;
	}
	for (size_t i = 0; i < l->n / 2; i++)
		swap(l, i, l->n - 1 - i);
	return true;
}

static bool first_three(struct names *l, uint32_t which, char *why)
{
	static const uint8_t orders[6][3] = { { 0, 1, 2 }, { 0, 2, 1 },
					      { 1, 0, 2 }, { 1, 2, 0 },
					      { 2, 0, 1 }, { 2, 1, 0 } };
	struct names was = *l;

	if (l->n < 3) {
		snprintf(why, CONF_WHY_MAX,
			 "fewer than three names in common with the target");
		return false;
	}
	for (size_t i = 0; i < 3; i++)
		l->name[i] = was.name[orders[which % 6][i]];
	l->n = 3;
	return true;
}

static void join(const struct names *l, char *list)
{
	char out[CONF_LIST_MAX];
	size_t n = 0;

	for (size_t i = 0; i < l->n; i++) {
		if (n + l->name[i].n + 2 > sizeof out)
			break;
		if (n > 0)
			out[n++] = ',';
		memcpy(out + n, l->name[i].p, l->name[i].n);
		n += l->name[i].n;
	}
	out[n] = '\0';
	memcpy(list, out, n + 1);
}

bool conf_order_list(char *list, const char *theirs, uint32_t how, char *why)
{
	struct ett_bytes all = ett_str(theirs), first = { NULL, 0 };
	struct names l;
	bool possible;

	common(list, theirs, &l);
	(void)ett_names_next(&all, &first);
	switch (how) {
	case ORDER_THEIRS:
		possible = theirs_first(&l, first, why);
		break;
	case ORDER_NOT_THEIRS:
		possible = not_theirs(&l, first, why);
		break;
	case ORDER_REVERSED:
		possible = reversed(&l, why);
		break;
	default:
		possible = first_three(&l, how - ORDER_FIRST_THREE, why);
	}
	if (possible)
		join(&l, list);
	return possible;
}

void conf_order_like(char *list, const char *theirs)
{
	struct ett_bytes ours = ett_str(list), name;
	struct names l;

	common(list, theirs, &l);
	while (l.n < NAMES_MAX && ett_names_next(&ours, &name))
		if (!ett_names_has(ett_str(theirs), name))
			l.name[l.n++] = name;
	join(&l, list);
}

bool conf_order_only(char *list, const char *theirs, struct ett_bytes names,
		     char *why)
{
	struct ett_bytes left = names, name;
	char both[CONF_LIST_MAX];
	size_t n = 0;

	while (ett_names_next(&left, &name))
		if (ett_names_has(ett_str(list), name) &&
		    ett_names_has(ett_str(theirs), name) && n < sizeof both)
			n += (size_t)snprintf(both + n, sizeof both - n,
					      "%s%.*s", n > 0 ? "," : "",
					      (int)name.n, name.p);
	if (n > 0) {
		snprintf(list, CONF_LIST_MAX, "%s", both);
		return true;
	}
	snprintf(why, CONF_WHY_MAX,
		 "the target and the judge do not both "
		 "offer %.*s",
		 (int)names.n, names.p);
	return false;
}
