/*
 * tasks.c: `tasks` lists the executor's tasks by their ids.
 */
#include "kernel/tasks.h"
#include "common/format.h"
#include "kernel/core/coroutine_shared.h"
#include "kernel/core/vector.h"
#include "kernel/monitor/command.h"
#include "kernel/print.h"

enum { LINE_DIGITS = 12 };

/* A task as it was when the command began: a listing takes its time, and tasks come and go. */
struct task_view {
    uint64_t id, polls, wakes;
    const char *name;
    const char *state;
    size_t frame_bytes;
    uint32_t line; /* of a coroutine's source; 0 if it is none, or has not begun */
};

static VECTOR(struct task_view) views = VECTOR_EMPTY;

static const char *state_of(const struct task *task)
{
    if (task == tasks_executor()->running) {
        return "running";
    }
    return task_is_in_line(task) ? "ready" : "waiting";
}

static uint32_t line_of(const struct task *task)
{
    const struct future *future = task->future;
    return future_is_coroutine(future) ? ((const struct coroutine *)future)->line : 0;
}

static bool view_add(const struct task *task)
{
    struct task_view view = {
        .id = task->waker.id,
        .polls = task->polls,
        .wakes = task->wakes,
        .name = task->name,
        .state = state_of(task),
        .frame_bytes = task->frame_bytes,
        .line = line_of(task),
    };
    return vector_push(&views, view);
}

/* Headers are used again, so they do not stand in the order of their ids. */
static void views_sort(void)
{
    for (size_t i = 1; i < views.count; i++) {
        struct task_view view = views.items[i];
        size_t at = i;
        for (; at > 0 && views.items[at - 1].id > view.id; at--) {
            views.items[at] = views.items[at - 1];
        }
        views.items[at] = view;
    }
}

/* False where there is no memory for all of them. */
static bool views_take(void)
{
    views.count = 0;
    for (const struct task *task = tasks_executor()->headers; task; task = task->next_header) {
        if (task->waker.id != 0 && !view_add(task)) {
            return false;
        }
    }
    views_sort();
    return true;
}

static void print_view(const struct task_view *view)
{
    char line[LINE_DIGITS] = "-";
    if (view->line != 0) {
        format_buffer(line, sizeof(line), "%u", view->line);
    }
    print("%6llu  %-20s %-8s %12llu %12llu %7zu %5s\n", (unsigned long long)view->id, view->name,
          view->state, (unsigned long long)view->polls, (unsigned long long)view->wakes,
          view->frame_bytes, line);
}

static void print_total(void)
{
    const struct executor *executor = tasks_executor();
    print_in(VGA_DARK_GRAY, "%llu tasks of %llu so far; the CPU has slept %llu times\n",
             (unsigned long long)executor->alive, (unsigned long long)executor->last_id,
             (unsigned long long)executor->sleeps);
}

static bool tasks_begin(struct command_run *run)
{
    (void)run;
    if (!views_take()) {
        print("There is no memory to list all tasks; these are the first %zu.\n", views.count);
    }
    command_label("    id  name                 state           polls        wakes   bytes  line\n",
                  0);
    return true;
}

static bool tasks_next(struct command_run *run)
{
    if (run->at == views.count) {
        print_total();
        vector_free(&views);
        return false;
    }
    print_view(&views.items[run->at++]);
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
