/* SPDX-License-Identifier: ISC */
#ifndef ETT_TEST_PAIR_LOG_H
#define ETT_TEST_PAIR_LOG_H

#include "test/pair.h"

/* The memory of a pair: used by pair.c alone. */
void pair_log_msg(struct pair_end *e, enum ett_dir dir, uint32_t seq,
		  struct ett_bytes payload);
void pair_log_event(struct pair_end *e, const struct ett_event *ev);
void pair_log_bytes(struct pair_wire *w, struct ett_bytes v);
void pair_log_free(struct pair_end *e);

#endif
