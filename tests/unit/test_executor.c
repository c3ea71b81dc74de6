/*
 * test_executor.c: tasks are polled in the order of their wakes, end once, and leave nothing.
 */
#include "kernel/core/executor.h"
#include "kernel/core/wake.h"

#include "kernel/core/task_watch.h"
#include "tests/unit/cmocka_headers.h"
#include "tests/unit/random.h"
#include "tests/unit/tasks_host.h"

enum { LOG_MOST = 64 };

static struct host_memory memory;
static struct executor executor;
static int log_of[LOG_MOST];
static uint32_t logged;
static uint32_t drops; /* counted here, since the last drops come when the test has returned */

static int begin(void **state)
{
    (void)state;
    struct task_memory from = host_memory_make(&memory);
    executor_start(&executor, &from, &host_machine_awake);
    logged = 0;
    drops = 0;
    return 0;
}

/* Whatever a test did, all memory comes back. */
static int end(void **state)
{
    (void)state;
    executor_end(&executor);
    return memory.blocks == 0 && memory.bytes == 0 ? 0 : -1;
}

/* A future that is ready at its poll number `polls`, and wakes itself before that if it is told. */
struct counted {
    struct future future;
    int name;
    uint32_t polls;
    bool wakes_itself;
};

static enum poll counted_poll(struct future *future, const struct waker *waker)
{
    struct counted *self = (struct counted *)future;
    if (logged < LOG_MOST) {
        log_of[logged++] = self->name;
    }
    if (self->wakes_itself) {
        waker_wake(*waker);
    }
    return --self->polls == 0 ? POLL_READY : POLL_PENDING;
}

static void counted_drop(struct future *future)
{
    (void)future;
    drops++;
}

static const struct future_type counted_type = {"counted", counted_poll, counted_drop};

static struct waker spawn(int name, uint32_t polls, bool wakes_itself)
{
    struct counted *self = executor_frame(&executor, sizeof(*self));
    *self = (struct counted){.name = name, .polls = polls, .wakes_itself = wakes_itself};
    struct waker waker;
    assert_null(executor_spawn(&executor, future_start(&self->future, &counted_type), sizeof(*self),
                               &waker));
    return waker;
}

static void steps(uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        assert_true(executor_step(&executor));
    }
}

static void assert_log(const int *names, uint32_t count)
{
    assert_int_equal(logged, count);
    assert_memory_equal(log_of, names, count * sizeof(*names));
    logged = 0;
}
#define ASSERT_LOG(...) assert_log((int[]){__VA_ARGS__}, sizeof((int[]){__VA_ARGS__}) / sizeof(int))

/* 12-13, 12-17: round and round, and a task that is always ready does not keep others waiting. */
static void test_fair(void **state)
{
    (void)state;
    spawn(1, 100, true);
    spawn(2, 2, true);
    spawn(3, 3, true);
    steps(9);
    ASSERT_LOG(1, 2, 3, 1, 2, 3, 1, 3);
}

static void test_run_ends_with_the_last_task(void **state)
{
    (void)state;
    spawn(1, 3, true);
    spawn(2, 1, false);
    executor_run(&executor);
    ASSERT_LOG(1, 2, 1, 1);
    assert_int_equal(drops, 2);
    assert_int_equal(executor.alive, 0);
}

/* 12-13: in the order of the wakes; twice woken is polled once; spurious wakes do no harm. */
static void test_wakes(void **state)
{
    (void)state;
    struct waker wakers[3];
    for (int i = 0; i < 3; i++) {
        wakers[i] = spawn(i, 3, false);
    }
    steps(3);
    assert_false(executor_step(&executor));
    ASSERT_LOG(0, 1, 2);
    waker_wake(wakers[2]);
    waker_wake(wakers[0]);
    waker_wake(wakers[2]);
    steps(2);
    assert_false(executor_step(&executor));
    ASSERT_LOG(2, 0);
    assert_int_equal(wakers[2].task->wakes, 2);
    assert_int_equal(wakers[2].task->polls, 2);
    assert_int_equal(wakers[1].task->wakes, 0);
}

