/*
 * lock.c: taking and releasing.
 *
 * Called by print.c. No atomic instruction is needed: with interrupts off nobody can come between
 * the look and the write but an NMI or an exception, and neither returns to a lock it has changed.
 */
#include "kernel/lock.h"

#include "kernel/print.h"

static uint32_t held;

static bool lock_try_for(struct lock *lock, const void *owner)
{
    irq_state_t state = irq_save();
    if (lock->owner) {
        irq_restore(state);
        return false;
    }
    lock->owner = owner;
    lock->state = state;
    held++;
    return true;
}

bool lock_try(struct lock *lock)
{
    return lock_try_for(lock, __builtin_return_address(0));
}

void lock_take(struct lock *lock)
{
    if (!lock_try_for(lock, __builtin_return_address(0))) {
        panic("a lock is taken that %p holds", lock->owner);
    }
}

void lock_release(struct lock *lock)
{
    irq_state_t state = lock->state;
    held--;
    lock->owner = NULL;
    irq_restore(state);
}

const uint32_t *lock_count(void)
{
    return &held;
}
