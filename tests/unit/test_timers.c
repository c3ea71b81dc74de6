/*
 * test_timers.c: who sleeps is woken in the order of the deadlines, in time, and once (12-17).
 */
#include "kernel/core/timers.h"

#include "kernel/core/combinators.h"
#include "kernel/core/executor.h"
#include "kernel/core/wake.h"
#include "tests/unit/cmocka_headers.h"
#include "tests/unit/random.h"
#include "tests/unit/tasks_host.h"

static struct host_memory memory;
static struct executor executor;
static struct timers timers;
static struct waker keeper;

static int begin(void **state)
{
    (void)state;
    struct task_memory from = host_memory_make(&memory);
    executor_start(&executor, &from, &host_machine_awake);
    timers_start(&timers);
    struct timer_keeper *self = executor_frame(&executor, sizeof(*self));
    assert_null(
        executor_spawn(&executor, timer_keeper_start(self, &timers), sizeof(*self), &keeper));
    return 0;
}

static int end(void **state)
{
    (void)state;
    executor_end(&executor);
    return memory.blocks == 0 && timers.heap.top == NULL ? 0 : -1;
}

static void tick(uint64_t ticks)
{
    for (uint64_t i = 0; i < ticks; i++) {
        timers_tick(&timers);
        while (executor_step(&executor)) {
        }
    }
}

/* --- the heap -----------------------------------------------------------------------------------
 */

enum { TIMERS = 300 };

static bool is_before(const struct timer *a, const struct timer *b)
{
    return a->deadline < b->deadline || (a->deadline == b->deadline && a->order < b->order);
}

/* Drawn insertions and removals against a search through all; equal deadlines are frequent. */
static void test_drawn_heap(void **state)
{
    (void)state;
    static struct timer all[TIMERS];
    struct timer_heap heap = {0};
    struct random random = {.state = 34};
    for (int action = 0; action < 30000; action++) {
        struct timer *timer = &all[random_below(&random, TIMERS)];
        if (timer_is_set(timer)) {
            timer_heap_remove(&heap, timer);
        } else if (random_below(&random, 4) != 0) {
            timer->deadline = random_below(&random, 50);
            timer_heap_insert(&heap, timer);
        }
        const struct timer *first = NULL;
        for (int i = 0; i < TIMERS; i++) {
            if (timer_is_set(&all[i]) && (first == NULL || is_before(&all[i], first))) {
                first = &all[i];
            }
        }
        assert_ptr_equal(heap.top, first);
    }
}

/* Ties: first in, first out, and many of them. */
static void test_ties(void **state)
{
    (void)state;
    static struct timer all[TIMERS];
    struct timer_heap heap = {0};
    for (uint32_t i = 0; i < TIMERS; i++) {
        all[i].deadline = i % 3 == 0 ? 1 : 2;
        timer_heap_insert(&heap, &all[i]);
    }
    for (uint32_t phase = 1; phase <= 2; phase++) {
        for (uint32_t i = 0; i < TIMERS; i++) {
            if (all[i].deadline == phase) {
                assert_ptr_equal(heap.top, &all[i]);
                timer_heap_remove(&heap, &all[i]);
            }
        }
    }
    assert_null(heap.top);
}

/* --- sleeping -----------------------------------------------------------------------------------
 */

static uint64_t woken[8];
static uint32_t woken_count;

struct sleeper {
    struct future future;
    struct sleep sleep;
    uint64_t name;
};

static enum poll sleeper_poll(struct future *future, const struct waker *waker)
{
    struct sleeper *self = (struct sleeper *)future;
    if (future_poll(&self->sleep.future, waker) == POLL_PENDING) {
        return POLL_PENDING;
    }
    woken[woken_count++] = timers_now(&timers) * 10 + self->name;
    return POLL_READY;
}

static void sleeper_drop(struct future *future)
{
    future_drop(&((struct sleeper *)future)->sleep.future);
}

static struct waker sleeper_spawn(uint64_t name, uint64_t deadline)
{
    static const struct future_type type = {"sleeper", sleeper_poll, sleeper_drop};
    struct sleeper *self = executor_frame(&executor, sizeof(*self));
    self->name = name;
    sleep_until(&self->sleep, &timers, deadline);
    struct waker waker;
    assert_null(
        executor_spawn(&executor, future_start(&self->future, &type), sizeof(*self), &waker));
    return waker;
}

