/*
 * test_executor_interrupts.c: an interrupt after every single instruction, and no wake is lost.
 *
 * Each test runs a scenario as often as it has instructions, and each time an interrupt strikes one
 * instruction later (interrupt_before in tasks_host.h). The code under test is what the compiler
 * made of it, with nothing put in for the test.
 */
#include "kernel/core/byte_stream.h"
#include "kernel/core/coroutine.h"
#include "kernel/core/executor.h"
#include "kernel/core/timers.h"
#include "tests/unit/cmocka_headers.h"
#include "tests/unit/fake_cpu.h"
#include "tests/unit/tasks_host.h"

enum { MANY = 1000 };

/* --- a task waits for a byte: rows 12-11, 12-12, 12-15 ------------------------------------------
 */

struct reader {
    struct coroutine coroutine;
    struct byte_next next;
};

static struct byte_stream stream;
static uint8_t ring[4];
static struct waker reader_task;
static uint64_t received;
static bool slept_in_spite_of_news;

COROUTINE(reader)
{
    AWAIT(byte_stream_next(&self->next, &stream));
    received = self->next.future.value;
    RETURN(0);
}
COROUTINE_END(reader);

static const struct future_type reader_type = {"reader", reader_poll, coroutine_drop};

static void byte_comes(void)
{
    byte_stream_push(&stream, 'k');
}

/* The key that was not pressed yet is pressed now. Were it there, it would lie there for ever. */
static void key_wakes(void)
{
    slept_in_spite_of_news |= cpu.handled > 0 && !cpu.is_pending;
    cpu_handle();
}

static void reader_prepare(void)
{
    cpu_begin(byte_comes, key_wakes);
    byte_stream_start(&stream, ring, sizeof(ring));
    struct reader *self = executor_frame(&executor, sizeof(*self));
    assert_null(executor_spawn(&executor, coroutine_start(&self->coroutine, &reader_type),
                               sizeof(*self), &reader_task));
    received = 0;
    slept_in_spite_of_news = false;
}

static void reader_runs(void *context)
{
    (void)context;
    executor_block(&executor, reader_task);
}

static void reader_check(bool struck)
{
    (void)struck;
    assert_int_equal(received, 'k');
    assert_false(slept_in_spite_of_news);
    assert_int_equal(stream.dropped, 0);
}

static void test_a_key_at_every_instruction(void **state)
{
    (void)state;
    cpu_every_instruction(reader_prepare, reader_runs, reader_check);
}

/*
 * The other way round: the reader runs between any two instructions of the writer, as it could on
 * another CPU. Woken before the byte is stored, it would find nothing and wait for the next one.
 */
static void reader_strikes(void *context)
{
    (void)context;
    while (executor_step(&executor)) {
    }
}

static void writer_runs(void *context)
{
    (void)context;
    byte_comes();
}

static void test_the_reader_at_every_instruction_of_the_writer(void **state)
{
    (void)state;
    reader_prepare();
    reader_strikes(NULL);
    uint64_t instructions = interrupt_trace(writer_runs, NULL);
    cpu_end();
    for (uint64_t at = 0; at < instructions; at++) {
        reader_prepare();
        reader_strikes(NULL);
        interrupt_before(at, reader_strikes, writer_runs, NULL);
        reader_strikes(NULL);
        reader_check(true);
        cpu_end();
    }
}

/* --- wakes within wakes, polls and ends ---------------------------------------------------------
 */

/* Counts time, so that a poll can be told to come after a wake. */
static uint64_t now;
static struct watched {
    struct waker waker;
    uint64_t woken;
    uint64_t polled;
} watched[3];

static uint64_t tick_of_now(void)
{
    return __atomic_add_fetch(&now, 1, __ATOMIC_RELAXED);
}

struct watcher {
    struct future future;
    struct watched *notes;
};

static enum poll watcher_poll(struct future *future, const struct waker *waker)
{
    (void)waker;
    ((struct watcher *)future)->notes->polled = tick_of_now();
    return POLL_PENDING;
}

static const struct future_type watcher_type = {"watcher", watcher_poll, NULL};

static void wake(uint32_t which)
{
    watched[which].woken = tick_of_now();
    waker_wake(watched[which].waker);
}

static void wakes_come(void)
{
    wake(2);
    wake(0);
}

static void no_sleep(void)
{
    fail_msg("asleep");
}

static void watchers_prepare(void)
{
    cpu_begin(wakes_come, no_sleep);
    now = 0;
    for (uint32_t i = 0; i < 3; i++) {
        struct watcher *self = executor_frame(&executor, sizeof(*self));
        self->notes = &watched[i];
        assert_null(executor_spawn(&executor, future_start(&self->future, &watcher_type),
                                   sizeof(*self), &watched[i].waker));
        assert_true(executor_step(&executor));
    }
}

/* One is woken, then two, so that the interrupt meets an empty, a short and a longer queue. */
static void watchers_run(void *context)
{
    (void)context;
    wake(0);
    executor_step(&executor);
    wake(1);
    wake(0);
    executor_step(&executor);
    executor_step(&executor);
}