/* 12-13: a waker may be used for ever. Its header has become another task's by then. */
static void test_late_wakes(void **state)
{
    (void)state;
    struct waker old = spawn(1, 1, false);
    steps(1);
    assert_false(task_is_alive(old));
    waker_wake(old);
    assert_false(executor_step(&executor));
    struct waker young = spawn(2, 2, false);
    assert_ptr_equal(young.task, old.task);
    assert_true(young.id != old.id);
    steps(1);
    waker_wake(old);
    assert_false(executor_step(&executor));
    assert_false(executor_cancel(old));
    assert_true(task_is_alive(young));
    ASSERT_LOG(1, 2);
    waker_wake((struct waker)WAKER_NONE);
}

/* 12-13: who woke himself and then ended still stands in the queue, and is not polled again. */
static void test_ready_and_queued(void **state)
{
    (void)state;
    struct waker old = spawn(1, 1, true);
    steps(1);
    assert_int_equal(drops, 1);
    struct waker young = spawn(2, 1, false);
    assert_ptr_not_equal(young.task, old.task);
    steps(2);
    ASSERT_LOG(1, 2);
    assert_ptr_equal(spawn(3, 1, false).task->executor, &executor);
    assert_int_equal(memory.blocks, 3); /* two headers, used again, and a frame */
}

static void test_cancel(void **state)
{
    (void)state;
    struct waker waiting = spawn(1, 9, false);
    struct waker never_polled = spawn(2, 9, false);
    steps(1);
    assert_true(executor_cancel(waiting));
    assert_true(executor_cancel(never_polled));
    assert_int_equal(drops, 2);
    assert_false(executor_cancel(waiting));
    assert_int_equal(executor.alive, 0);
    executor_run(&executor);
    ASSERT_LOG(1);
}

/* 12-5, 12-14: ids are all different; when the last one is gone, there is no task and no leak. */
static void test_ids(void **state)
{
    (void)state;
    uint64_t last = 0;
    for (int i = 0; i < 1000; i++) {
        struct waker waker = spawn(i, 1, false);
        assert_true(waker.id > last);
        last = waker.id;
        steps(1);
    }
    drops = 0;
    executor.last_id = UINT64_MAX - 1;
    assert_int_equal(spawn(1, 2, false).id, UINT64_MAX);
    struct counted *self = executor_frame(&executor, sizeof(*self));
    *self = (struct counted){.polls = 1};
    assert_string_equal(
        executor_spawn(&executor, future_start(&self->future, &counted_type), sizeof(*self), NULL),
        "no id for another task");
    assert_int_equal(drops, 1);
}

static void test_no_memory(void **state)
{
    (void)state;
    memory.left = 1;
    struct counted *self = executor_frame(&executor, sizeof(*self));
    assert_null(executor_frame(&executor, sizeof(*self)));
    *self = (struct counted){.polls = 1};
    assert_string_equal(
        executor_spawn(&executor, future_start(&self->future, &counted_type), sizeof(*self), NULL),
        "no memory for another task");
    assert_int_equal(drops, 1);
    assert_int_equal(memory.blocks, 0);
}

/* 12-14: a queue in an array would be full at some number; this one has no size. */
static void test_100_000_tasks(void **state)
{
    (void)state;
    enum { TASKS = 100000 };
    for (int i = 0; i < TASKS; i++) {
        spawn(i, 3, true);
    }
    assert_int_equal(executor.alive, TASKS);
    executor_run(&executor);
    assert_int_equal(drops, TASKS);
    assert_int_equal(memory.blocks, TASKS); /* the headers */
}

/* A task that spawns a task that spawns a task, 12-17. */
struct parent {
    struct future future;
    uint32_t generations;
};

static enum poll parent_poll(struct future *future, const struct waker *waker);
static const struct future_type parent_type = {"parent", parent_poll, NULL};

