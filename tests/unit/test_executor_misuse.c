/*
 * test_executor_misuse.c: what no task may do is told by the hook, with the task's name.
 */
#include "kernel/core/executor.h"
#include "kernel/core/wake.h"
#include "tests/unit/cmocka_headers.h"
#include "tests/unit/tasks_host.h"

static struct host_memory memory;
static struct executor executor;
static uint32_t locks_held;

static int begin(void **state)
{
    (void)state;
    static struct executor_machine machine;
    machine = host_machine_awake;
    machine.locks_held = &locks_held;
    locks_held = 0;
    struct task_memory from = host_memory_make(&memory);
    executor_start(&executor, &from, &machine);
    return 0;
}

static int end(void **state)
{
    (void)state;
    executor_end(&executor);
    return memory.blocks == 0 ? 0 : -1;
}

static struct waker spawn(const struct future_type *type)
{
    struct future *self = executor_frame(&executor, sizeof(*self));
    struct waker waker;
    assert_null(executor_spawn(&executor, future_start(self, type), sizeof(*self), &waker));
    return waker;
}

static void check_misuse(const char *text)
{
    expect_misuse(executor_step(&executor));
    assert_string_equal(misuse_text, text);
    executor.running = NULL; /* the poll was left by a jump */
}

static enum poll quitter_poll(struct future *self, const struct waker *waker)
{
    (void)self;
    executor_cancel(*waker);
    return POLL_READY;
}

static void test_a_task_does_not_cancel_itself(void **state)
{
    (void)state;
    static const struct future_type type = {"quitter", quitter_poll, NULL};
    spawn(&type);
    check_misuse("quitter: cancelled by itself");
}

static enum poll blocker_poll(struct future *self, const struct waker *waker)
{
    (void)self;
    executor_block(&executor, *waker);
    return POLL_READY;
}

static void test_a_task_does_not_block(void **state)
{
    (void)state;
    static const struct future_type type = {"blocker", blocker_poll, NULL};
    spawn(&type);
    check_misuse("blocker: blocks: a task awaits");
}

/* 12-4: a task's future that was moved after its first poll, and one that was moved before it. */
static void test_moved(void **state)
{
    (void)state;
    struct fake_future *self = executor_frame(&executor, sizeof(*self));
    struct waker waker;
    assert_null(executor_spawn(&executor, fake_future_start(self, 9, 0), sizeof(*self), &waker));
    struct fake_future elsewhere = *self;
    waker.task->future = &elsewhere.future;
    assert_true(executor_step(&executor));
    waker_wake(waker);
    struct fake_future moved = elsewhere;
    waker.task->future = &moved.future;
    check_misuse("fake: moved after its first poll");
    waker.task->future = &self->future;
}

/* A lock of the other kind, one that spins, is counted, and the count looked at after each poll. */
static enum poll locker_poll(struct future *self, const struct waker *waker)
{
    (void)waker;
    locks_held++;
    locks_held -= self->value == 0;
    return POLL_PENDING;
}

static void test_lock_across_an_await(void **state)
{
    (void)state;
    static const struct future_type type = {"locker", locker_poll, NULL};
    spawn(&type);
    assert_true(executor_step(&executor));
    spawn(&type).task->future->value = 1;
    check_misuse("locker: holds a lock across an await");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
    const struct CMUnitTest tests[] = {
        TEST(test_a_task_does_not_cancel_itself),
        TEST(test_a_task_does_not_block),
        TEST(test_moved),
        TEST(test_lock_across_an_await),
    };
    return cmocka_run_group_tests_name("executor_misuse", tests, NULL, NULL);
}
