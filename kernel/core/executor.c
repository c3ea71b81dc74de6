/*
 * executor.c: who is polled next, and how a task begins and ends.
 *
 * Called by the kernel's run loop and by tasks. The wake-up that could be lost, the one between
 * finding nothing to do and going to sleep, is dealt with in executor_idle (12-15).
 */
#include "kernel/core/executor.h"

#include "kernel/core/wake.h"

struct task task_nobody = {.waker = {.task = &task_nobody, .id = 0}};

/* What is left of a task that ended while it stood in line: ready at once. */
static enum poll ended_poll(struct future *self, const struct waker *waker)
{
    (void)self;
    (void)waker;
    return POLL_READY;
}

static const struct future_type ended_type = {"ended", ended_poll, NULL};
static struct future ended = {.type = &ended_type, .place = &ended};

void executor_start(struct executor *executor, const struct task_memory *memory,
                    const struct executor_machine *machine)
{
    *executor = (struct executor){.memory = *memory, .machine = machine};
    ready_queue_start(&executor->ready);
}

void *executor_frame(struct executor *executor, size_t bytes)
{
    return executor->memory.allocate(executor->memory.context, bytes);
}

void executor_frame_release(struct executor *executor, void *frame, size_t bytes)
{
    executor->memory.release(executor->memory.context, frame, bytes);
}

bool task_is_alive(struct waker waker)
{
    return waker.task->waker.id == waker.id;
}

static struct task *header_take(struct executor *executor)
{
    struct task *task = executor->free;
    if (task != NULL) {
        executor->free = task->next;
        task->next = task;
        return task;
    }
    task = executor_frame(executor, sizeof(*task));
    if (task != NULL) {
        *task = (struct task){
            .executor = executor, .ready = &executor->ready, .next_header = executor->headers};
        task->waker.task = task;
        task->next = task;
        executor->headers = task;
    }
    return task;
}

static void header_release(struct task *task)
{
    task->next = task->executor->free;
    task->executor->free = task;
}

const char *executor_spawn(struct executor *executor, struct future *future, size_t bytes,
                           struct waker *waker)
{
    bool has_id = executor->last_id != UINT64_MAX;
    struct task *task = has_id ? header_take(executor) : NULL;
    if (task == NULL) {
        future_drop(future);
        executor_frame_release(executor, future, bytes);
        return has_id ? "no memory for another task" : "no id for another task";
    }
    task->future = future;
    task->frame_bytes = bytes;
    task->name = future->type->name;
    task->polls = 0;
    task->wakes = 0;
    executor->alive++;
    __atomic_store_n(&task->waker.id, ++executor->last_id, __ATOMIC_RELEASE);
    if (waker != NULL) {
        *waker = task->waker;
    }
    ready_queue_push(&executor->ready, task);
    return NULL;
}

/*
 * First the id goes, so that whatever the drop sets off wakes this task no more, then what the
 * future holds, then its memory. A header that stands in line is free when it comes out.
 */
static void task_end(struct task *task)
{
    struct executor *executor = task->executor;
    struct future *future = task->future;
    if (future != &ended) {
        __atomic_store_n(&task->waker.id, 0, __ATOMIC_RELEASE);
        task->future = &ended;
        executor->alive--;
        future_drop(future);
        executor_frame_release(executor, future, task->frame_bytes);
    }
    if (!task_is_in_line(task)) {
        header_release(task);
    }
}

bool executor_cancel(struct waker waker)
{
    if (!task_is_alive(waker)) {
        return false;
    }
    if (waker.task == waker.task->executor->running) {
        future_misused(waker.task->name, "cancelled by itself");
    }
    task_end(waker.task);
    return true;
}

/* In the debug profile: a lock that must not be held across an await was not. */
static inline void locks_check(const struct executor *executor, const struct task *task)
{
#ifdef DEBUG
    const uint32_t *locks_held = executor->machine->locks_held;
    if (locks_held != NULL && *locks_held != 0) {
        future_misused(task->name, "holds a lock across an await");
    }
#else
    (void)executor;
    (void)task;
#endif
}

static inline void task_poll(struct executor *executor, struct task *task)
{
    task->polls++;
    __atomic_store_n(&executor->running, task, __ATOMIC_RELAXED);
    enum poll answer = future_poll(task->future, &task->waker);
    locks_check(executor, task);
    if (answer == POLL_READY) {
        task_end(task);
    }
}

bool executor_step(struct executor *executor)
{
    struct task *task = ready_queue_pop(&executor->ready);
    if (task == NULL) {
        return false;
    }
    task_poll(executor, task);
    __atomic_store_n(&task->executor->running, NULL, __ATOMIC_RELAXED);
    return true;
}

void executor_turn(struct executor *executor, uint64_t most)
{
    struct task *task;
    while (most-- > 0 && (task = ready_queue_pop(&executor->ready)) != NULL) {
        task_poll(executor, task);
    }
    __atomic_store_n(&executor->running, NULL, __ATOMIC_RELAXED);
}

void executor_idle(struct executor *executor)
{
    const struct executor_machine *machine = executor->machine;
    machine->interrupts_disable();
    if (!ready_queue_is_empty(&executor->ready)) {
        machine->interrupts_enable();
        return;
    }
    executor->sleeps++;
    machine->interrupts_enable_and_sleep();
}

/* From within a task, this would stop all the others, and those of them it waits for. */
static void refuse_within_task(const struct executor *executor)
{
    if (executor->running != NULL) {
        future_misused(executor->running->name, "blocks: a task awaits");
    }
}

void executor_run(struct executor *executor)
{
    refuse_within_task(executor);
    executor_turn(executor, executor->alive);
    while (executor->alive > 0) {
        executor_idle(executor);
        executor_turn(executor, executor->alive);
    }
}

void executor_block(struct executor *executor, struct waker waker)
{
    refuse_within_task(executor);
    while (task_is_alive(waker)) {
        if (!executor_step(executor)) {
            executor_idle(executor);
        }
    }
}

void executor_end(struct executor *executor)
{
    for (struct task *task = executor->headers; task != NULL; task = task->next_header) {
        if (task->future != &ended) {
            task_end(task);
        }
    }
    ready_queue_start(&executor->ready);
    executor->free = NULL;
    while (executor->headers != NULL) {
        struct task *task = executor->headers;
        executor->headers = task->next_header;
        executor_frame_release(executor, task, sizeof(*task));
    }
}
