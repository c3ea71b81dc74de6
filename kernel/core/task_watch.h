/*
 * task_watch.h: notices a task that never gives the CPU back.
 *
 * Nobody can take the CPU from a task; that is the price of cooperation (12-1). But the clock's
 * interrupt still comes, and can tell which task it finds running tick after tick.
 */
#ifndef KERNEL_CORE_TASK_WATCH_H
#define KERNEL_CORE_TASK_WATCH_H

#include "kernel/core/executor.h"

struct task_watch {
    const struct task *task; /* found running at the last tick, in its poll number `polls` */
    uint64_t polls;
    uint32_t ticks; /* how often it was found in this one poll */
};

/* From the clock's interrupt. The task that has now been found for `most` ticks in one poll; NULL:
 * none, or it has been reported for this poll. */
const struct task *task_watch_tick(struct task_watch *watch, const struct executor *executor,
                                   uint32_t most);

#endif
