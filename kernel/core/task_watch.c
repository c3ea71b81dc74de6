/*
 * task_watch.c: the running task, looked at once a tick.
 */
#include "kernel/core/task_watch.h"

const struct task *task_watch_tick(struct task_watch *watch, const struct executor *executor,
                                   uint32_t most)
{
    const struct task *task = __atomic_load_n(&executor->running, __ATOMIC_RELAXED);
    if (task == NULL || task != watch->task || task->polls != watch->polls) {
        watch->task = task;
        watch->polls = task != NULL ? task->polls : 0;
        watch->ticks = 0;
    }
    if (task == NULL || watch->ticks == UINT32_MAX) {
        return NULL;
    }
    watch->ticks++;
    return watch->ticks == most ? task : NULL;
}
