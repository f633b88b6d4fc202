/* SPDX-License-Identifier: ISC */
#ifndef ETT_IO_LINK_H
#define ETT_IO_LINK_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Rings of records that hold a link each.  A ring's own link is its head; a
 * link that is in no ring points to itself, so that leaving twice does no
 * harm.  link_of() finds the record around a link.
 */
struct link {
	struct link *next, *prev;
};

#define link_of(l, type, member) \
	((type *)(void *)((char *)(l)-offsetof(type, member)))

static inline void link_init(struct link *l)
{
	l->next = l->prev = l;
}

static inline bool link_alone(const struct link *l)
{
	return l->next == l;
}

static inline void link_leave(struct link *l)
{
	l->next->prev = l->prev;
	l->prev->next = l->next;
	link_init(l);
}

/* Joins as the last of the ring. */
static inline void link_join(struct link *ring, struct link *l)
{
	l->next = ring;
	l->prev = ring->prev;
	ring->prev->next = l;
	ring->prev = l;
}

#endif
