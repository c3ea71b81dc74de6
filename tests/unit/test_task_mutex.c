/*
 * test_task_mutex.c: row 12-18: pending while it is held, handed over in order, held across awaits.
 */
#include "kernel/core/task_mutex.h"

#include "kernel/core/coroutine.h"
#include "kernel/core/executor.h"
#include "tests/unit/cmocka_headers.h"
#include "tests/unit/random.h"
#include "tests/unit/tasks_host.h"

enum { TASKS = 6 };

static struct host_memory memory;
static struct executor executor;
static struct task_mutex mutex;
static uint32_t holders;
static uint64_t order[64];
static uint32_t taken;

static int begin(void **state)
{
    (void)state;
    struct task_memory from = host_memory_make(&memory);
    executor_start(&executor, &from, &host_machine_awake);
    mutex = (struct task_mutex){0};
    holders = taken = 0;
    return 0;
}

static int end(void **state)
{
    (void)state;
    executor_end(&executor);
    return memory.blocks == 0 && !mutex.is_held && mutex.line == NULL ? 0 : -1;
}

/* Takes the mutex, lets the others go on twice, gives it back. */
struct user {
    struct coroutine coroutine;
    struct task_mutex_lock lock;
    uint64_t name;
    bool holds;
};

COROUTINE(user)
{
    AWAIT(task_mutex_lock(&self->lock, &mutex));
    self->holds = true;
    assert_int_equal(holders++, 0);
    order[taken++] = self->name;
    YIELD();
    assert_int_equal(holders, 1);
    YIELD();
    holders--;
    self->holds = false;
    task_mutex_unlock(&mutex);
    RETURN(0);
}
COROUTINE_END(user);

static void user_drop(struct future *future)
{
    struct user *self = (struct user *)future;
    coroutine_drop(future);
    if (self->holds) {
        holders--;
        task_mutex_unlock(&mutex);
    }
}

static const struct future_type user_type = {"user", user_poll, user_drop};

static struct waker spawn(uint64_t name)
{
    struct user *self = executor_frame(&executor, sizeof(*self));
    *self = (struct user){.name = name};
    struct waker waker;
    assert_null(executor_spawn(&executor, coroutine_start(&self->coroutine, &user_type),
                               sizeof(*self), &waker));
    return waker;
}

static void test_in_order(void **state)
{
    (void)state;
    struct waker wakers[TASKS];
    for (uint64_t i = 0; i < TASKS; i++) {
        wakers[i] = spawn(i);
    }
    executor_turn(&executor, TASKS);
    assert_int_equal(taken, 1);
    assert_int_equal(wakers[5].task->polls, 1);
    executor_run(&executor);
    assert_int_equal(taken, TASKS);
    for (uint64_t i = 0; i < TASKS; i++) {
        assert_int_equal(order[i], i);
    }
}

/* Who waits sleeps: no poll until it is his turn. */
static void test_waiting_costs_no_polls(void **state)
{
    (void)state;
    spawn(0);
    struct waker waiting = spawn(1);
    executor_turn(&executor, 2);
    while (task_is_alive(waiting)) {
        assert_true(executor_step(&executor));
        assert_true(waiting.task->polls <= 4);
    }
}

/* Cancelled at any point, in any order, nobody is left waiting for ever. */
static void test_drawn_cancels(void **state)
{
    (void)state;
    struct random random = {.state = 18};
    for (int round = 0; round < 2000; round++) {
        struct waker wakers[TASKS];
        taken = 0;
        for (uint64_t i = 0; i < TASKS; i++) {
            wakers[i] = spawn(i);
        }
        uint64_t steps = random_below(&random, 30);
        for (uint64_t i = 0; i < steps; i++) {
            if (random_below(&random, 3) == 0) {
                executor_cancel(wakers[random_below(&random, TASKS)]);
            }
            executor_step(&executor);
        }
        executor_run(&executor);
        assert_int_equal(holders, 0);
        assert_false(mutex.is_held);
        for (uint32_t i = 1; i < taken; i++) {
            assert_true(order[i - 1] < order[i]);
        }
    }
}

static void test_unlocked_twice(void **state)
{
    (void)state;
    expect_misuse(task_mutex_unlock(&mutex));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
    const struct CMUnitTest tests[] = {
        TEST(test_in_order),
        TEST(test_waiting_costs_no_polls),
        TEST(test_drawn_cancels),
        TEST(test_unlocked_twice),
    };
    return cmocka_run_group_tests_name("task_mutex", tests, NULL, NULL);
}
