/*
 * ready_queue.h: the tasks that are worth a poll, first come, first served.
 *
 * The links lie in the tasks, so the queue takes no memory, and since a task stands in it at most
 * once, it cannot be full (12-14). `last` is the link that the next task is written into:
 *
 *     first -> A.next -> B.next -> NULL          empty:  first -> NULL
 *                             ^ last                         ^ last
 *
 * Anybody pushes, interrupts too; only the executor pops. There is one CPU, so an interrupt that
 * strikes within a push or a pop has ended before the next instruction. That is all that is used:
 *
 * - A push takes its place by one exchange. Struck before the store that follows, its part of the
 *   chain hangs loose until it goes on; what the interrupt pushes hangs behind it.
 * - A pop never runs within a push, so it finds no loose part. Struck while it takes the last task,
 *   it sees by the exchange failing that there is a next one now.
 */
#ifndef KERNEL_CORE_READY_QUEUE_H
#define KERNEL_CORE_READY_QUEUE_H

#include "kernel/core/task.h"

static inline void ready_queue_start(struct ready_queue *queue)
{
    queue->first = NULL;
    queue->last = &queue->first;
}

static inline bool ready_queue_is_empty(struct ready_queue *queue)
{
    return __atomic_load_n(&queue->first, __ATOMIC_ACQUIRE) == NULL;
}

/* A task that points to itself stands nowhere. */
static inline bool task_is_in_line(const struct task *task)
{
    return task->next != task;
}

/* Only who changes that puts it in line. */
static inline void ready_queue_push(struct ready_queue *queue, struct task *task)
{
    struct task *nowhere = task;
    if (__atomic_compare_exchange_n(&task->next, &nowhere, NULL, false, __ATOMIC_ACQ_REL,
                                    __ATOMIC_RELAXED)) {
        struct task **link = __atomic_exchange_n(&queue->last, &task->next, __ATOMIC_ACQ_REL);
        __atomic_store_n(link, task, __ATOMIC_RELEASE);
    }
}

/* Takes out the first task, which can be woken again from then on; NULL: there is none. */
static inline struct task *ready_queue_pop(struct ready_queue *queue)
{
    struct task *task = __atomic_load_n(&queue->first, __ATOMIC_ACQUIRE);
    if (task == NULL) {
        return NULL;
    }
    struct task *next = __atomic_load_n(&task->next, __ATOMIC_ACQUIRE);
    __atomic_store_n(&queue->first, next, __ATOMIC_RELEASE);
    struct task **link = &task->next;
    if (next == NULL && !__atomic_compare_exchange_n(&queue->last, &link, &queue->first, false,
                                                     __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE)) {
        /* Not empty: somebody took the place behind the task just before. */
        next = __atomic_load_n(&task->next, __ATOMIC_ACQUIRE);
        __atomic_store_n(&queue->first, next, __ATOMIC_RELEASE);
    }
    __atomic_store_n(&task->next, task, __ATOMIC_RELEASE);
    __atomic_signal_fence(__ATOMIC_SEQ_CST);
    return task;
}

#endif
