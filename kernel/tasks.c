/*
 * tasks.c: one executor, one set of timers.
 *
 * Called by run.c; the tick by dev/timer.c.
 */
#include "kernel/tasks.h"

#include "kernel/core/heap.h"
#include "kernel/core/task_watch.h"
#include "kernel/cpu/interrupts.h"
#include "kernel/dev/timer.h"
#include "kernel/dev/uart.h"
#include "kernel/lock.h"
#include "kernel/print.h"

enum {
    FRAME_ALIGN = 16, /* aligned for any type [SysV ABI figure 3.1] */
    UART_SLEEPS = 16,
};

static struct executor executor;
static struct timers timers;
static struct task_watch watch;

static void *frame_allocate(void *context, size_t bytes)
{
    (void)context;
    return heap_alloc(bytes, FRAME_ALIGN);
}

static void frame_release(void *context, void *block, size_t bytes)
{
    (void)context;
    heap_free(block, bytes, FRAME_ALIGN);
}

static const struct task_memory memory = {.allocate = frame_allocate, .release = frame_release};

/* Who has nothing to do looks after COM1 now and then, where an interrupt of its may get lost. */
static void idle_sleep(void)
{
    static uint32_t sleeps;
    if (++sleeps % UART_SLEEPS == 0) {
        uart_poll();
    }
    interrupts_on_and_wait();
}

static struct executor_machine machine = {
    .interrupts_disable = interrupts_off,
    .interrupts_enable = interrupts_on,
    .interrupts_enable_and_sleep = idle_sleep,
};

/* A task that keeps the CPU for a second is named; the interrupt cannot do more (row 12-1). */
static void tick(void)
{
    timers_tick(&timers);
    const struct task *hog = task_watch_tick(&watch, &executor, TIMER_HZ);
    if (hog) {
        print("\n[kernel] the task %s has had the CPU for a second; no other one runs\n",
              hog->name);
    }
}

void *tasks_frame(size_t bytes)
{
    void *frame = executor_frame(&executor, bytes);
    if (!frame) {
        panic("no memory for a task of %zu bytes", bytes);
    }
    return frame;
}

void tasks_spawn(struct future *future, size_t bytes)
{
    const char *failure = executor_spawn(&executor, future, bytes, NULL);
    if (failure) {
        panic("a task is not there: %s", failure);
    }
}

void tasks_start(void)
{
    machine.locks_held = lock_count();
    executor_start(&executor, &memory, &machine);
    timers_start(&timers);
    TASK_SPAWN(timer_keeper, timer_keeper_start, &timers);
    timer_on_tick(tick);
}

void tasks_run(void)
{
    executor_run(&executor);
    panic("no task is left");
}

struct executor *tasks_executor(void)
{
    return &executor;
}

struct timers *tasks_timers(void)
{
    return &timers;
}
