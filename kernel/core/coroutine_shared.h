/*
 * coroutine_shared.h: a coroutine that owns a share of a box (rc.h) as long as it lives.
 */
#ifndef KERNEL_CORE_COROUTINE_SHARED_H
#define KERNEL_CORE_COROUTINE_SHARED_H

#include "kernel/core/coroutine.h"

/* How such a coroutine begins: its box is the member behind the first. */
struct coroutine_shared {
    struct coroutine coroutine;
    void *box;
};

/* The drop of its type: of what it awaits, then of its share. */
void coroutine_shared_drop(struct future *self);

/* Whether a future is a coroutine, which its drop tells, so that its line means something. */
static inline bool future_is_coroutine(const struct future *future)
{
    return future->type->drop == coroutine_drop || future->type->drop == coroutine_shared_drop;
}

#endif
