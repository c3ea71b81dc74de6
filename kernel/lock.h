/*
 * lock.h: a lock that knows interrupts.
 *
 * Whoever holds it has interrupts off, so no handler can want it meanwhile and wait for ever for
 * the code it has interrupted (row 07-7). On one CPU it is then never contended: finding it taken
 * means that its holder was interrupted by an exception, or takes it twice.
 */
#ifndef KERNEL_LOCK_H
#define KERNEL_LOCK_H

#include "kernel/cpu/interrupts.h"

struct lock {
    const void *owner; /* where it was taken; NULL while it is free */
    irq_state_t state; /* of interrupts before that */
};

/* Takes the lock and returns true; false, with nothing changed, if it is taken. */
bool lock_try(struct lock *lock);

/* Takes the lock; panics if it is taken, with the place of who holds it. */
void lock_take(struct lock *lock);

void lock_release(struct lock *lock);

/* How many locks are held now: none may be across an await (core/executor.h). */
const uint32_t *lock_count(void);

#endif
