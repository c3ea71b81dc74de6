/*
 * tasks.h: the kernel's executor, its timers, and the watch over who has the CPU.
 *
 * core/executor.h, core/timers.h and core/task_watch.h do the work; here they meet the interrupt
 * flag, the tick and the heap.
 */
#ifndef KERNEL_TASKS_H
#define KERNEL_TASKS_H

#include "kernel/core/executor.h"
#include "kernel/core/timers.h"

/* Needs the heap and the tick. */
void tasks_start(void);

/* Makes a task of a future of this type: `start` begins it in a frame that the executor owns.
 * Panics where there is no memory, since the kernel's own tasks must run. */
#define TASK_SPAWN(type, start, ...)                                                               \
    do {                                                                                           \
        struct type *task_frame = tasks_frame(sizeof(*task_frame));                                \
        tasks_spawn(start(task_frame, ##__VA_ARGS__), sizeof(*task_frame));                        \
    } while (0)
void *tasks_frame(size_t bytes);
void tasks_spawn(struct future *future, size_t bytes);

/* Polls tasks for ever, and sleeps when none is ready. */
_Noreturn void tasks_run(void);

struct executor *tasks_executor(void);
struct timers *tasks_timers(void);

#endif
