/* SPDX-License-Identifier: ISC */
#ifndef VECTORS_KINDS_H
#define VECTORS_KINDS_H

#include "vectors/kind.h"

/* One for each row of kinds.def. */
#define KIND(name) extern const struct vec_kind vec_kind_##name;
#include "vectors/kinds.def"
#undef KIND

#endif
