/* SPDX-License-Identifier: ISC
 *
 * Every kind of vector that there is, each in the file named after it.
 */
#include "vectors/kinds.h"

const struct vec_kind *const vec_kinds[] = {
#define KIND(name) &vec_kind_##name,
#include "vectors/kinds.def"
#undef KIND
	NULL,
};