static void test_order(void **state)
{
    (void)state;
    woken_count = 0;
    sleeper_spawn(1, 3);
    sleeper_spawn(2, 1);
    sleeper_spawn(3, 3);
    sleeper_spawn(4, 0); /* over before it was asked for */
    struct waker cancelled = sleeper_spawn(5, 2);
    while (executor_step(&executor)) {
    }
    assert_true(executor_cancel(cancelled));
    tick(5);
    assert_int_equal(woken_count, 4);
    assert_memory_equal(woken, ((uint64_t[]){4, 12, 31, 33}), 4 * sizeof(uint64_t));
    assert_int_equal(timers.next, UINT64_MAX);
}

/* A tick wakes nobody before a deadline, however many sleep; and never looks at them. */
static void test_idle_ticks(void **state)
{
    (void)state;
    for (uint64_t i = 0; i < 1000; i++) {
        sleeper_spawn(i, 1000000 + i);
    }
    while (executor_step(&executor)) {
    }
    uint64_t wakes = keeper.task->wakes;
    for (int i = 0; i < 1000; i++) {
        timers_tick(&timers);
        assert_false(executor_step(&executor));
    }
    assert_int_equal(keeper.task->wakes, wakes);
}

/* A spurious wake does not end a sleep, nor put it into the heap twice. */
static void test_spurious_wake(void **state)
{
    (void)state;
    woken_count = 0;
    struct waker waker = sleeper_spawn(1, 2);
    for (int i = 0; i < 5; i++) {
        waker_wake(waker);
        while (executor_step(&executor)) {
        }
    }
    assert_int_equal(woken_count, 0);
    tick(2);
    assert_int_equal(woken[0], 21);
}

static void test_far_deadlines(void **state)
{
    (void)state;
    struct sleep sleep;
    timers.now = 5;
    sleep_for(&sleep, &timers, UINT64_MAX - 2);
    assert_int_equal(sleep.timer.deadline, UINT64_MAX);
    sleep_for(&sleep, &timers, 3);
    assert_int_equal(sleep.timer.deadline, 8);
}

/* Deadlines stay on their grid; what was slept through is counted, not made up for. */
static void test_interval(void **state)
{
    (void)state;
    struct interval interval;
    struct sleep sleep;
    timers.now = 100;
    interval_start(&interval, &timers, 10);
    interval_next(&interval, &sleep);
    assert_int_equal(sleep.timer.deadline, 110);
    timers.now = 119; /* late, but before the next one */
    interval_next(&interval, &sleep);
    assert_int_equal(sleep.timer.deadline, 120);
    timers.now = 130; /* at the very tick */
    interval_next(&interval, &sleep);
    assert_int_equal(sleep.timer.deadline, 130);
    assert_int_equal(interval.missed, 0);
    timers.now = 161; /* 140, 150 and 160 are over */
    interval_next(&interval, &sleep);
    assert_int_equal(sleep.timer.deadline, 170);
    assert_int_equal(interval.missed, 3);
}

static void check_timeout(uint32_t ready_at, uint64_t deadline, bool is_late)
{
    static const struct waker nobody = WAKER_NONE;
    struct fake_future fake;
    struct future_timeout timeout;
    timers.now = 0;
    future_timeout(&timeout, fake_future_start(&fake, ready_at, 7), &timers, deadline);
    while (future_poll(&timeout.future, &nobody) == POLL_PENDING) {
        timers_tick(&timers);
    }
    assert_int_equal(timeout.is_late, is_late);
    assert_int_equal(timeout.future.value, is_late ? 0 : 7);
    assert_int_equal(fake.drops, 1);
    assert_null(timers.heap.top);
    future_drop(&timeout.future);
    assert_int_equal(fake.drops, 1);
}

static void test_timeout(void **state)
{
    (void)state;
    check_timeout(3, 9, false);
    check_timeout(9, 3, true);
    check_timeout(4, 3, false); /* its fourth poll is at tick 3 */
    check_timeout(1, 0, false);
    check_timeout(2, 0, true);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_drawn_heap),
        cmocka_unit_test(test_ties),
        TEST(test_order),
        TEST(test_idle_ticks),
        TEST(test_spurious_wake),
        TEST(test_far_deadlines),
        TEST(test_interval),
        TEST(test_timeout),
    };
    return cmocka_run_group_tests_name("timers", tests, NULL, NULL);
}