static void watchers_check(bool struck)
{
    uint32_t polls = 0;
    while (executor_step(&executor)) {
        assert_true(++polls <= 3); /* each stands in the queue once */
    }
    for (uint32_t i = 0; i < 3; i++) {
        assert_true(watched[i].polled > watched[i].woken);
    }
    assert_int_equal(watched[2].waker.task->polls, struck ? 2 : 1);
}

static void test_wakes_at_every_instruction(void **state)
{
    (void)state;
    cpu_every_instruction(watchers_prepare, watchers_run, watchers_check);
}

/* The interrupt knows a task that ends, is cancelled, and makes room for another one. */
static void ends_run(void *context)
{
    (void)context;
    executor_cancel(watched[2].waker);
    executor_cancel(watched[0].waker);
    struct watcher *self = executor_frame(&executor, sizeof(*self));
    self->notes = &watched[1];
    executor_spawn(&executor, future_start(&self->future, &watcher_type), sizeof(*self), NULL);
    wake(1);
}

static void ends_check(bool struck)
{
    (void)struck;
    uint32_t steps = 0;
    while (executor_step(&executor)) {
        assert_true(++steps <= 4); /* the new one, number 1, and two that have ended */
    }
    assert_true(watched[1].polled > watched[1].woken);
    assert_int_equal(watched[0].polled, 1);
    assert_int_equal(watched[2].polled, 3);
    assert_int_equal(executor.alive, 2);
}

static void test_ends_at_every_instruction(void **state)
{
    (void)state;
    cpu_every_instruction(watchers_prepare, ends_run, ends_check);
}

/* --- the clock ----------------------------------------------------------------------------------
 */

enum { DEADLINE = 1 }; /* so that the tick can fall into the first poll */

struct sleeper {
    struct coroutine coroutine;
    struct sleep sleep;
};

static struct timers timers;
static uint64_t woke_at;

COROUTINE(sleeper)
{
    AWAIT(sleep_until(&self->sleep, &timers, DEADLINE));
    woke_at = timers_now(&timers);
    RETURN(0);
}
COROUTINE_END(sleeper);

static const struct future_type sleeper_type = {"sleeper", sleeper_poll, coroutine_drop};

static void tick(void)
{
    timers_tick(&timers);
}

/* The clock goes on. A sleeper whose time has come would sleep until it does. */
static void tick_wakes(void)
{
    slept_in_spite_of_news |= timers_now(&timers) >= DEADLINE && !cpu.is_pending;
    cpu_handle();
}

static void sleeper_prepare(void)
{
    cpu_begin(tick, tick_wakes);
    slept_in_spite_of_news = false;
    timers_start(&timers);
    struct timer_keeper *keeper = executor_frame(&executor, sizeof(*keeper));
    assert_null(
        executor_spawn(&executor, timer_keeper_start(keeper, &timers), sizeof(*keeper), NULL));
    struct sleeper *self = executor_frame(&executor, sizeof(*self));
    assert_null(executor_spawn(&executor, coroutine_start(&self->coroutine, &sleeper_type),
                               sizeof(*self), &reader_task));
}

/* The tick that strikes is one more than those that end a sleep, and may be the last one. */
static void sleeper_check(bool struck)
{
    assert_true(woke_at == DEADLINE || (struck && woke_at == DEADLINE + 1));
    assert_false(slept_in_spite_of_news);
    assert_null(timers.heap.top);
}

static void test_a_tick_at_every_instruction(void **state)
{
    (void)state;
    cpu_every_instruction(sleeper_prepare, reader_runs, sleeper_check);
}

/* --- many wakes in one interrupt: row 12-13 -----------------------------------------------------
 */

static struct waker many[MANY];
static struct watched notes_of_many[MANY];

static void all_come(void)
{
    for (uint32_t i = 0; i < MANY; i++) {
        waker_wake(many[i]);
    }
}

static void test_a_thousand_wakes_in_one_interrupt(void **state)
{
    (void)state;
    struct host_memory host;
    struct task_memory from = host_memory_make(&host);
    cpu_begin(all_come, cpu_handle);
    executor_start(&executor, &from, &cpu_machine);
    for (uint32_t i = 0; i < MANY; i++) {
        struct watcher *self = executor_frame(&executor, sizeof(*self));
        self->notes = &notes_of_many[i];
        assert_null(executor_spawn(&executor, future_start(&self->future, &watcher_type),
                                   sizeof(*self), &many[i]));
    }
    for (uint64_t round = 1; round <= 3; round++) {
        for (uint32_t i = 0; i < MANY; i++) {
            assert_true(executor_step(&executor));
            assert_int_equal(many[i].task->polls, round);
        }
        assert_false(executor_step(&executor));
        executor_idle(&executor);
    }
    executor_end(&executor);
    assert_int_equal(host.blocks, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_key_at_every_instruction),
        cmocka_unit_test(test_the_reader_at_every_instruction_of_the_writer),
        cmocka_unit_test(test_wakes_at_every_instruction),
        cmocka_unit_test(test_ends_at_every_instruction),
        cmocka_unit_test(test_a_tick_at_every_instruction),
        cmocka_unit_test(test_a_thousand_wakes_in_one_interrupt),
    };
    return cmocka_run_group_tests_name("executor_interrupts", tests, NULL, NULL);
}
