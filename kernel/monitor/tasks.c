/*
 * tasks.c: `tasks` lists the executor's tasks by their ids.
 */
#include "kernel/tasks.h"
#include "common/format.h"
#include "kernel/core/coroutine.h"
#include "kernel/monitor/command.h"
#include "kernel/print.h"

enum { WHERE_BYTES = 24 };

/* The task with the lowest id above this one: the list itself has headers that were used again. */
static const struct task *task_after(uint64_t id)
{
    const struct task *found = NULL;
    for (const struct task *task = tasks_executor()->headers; task; task = task->next_header) {
        if (task->waker.id > id && (!found || task->waker.id < found->waker.id)) {
            found = task;
        }
    }
    return found;
}

static const char *state_of(const struct task *task)
{
    if (task == tasks_executor()->running) {
        return "running";
    }
    return task_is_in_line(task) ? "ready" : "waiting";
}

/* Whatever is dropped as a coroutine is one, and its state is a line of its source. */
static void where_of(const struct task *task, char where[WHERE_BYTES])
{
    const struct coroutine *coroutine = (const struct coroutine *)task->future;
    bool has_line = task->future->type->drop == coroutine_drop && coroutine->line != 0;
    format_buffer(where, WHERE_BYTES, has_line ? "%u" : "-", coroutine->line);
}

static void print_task(const struct task *task)
{
    char where[WHERE_BYTES];
    where_of(task, where);
    print("%6llu  %-20s %-8s %12llu %12llu %7zu %5s\n", (unsigned long long)task->waker.id,
          task->name, state_of(task), (unsigned long long)task->polls,
          (unsigned long long)task->wakes, task->frame_bytes, where);
}

static void print_total(void)
{
    const struct executor *executor = tasks_executor();
    print_colour(VGA_DARK_GRAY);
    print("%llu tasks of %llu so far; the CPU has slept %llu times\n",
          (unsigned long long)executor->alive, (unsigned long long)executor->last_id,
          (unsigned long long)executor->sleeps);
    print_colour(PRINT_COLOUR);
}

static bool tasks_begin(struct command_run *run)
{
    if (!command_has_at_most(run, 0)) {
        return false;
    }
    print_colour(VGA_LIGHT_CYAN);
    print("    id  name                 state           polls        wakes   bytes  line\n");
    print_colour(PRINT_COLOUR);
    return true;
}

/* run->at is the id of the task that was printed last. */
static bool tasks_next(struct command_run *run)
{
    const struct task *task = task_after(run->at);
    if (!task) {
        print_total();
        return false;
    }
    print_task(task);
    run->at = task->waker.id;
    return true;
}

COMMAND(tasks) = {
    .name = "tasks",
    .usage = "",
    .summary = "tasks, their states, polls and wakes",
    .detail = "bytes: all that is kept of a task while it waits. line: of its source, where it\n"
              "waits. There is always one running: the monitor, which prints this.",
    .example = "tasks",
    .start = tasks_begin,
    .next = tasks_next,
};
