/* SPDX-License-Identifier: ISC */
#ifndef CONFORMANCE_ENGINE_ORDER_H
#define CONFORMANCE_ENGINE_ORDER_H

#include "conformance/engine/case.h"

/* Our list with the names of both first, in the target's order. */
void conf_order_like(char *list, const char *theirs);

/*
 * Brings a list that we offer into an order that depends on the target's: how
 * is one of enum conf_order.  list has CONF_LIST_MAX bytes and is replaced.
 * false: cannot be done with this target, why (CONF_WHY_MAX bytes) says so.
 */
bool conf_order_list(char *list, const char *theirs, uint32_t how, char *why);

/* Leaves alone, of these names, those that both have; false: there is none,
 * why says so. */
bool conf_order_only(char *list, const char *theirs, struct ett_bytes names,
		     char *why);

#endif
