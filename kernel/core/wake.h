/*
 * wake.h: to wake a task, and to leave one's waker where an interrupt finds it.
 *
 * Inline, since this is what interrupt handlers do.
 */
#ifndef KERNEL_CORE_WAKE_H
#define KERNEL_CORE_WAKE_H

#include "kernel/core/ready_queue.h"

/* Puts the task at the end of its executor's ready queue, unless it stands there already or has
 * ended. No lock, no loop, no allocation: for interrupt handlers as for tasks. */
static inline void waker_wake(struct waker waker)
{
    struct task *task = waker.task;
    if (__atomic_load_n(&task->waker.id, __ATOMIC_RELAXED) == waker.id) {
        __atomic_fetch_add(&task->wakes, 1, __ATOMIC_RELAXED);
        ready_queue_push(task->ready, task);
    }
}

/*
 * A slot is where a task leaves its waker for an interrupt. The interrupt may strike between the
 * two halves of the store and see a task with the id of another: then it wakes nobody. That is why
 * every user looks once more after waker_leave: what came before was not announced to him. Both
 * the store and the look are kept in this order by the fence, which costs no instruction: an
 * interrupt runs on the same CPU, which sees its own stores in their order [SDM3 8.2.2].
 */
static inline void waker_leave(struct waker *slot, struct waker waker)
{
    __atomic_store_n(&slot->task, waker.task, __ATOMIC_RELAXED);
    __atomic_store_n(&slot->id, waker.id, __ATOMIC_RELAXED);
    __atomic_signal_fence(__ATOMIC_SEQ_CST);
}

/* Wakes whoever left his waker last. What there is news about has been stored before (12-12). */
static inline void waker_slot_wake(const struct waker *slot)
{
    __atomic_signal_fence(__ATOMIC_SEQ_CST);
    struct waker waker = {.task = __atomic_load_n(&slot->task, __ATOMIC_RELAXED),
                          .id = __atomic_load_n(&slot->id, __ATOMIC_RELAXED)};
    waker_wake(waker);
}

#endif
