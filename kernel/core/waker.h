/*
 * waker.h: whom to tell that it is worth polling again.
 *
 * A waker names a task by the address of its header and by its id. The header stays a header as
 * long as the executor lives, and no two tasks have the same id, so a waker may be kept for ever:
 * where the ids differ the task has ended, and nothing happens. The id thus is the generation that
 * other designs count for each slot; with 64 bits and no reuse it never comes round.
 *
 * A waker is a value: copy it, forget it, use it twice. wake.h uses it.
 */
#ifndef KERNEL_CORE_WAKER_H
#define KERNEL_CORE_WAKER_H

#include "common/types.h"

struct task;

struct waker {
    struct task *task;
    uint64_t id;
};

/* The waker that wakes nobody; what a slot holds in which no task has left its own yet. */
extern struct task task_nobody;
#define WAKER_NONE                                                                                 \
    {                                                                                              \
        .task = &task_nobody, .id = 1                                                              \
    }

#endif
