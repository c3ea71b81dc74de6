/*
 * task.h: a task is an id and a future that nobody else waits for (12-5).
 *
 * The future lies in a frame of its own, given back when the task ends. This header is kept and
 * used again for another task under another id, since wakers may still point at it.
 */
#ifndef KERNEL_CORE_TASK_H
#define KERNEL_CORE_TASK_H

#include "kernel/core/future.h"

struct ready_queue {
    struct task *first;
    struct task **last; /* the link that the next task is written into */
};

struct task {
    struct waker waker; /* this task and its id; the id is 0 while there is none */
    struct task *next;  /* in the ready queue or the list of free headers; else itself */
    struct future *future;
    struct ready_queue *ready; /* where it stands in line when it is woken */
    uint64_t polls;            /* how often it was polled */
    uint64_t wakes;            /* how often it was woken, in line already or not */
    struct executor *executor;
    size_t frame_bytes;       /* what to give back */
    const char *name;         /* of its future's type */
    struct task *next_header; /* all headers of the executor, in use or not */
};

#endif
