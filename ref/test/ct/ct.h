/* SPDX-License-Identifier: ISC */
#ifndef ETT_TEST_CT_CT_H
#define ETT_TEST_CT_CT_H

#include <stdio.h>

#include "crypto/backend.h"

/*
 * Does the time that an operation takes depend on secrets?  Valgrind's
 * memcheck follows bytes that have no value yet; secrets are declared to have
 * none, and where a jump or an address depends on them it complains.  What it
 * sees is this processor's path through the code, and no instruction whose own
 * time varies.
 */
struct ct_op {
	char name[64]; /* "sign ecdsa-p256-sha256" */
	ett_err (*run)(const void *primitive);
	const void *primitive;
};

/* All that a backend computes with secrets; how many.  At most room are
 * stored.  NULL: what is ours, and a control that leaks. */
size_t ct_ops(const struct ett_backend *b, struct ct_op *out, size_t room);

/* What memcheck said of one run. */
struct ct_found {
	unsigned times;  /* complaints, each time it was reached */
	char where[256]; /* functions, each once; "f (libx.so.1), g (ct)" */
};

/* Reads its log.  where stays empty if there is no complaint in it. */
void ct_log_read(FILE *log, struct ct_found *out);

/* expected has rows "BACKEND OPERATION: reason", both as patterns of a shell.
 * The reason of the first row that this one matches, until the next call;
 * NULL: it is not expected to leak. */
const char *ct_reason(FILE *expected, const char *backend, const char *op);

#endif
