/*
 * test_coroutine.c: a coroutine goes on where it stopped, and lets go of all it holds wherever it
 * is cancelled.
 *
 * What a compiler refuses within a coroutine is in test_coroutine_locals.py.
 */
#include "kernel/core/coroutine.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kernel/core/executor.h"
#include "tests/unit/cmocka_headers.h"
#include "tests/unit/tasks_host.h"

static struct host_memory memory;
static struct executor executor;
static char trail[64];

static int begin(void **state)
{
    (void)state;
    struct task_memory from = host_memory_make(&memory);
    executor_start(&executor, &from, &host_machine_awake);
    trail[0] = '\0';
    return 0;
}

static int end(void **state)
{
    (void)state;
    executor_end(&executor);
    return memory.blocks == 0 && memory.bytes == 0 ? 0 : -1;
}

static void note(const char *text)
{
    strcat(trail, text);
}

/* --- a coroutine with a loop, a branch, a yield, two awaits, and memory of its own --------------
 */

struct worker {
    struct coroutine coroutine;
    struct fake_future first;
    struct fake_future second;
    char *argument; /* moved in: the worker's from the start on (12-21) */
    uint32_t round;
};

COROUTINE(worker)
{
    note("begin ");
    for (self->round = 0; self->round < 2; self->round++) {
        AWAIT(fake_future_start(&self->first, 2, self->round));
        if (self->first.future.value == 1) {
            { /* a block without an await has locals */
                size_t length = strlen(self->argument);
                note(length == 5 ? "five " : "other ");
            }
            YIELD();
            AWAIT(fake_future_start(&self->second, 3, 0));
        }
        note("round ");
    }
    RETURN(self->round);
}
COROUTINE_END(worker);

static void worker_drop(struct future *future)
{
    coroutine_drop(future);
    free(((struct worker *)future)->argument);
}

static const struct future_type worker_type = {"worker", worker_poll, worker_drop};

static struct worker *worker_make(struct future **future)
{
    struct worker *self = executor_frame(&executor, sizeof(*self));
    *self = (struct worker){.argument = strdup("moved")};
    *future = coroutine_start(&self->coroutine, &worker_type);
    return self;
}

static struct waker worker_spawn(void)
{
    struct future *future;
    struct waker waker;
    worker_make(&future);
    assert_null(executor_spawn(&executor, future, sizeof(struct worker), &waker));
    return waker;
}

static void test_straight_through(void **state)
{
    (void)state;
    struct future *future;
    struct worker *worker = worker_make(&future);
    const struct waker nobody = WAKER_NONE;
    assert_string_equal(trail, ""); /* 12-20 */
    uint32_t pending = 0;
    while (future_poll(future, &nobody) == POLL_PENDING) {
        pending++;
    }
    assert_int_equal(pending, 1 + 1 + 1 + 2); /* of two, of two, the yield, of three */
    assert_string_equal(trail, "begin round five round ");
    assert_int_equal(future->value, 2);
    assert_int_equal(worker->second.drops, 1);
    expect_misuse(future_poll(future, &nobody));
    assert_string_equal(misuse_text, "worker: polled after it was ready");
    future_drop(future);
    executor_frame_release(&executor, worker, sizeof(*worker));
}

/* 12-21: cancelled after each number of polls, the leak checker finds the argument released once,
 * and what was awaited is dropped before the memory is. */
static void test_cancelled_at_each_await(void **state)
{
    (void)state;
    for (uint32_t polls = 0; polls < 6; polls++) {
        trail[0] = '\0';
        fake_futures = 0;
        struct waker waker = worker_spawn();
        for (uint32_t i = 0; i < polls; i++) {
            waker_wake(waker);
            assert_true(executor_step(&executor));
        }
        assert_true(executor_cancel(waker));
        assert_int_equal(fake_futures, 0);
    }
}

/* The line on which a task waits is its state. */
static void test_the_state_is_a_line(void **state)
{
    (void)state;
    struct future *future;
    struct worker *worker = worker_make(&future);
    const struct waker nobody = WAKER_NONE;
    assert_int_equal(worker->coroutine.line, COROUTINE_START);
    future_poll(future, &nobody);
    uint32_t first = worker->coroutine.line;
    assert_true(first > 0 && first < __LINE__);
    future_poll(future, &nobody);
    assert_int_equal(worker->coroutine.line, first);
    future_poll(future, &nobody);
    assert_true(worker->coroutine.line > first); /* the yield's */
    future_drop(future);
    executor_frame_release(&executor, worker, sizeof(*worker));
}

/* --- what a compiler does not see ----------------------------------------------------------------
 */

struct switcher {
    struct coroutine coroutine;
    struct fake_future fake;
};

/* The await's case belongs to the inner switch, so the outer one does not find it again. */
COROUTINE(switcher)
{
    switch (self->fake.ready_at) {
    default:
        AWAIT(fake_future_start(&self->fake, 2, 0));
    }
    RETURN(0);
}
COROUTINE_END(switcher);

static void test_await_within_a_switch(void **state)
{
    (void)state;
    static const struct future_type type = {"switcher", switcher_poll, coroutine_drop};
    const struct waker nobody = WAKER_NONE;
    struct switcher self = {0};
    struct future *future = coroutine_start(&self.coroutine, &type);
    assert_int_equal(future_poll(future, &nobody), POLL_PENDING);
    expect_misuse(future_poll(future, &nobody));
    assert_string_equal(misuse_text, "switcher: awaits within a switch, or has no RETURN");
}

/* --- a pointer to a dead caller's local: row 12-21
 * ------------------------------------------------ */

const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
    return "detect_stack_use_after_return=1";
}

struct borrower {
    struct coroutine coroutine;
    const uint32_t *number; /* not the borrower's */
};

COROUTINE(borrower)
{
    YIELD();
    RETURN(*self->number);
}
COROUTINE_END(borrower);

static __attribute__((noinline)) void borrower_spawn(void)
{
    static const struct future_type type = {"borrower", borrower_poll, coroutine_drop};
    uint32_t local = 7;
    struct borrower *self = executor_frame(&executor, sizeof(*self));
    self->number = &local;
    assert_null(
        executor_spawn(&executor, coroutine_start(&self->coroutine, &type), sizeof(*self), NULL));
    executor_step(&executor); /* the local is alive here */
}

/* The sanitizer ends a child in which the borrower runs on when its lender has returned. */
static void test_a_dead_callers_local_is_caught(void **state)
{
    (void)state;
    char text[4096] = "";
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    if (child == 0) {
        dup2(ends[1], STDERR_FILENO);
        close(ends[0]);
        close(ends[1]);
        borrower_spawn();
        executor_run(&executor);
        _exit(0);
    }
    close(ends[1]);
    size_t length = 0;
    for (ssize_t got = 1; got > 0 && length < sizeof(text) - 1; length += (size_t)got) {
        got = read(ends[0], text + length, sizeof(text) - 1 - length);
        got = got < 0 ? 0 : got;
    }
    close(ends[0]);
    int status = 0;
    waitpid(child, &status, 0);
    assert_true(status != 0);
    assert_non_null(strstr(text, "stack-use-after-return"));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
    const struct CMUnitTest tests[] = {
        TEST(test_straight_through),
        TEST(test_cancelled_at_each_await),
        TEST(test_the_state_is_a_line),
        TEST(test_await_within_a_switch),
        TEST(test_a_dead_callers_local_is_caught),
    };
    return cmocka_run_group_tests_name("coroutine", tests, NULL, NULL);
}
