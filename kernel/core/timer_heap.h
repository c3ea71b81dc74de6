/*
 * timer_heap.h: timers by deadline, the earliest on top; of equal ones, who came first.
 *
 * A pairing heap [Fredman 1986]: a tree in which no child is due before its parent, each timer with
 * a list of children. The links lie in the timers, so it takes no memory and cannot be full.
 * Putting in costs a comparison; taking out costs some log n of them on average, and what waits
 * costs nothing.
 */
#ifndef KERNEL_CORE_TIMER_HEAP_H
#define KERNEL_CORE_TIMER_HEAP_H

#include "kernel/core/waker.h"

struct timer {
    uint64_t deadline;
    uint64_t order;      /* counts the timers put in, for those due at the same time */
    struct waker waker;  /* who is told */
    struct timer *child; /* the first of those below */
    struct timer *next;  /* the next below the same parent */
    struct timer **link; /* the pointer that points here; NULL: not in a heap */
};

struct timer_heap {
    struct timer *top;
    uint64_t count; /* all that were ever put in */
};

/* The timer's deadline and waker are set. */
void timer_heap_insert(struct timer_heap *heap, struct timer *timer);

/* Takes out a timer that is in the heap. */
void timer_heap_remove(struct timer_heap *heap, struct timer *timer);

static inline bool timer_is_set(const struct timer *timer)
{
    return timer->link != NULL;
}

#endif
