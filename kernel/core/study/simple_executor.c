/*
 * simple_executor.c: for study: an executor that polls and polls.
 *
 * Its ids come from one atomic counter (12-5), so that they would differ even if several executors
 * and CPUs spawned at the same time.
 */
#include "kernel/core/study/simple_executor.h"

static uint64_t next_id = 1;

static void push(struct simple_executor *executor, struct simple_task *task)
{
    task->next = NULL;
    if (executor->first == NULL) {
        executor->first = task;
    } else {
        executor->last->next = task;
    }
    executor->last = task;
}

void simple_executor_spawn(struct simple_executor *executor, struct simple_task *task,
                           struct future *future)
{
    task->future = future;
    task->id = __atomic_fetch_add(&next_id, 1, __ATOMIC_RELAXED);
    push(executor, task);
}

uint64_t simple_executor_run(struct simple_executor *executor, uint64_t most)
{
    const struct waker dummy = WAKER_NONE;
    uint64_t polls = 0;
    while (executor->first != NULL && polls < most) {
        struct simple_task *task = executor->first;
        executor->first = task->next;
        polls++;
        if (future_poll(task->future, &dummy) == POLL_READY) {
            future_drop(task->future);
        } else {
            push(executor, task);
        }
    }
    return polls;
}
