/*
 * waiting.c: the same wait twice, by polling all the time and asleep (rows 12-6, 12-7, 12-19).
 *
 * test_tasks_guest.py looks from outside at what the CPU does meanwhile.
 */
#include "kernel/core/coroutine.h"
#include "kernel/core/study/async_number.h"
#include "kernel/core/study/simple_executor.h"
#include "kernel/dev/timer.h"
#include "kernel/print.h"
#include "kernel/run.h"
#include "kernel/tasks.h"
#include "tests/kernel/guest/guest.h"

enum {
    WAIT_TICKS = 2 * TIMER_HZ,
    POLLS_BUSY_LEAST = 10000,
    POLLS_ASLEEP_MOST = 2, /* the one that begins, and the one that is woken */
};

/* --- as the texts begin ----------------------------------------------------------------------- */

/* Asks the clock at each poll, and asks nobody to wake it. */
struct deadline {
    struct future future;
    uint64_t tick;
};

static enum poll deadline_poll(struct future *self, const struct waker *waker)
{
    (void)waker;
    return timer_ticks() >= ((struct deadline *)self)->tick ? POLL_READY : POLL_PENDING;
}

static const struct future_type deadline_type = {"deadline", deadline_poll, NULL};

static void print_run(void *context, const char *text, size_t length)
{
    (void)context;
    print("%.*s", (int)length, text);
}

static uint64_t busy_run(void)
{
    static struct example_task example;
    static struct deadline deadline;
    static struct simple_task tasks[2];
    struct simple_executor executor = {0};
    deadline.tick = timer_ticks() + WAIT_TICKS;
    simple_executor_spawn(&executor, &tasks[0], example_task_start(&example, print_run, NULL));
    simple_executor_spawn(&executor, &tasks[1], future_start(&deadline.future, &deadline_type));
    return simple_executor_run(&executor, UINT64_MAX);
}

/* --- as the kernel does ----------------------------------------------------------------------- */

struct sleeper {
    struct coroutine coroutine;
    struct sleep sleep;
};

COROUTINE(sleeper)
{
    AWAIT(sleep_for(&self->sleep, tasks_timers(), WAIT_TICKS));
    RETURN(0);
}
COROUTINE_END(sleeper);

static const struct future_type sleeper_type = {"sleeper", sleeper_poll, coroutine_drop};

/* The header outlives its task, so it can still be asked. */
static uint64_t asleep_run(void)
{
    struct waker waker;
    struct sleeper *sleeper = tasks_frame(sizeof(*sleeper));
    struct future *future = coroutine_start(&sleeper->coroutine, &sleeper_type);
    if (executor_spawn(tasks_executor(), future, sizeof(*sleeper), &waker) != NULL) {
        return 0;
    }
    executor_block(tasks_executor(), waker);
    return waker.task->polls;
}

void kernel_run(void)
{
    tasks_start();
    print("busy begins\n");
    uint64_t start = timer_ticks();
    uint64_t busy = busy_run();
    print("busy ends: %llu polls in %llu ticks\n", (unsigned long long)busy,
          (unsigned long long)(timer_ticks() - start));
    guest_check("the simple executor polls and polls", busy >= POLLS_BUSY_LEAST);

    print("asleep begins\n");
    start = timer_ticks();
    uint64_t asleep = asleep_run();
    uint64_t ticks = timer_ticks() - start;
    print("asleep ends: %llu polls in %llu ticks\n", (unsigned long long)asleep,
          (unsigned long long)ticks);
    guest_check("the executor polls when there is news", asleep > 0 && asleep <= POLLS_ASLEEP_MOST);
    guest_check("and not before", ticks >= WAIT_TICKS);
    guest_end();
}
