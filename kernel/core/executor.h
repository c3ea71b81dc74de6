/*
 * executor.h: polls the tasks that were woken, in that order, and sleeps when there are none.
 *
 * Cooperative: a task has the CPU until its future answers. One executor for one CPU.
 *
 *     executor_start(&executor, &memory, &machine);
 *     struct blink *blink = executor_frame(&executor, sizeof(*blink));
 *     executor_spawn(&executor, blink_start(blink, 3), sizeof(*blink), NULL);
 *     executor_run(&executor);
 *
 * Tasks spawn and cancel tasks by the same calls (12-17). An interrupt does one thing: waker_wake.
 */
#ifndef KERNEL_CORE_EXECUTOR_H
#define KERNEL_CORE_EXECUTOR_H

#include "kernel/core/task.h"
#include "kernel/core/task_memory.h"

/* What only the machine can do; called when there is nothing to poll. */
struct executor_machine {
    void (*interrupts_disable)(void);
    void (*interrupts_enable)(void);
    /* Enables them and sleeps until the next one; none is taken in between. `sti; hlt` is that,
     * since interrupts stay off for the instruction after STI [SDM2 STI]. */
    void (*interrupts_enable_and_sleep)(void);
    /* How many locks are held that must not be held across an await; NULL: nobody counts. Looked
     * at in the debug profile. */
    const uint32_t *locks_held;
};

struct executor {
    struct ready_queue ready;
    struct task *running; /* whose poll is going on; an interrupt may look */
    struct task *free;    /* headers of tasks that have ended */
    struct task *headers; /* all of them, the youngest first */
    uint64_t last_id;     /* ids count upwards and are never given twice (12-14) */
    uint64_t alive;       /* tasks that have not ended */
    uint64_t sleeps;      /* how often there was nothing to do */
    struct task_memory memory;
    const struct executor_machine *machine;
};

/* Neither structure may move afterwards. */
void executor_start(struct executor *executor, const struct task_memory *memory,
                    const struct executor_machine *machine);

/* Memory for a future that is to become a task; NULL if there is none. Given back when the task
 * ends, or by executor_frame_release if it never becomes one. */
void *executor_frame(struct executor *executor, size_t bytes);
void executor_frame_release(struct executor *executor, void *frame, size_t bytes);

/* Makes a task of a future that has not been polled, in a frame of `bytes`, and puts it in line.
 * The frame is the executor's from here on, whatever the answer: NULL, or why there is no task,
 * and then the future has been dropped. *waker names the task, where it is not NULL. */
const char *executor_spawn(struct executor *executor, struct future *future, size_t bytes,
                           struct waker *waker);

/* Drops a task wherever it waits. False if it has ended already. A task cannot cancel itself: it
 * returns. */
bool executor_cancel(struct waker waker);

bool task_is_alive(struct waker waker);

/* The rest is for whoever drives the executor, and not for tasks. */

/* Polls the task that is first in line; false if there is none. */
bool executor_step(struct executor *executor);

/* Polls those who stand in line, `most` of them at most. */
void executor_turn(struct executor *executor, uint64_t most);

/* Sleeps until an interrupt, unless a task has become ready. */
void executor_idle(struct executor *executor);

/* Until no task is left. */
void executor_run(struct executor *executor);

/* Runs all tasks until this one has ended, and sleeps in between (12-19). */
void executor_block(struct executor *executor, struct waker waker);

/* Cancels all tasks and gives all memory back; for who knows that no waker is left anywhere. */
void executor_end(struct executor *executor);

#endif
