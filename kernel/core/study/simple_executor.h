/*
 * simple_executor.h: for study: the simplest executor there can be.
 *
 * A first-in-first-out queue of tasks, each polled in turn and put back while it is pending. Its
 * waker wakes nobody, so it has to ask for ever: correct, and the CPU is busy all the time (12-6).
 * What executor.c does better, it does by wakers.
 */
#ifndef KERNEL_CORE_STUDY_SIMPLE_EXECUTOR_H
#define KERNEL_CORE_STUDY_SIMPLE_EXECUTOR_H

#include "kernel/core/future.h"

/* The memory of task and future is the caller's, until the task is out of the queue. */
struct simple_task {
    struct simple_task *next;
    struct future *future;
    uint64_t id;
};

struct simple_executor {
    struct simple_task *first;
    struct simple_task *last;
};

/* Gives the task the next id of the whole system and the last place. */
void simple_executor_spawn(struct simple_executor *executor, struct simple_task *task,
                           struct future *future);

/* Polls until no task is left, at most `most` times. Returns how often it polled. */
uint64_t simple_executor_run(struct simple_executor *executor, uint64_t most);

#endif