static void parent_spawn(uint32_t generations)
{
    struct parent *self = executor_frame(&executor, sizeof(*self));
    self->generations = generations;
    assert_null(
        executor_spawn(&executor, future_start(&self->future, &parent_type), sizeof(*self), NULL));
}

static enum poll parent_poll(struct future *future, const struct waker *waker)
{
    (void)waker;
    struct parent *self = (struct parent *)future;
    log_of[logged++] = (int)self->generations;
    if (self->generations > 0) {
        parent_spawn(self->generations - 1);
    }
    return POLL_READY;
}

static void test_tasks_spawn_tasks(void **state)
{
    (void)state;
    parent_spawn(3);
    executor_run(&executor);
    ASSERT_LOG(3, 2, 1, 0);
}

/* Drawn wakes, polls and cancels against a queue kept in an array. */
static void test_drawn_queue(void **state)
{
    (void)state;
    enum { TASKS = 12, ACTIONS = 20000 };
    struct random random = {.state = 12};
    struct waker wakers[TASKS];
    int model[TASKS];
    uint32_t waiting = 0;
    for (int i = 0; i < TASKS; i++) {
        wakers[i] = spawn(i, UINT32_MAX, false);
        model[waiting++] = i;
    }
    for (int i = 0; i < ACTIONS; i++) {
        int name = (int)random_below(&random, TASKS);
        if (random_below(&random, 2) == 0) {
            bool stands = false;
            for (uint32_t at = 0; at < waiting; at++) {
                stands |= model[at] == name;
            }
            if (!stands) {
                model[waiting++] = name;
            }
            waker_wake(wakers[name]);
        } else {
            logged = 0;
            assert_int_equal(executor_step(&executor), waiting > 0);
            if (waiting > 0) {
                ASSERT_LOG(model[0]);
                waiting--;
                for (uint32_t at = 0; at < waiting; at++) {
                    model[at] = model[at + 1];
                }
            }
        }
    }
}

/* The clock finds the same poll of the same task going on, and tells once. */
static void test_a_spinning_task_is_noticed(void **state)
{
    (void)state;
    struct task_watch watch = {0};
    struct waker waker = spawn(7, 3, false);
    for (int i = 0; i < 10; i++) {
        assert_null(task_watch_tick(&watch, &executor, 3));
    }
    executor.running = waker.task; /* as it is within the poll */
    assert_null(task_watch_tick(&watch, &executor, 3));
    assert_null(task_watch_tick(&watch, &executor, 3));
    assert_ptr_equal(task_watch_tick(&watch, &executor, 3), waker.task);
    for (int i = 0; i < 10; i++) {
        assert_null(task_watch_tick(&watch, &executor, 3));
    }
    waker.task->polls++;
    assert_null(task_watch_tick(&watch, &executor, 3));
    assert_null(task_watch_tick(&watch, &executor, 3));
    assert_non_null(task_watch_tick(&watch, &executor, 3));
    executor.running = NULL;
}

/* 12-1: what is kept of a task that waits; docs/tasks.md compares it with a thread's stack. */
static void test_bytes_of_a_task(void **state)
{
    (void)state;
    assert_int_equal(sizeof(struct future), 24);
    assert_int_equal(sizeof(struct task), 88);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
    const struct CMUnitTest tests[] = {
        TEST(test_fair),
        TEST(test_run_ends_with_the_last_task),
        TEST(test_wakes),
        TEST(test_late_wakes),
        TEST(test_ready_and_queued),
        TEST(test_cancel),
        TEST(test_ids),
        TEST(test_no_memory),
        TEST(test_100_000_tasks),
        TEST(test_tasks_spawn_tasks),
        TEST(test_drawn_queue),
        TEST(test_a_spinning_task_is_noticed),
        cmocka_unit_test(test_bytes_of_a_task),
    };
    return cmocka_run_group_tests_name("executor", tests, NULL, NULL);
}
