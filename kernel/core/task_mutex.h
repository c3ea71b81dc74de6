/*
 * task_mutex.h: one task at a time, first come, first served, and the others sleep (12-18).
 *
 * For tasks, not for interrupts. Unlike a spinning lock it may be held across an await: whoever
 * wants it is pending, and the holder goes on. It is handed over, not released and raced for, so
 * nobody starves.
 */
#ifndef KERNEL_CORE_TASK_MUTEX_H
#define KERNEL_CORE_TASK_MUTEX_H

#include "kernel/core/future.h"

/* The future that is ready when the lock is the caller's. */
struct task_mutex_lock {
    struct future future;
    struct task_mutex *mutex;
    struct task_mutex_lock *next; /* in the line */
    struct waker waker;
    enum { LOCK_NEW, LOCK_IN_LINE, LOCK_HANDED_OVER, LOCK_TAKEN } state;
};

struct task_mutex {
    bool is_held;
    struct task_mutex_lock *line; /* who waits, the first first */
};

/* A mutex of zeros is free. */
struct future *task_mutex_lock(struct task_mutex_lock *self, struct task_mutex *mutex);

/* Hands it to the first in line. A task that may be cancelled while it holds the mutex does this in
 * its drop. */
void task_mutex_unlock(struct task_mutex *mutex);

#endif
