/*
 * lock_across_await.c: a task that keeps a lock while others run; with DEBUG=1, a panic.
 */
#include "kernel/core/coroutine.h"
#include "kernel/lock.h"
#include "kernel/run.h"
#include "kernel/tasks.h"
#include "tests/kernel/guest/exit.h"

static struct lock lock;

struct keeper {
    struct coroutine coroutine;
};

COROUTINE(keeper)
{
    lock_take(&lock);
    YIELD();
    lock_release(&lock);
    guest_exit(true);
    RETURN(0);
}
COROUTINE_END(keeper);

static const struct future_type keeper_type = {"keeper", keeper_poll, coroutine_drop};

static struct future *keeper_start(struct keeper *self)
{
    return coroutine_start(&self->coroutine, &keeper_type);
}

void kernel_run(void)
{
    tasks_start();
    TASK_SPAWN(keeper, keeper_start);
    tasks_run();
}
