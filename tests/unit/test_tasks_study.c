/*
 * test_tasks_study.c: the steps of the texts on the way to the executor, each as it is told there.
 */
#include <string.h>

#include "kernel/core/combinators.h"
#include "kernel/core/executor.h"
#include "kernel/core/study/async_number.h"
#include "kernel/core/study/example_machine.h"
#include "kernel/core/study/scancode_queue.h"
#include "kernel/core/study/self_reference.h"
#include "kernel/core/study/simple_executor.h"
#include "tests/unit/cmocka_headers.h"
#include "tests/unit/tasks_host.h"

static const struct waker nobody = WAKER_NONE;
static char printed[64];

static void print(void *context, const char *text, size_t length)
{
    (void)context;
    strncat(printed, text, length);
}

/* 12-2: a file that is there at the third poll, and the length of its text. */
static uint64_t length_of(void *context, uint64_t value)
{
    (void)context;
    return strlen((const char *)(uintptr_t)value);
}

static void test_three_polls_and_a_length(void **state)
{
    (void)state;
    struct slow_file file;
    struct future_map length;
    future_map(&length, slow_file_start(&file, "Hello World!"), length_of, NULL);
    assert_int_equal(file.polls, 0); /* 12-20 */
    assert_int_equal(future_poll(&length.future, &nobody), POLL_PENDING);
    assert_int_equal(future_poll(&length.future, &nobody), POLL_PENDING);
    assert_int_equal(future_poll(&length.future, &nobody), POLL_READY);
    assert_int_equal(length.future.value, 12);
}

/* 12-3: the machine by hand, through all its states. */
static void check_example(size_t min_length, const char *result, uint64_t polls)
{
    static const struct example_files files = {.foo = "four", .bar = " and more"};
    char text[EXAMPLE_TEXT_BYTES];
    struct example_machine machine;
    struct future *future = example_start(&machine, &files, min_length, text);
    assert_int_equal(machine.state, EXAMPLE_START);
    assert_int_equal(future_poll(future, &nobody), POLL_PENDING);
    assert_int_equal(machine.state, EXAMPLE_WAITING_ON_FOO);
    assert_int_equal(machine.waiting_on_foo.min_length, min_length);
    assert_int_equal(future_block(future, 100), polls - 1);
    assert_int_equal(machine.state, EXAMPLE_END);
    assert_string_equal(text, result);
    assert_int_equal(future->value, strlen(result));
    expect_misuse(future_poll(future, &nobody));
}

static void test_the_machine_by_hand(void **state)
{
    (void)state;
    check_example(4, "four", 3);
    check_example(5, "four and more", 5); /* one poll sees foo ready and bar pending */
    assert_true(sizeof(((struct example_machine *)0)->waiting_on_foo) <=
                sizeof(struct slow_file) + sizeof(size_t));
}

/* 12-2: foo is 5, bar(x) is x + 5. */
static void test_foo_and_bar(void **state)
{
    (void)state;
    struct foo foo;
    struct bar bar;
    assert_int_equal(future_block(foo_start(&foo), 1), 1);
    assert_int_equal(foo.coroutine.future.value, 5);
    assert_int_equal(future_block(bar_start(&bar, 5), 1), 1);
    assert_int_equal(bar.coroutine.future.value, 10);
}

/* 12-6, 12-7: first in, first out, and busy while anybody waits; ids are unique (12-5). */
static void test_the_simple_executor(void **state)
{
    (void)state;
    struct simple_executor executor = {0};
    struct simple_task tasks[2];
    struct example_task example;
    struct slow_file file;
    printed[0] = '\0';
    simple_executor_spawn(&executor, &tasks[0], slow_file_start(&file, ""));
    simple_executor_spawn(&executor, &tasks[1], example_task_start(&example, print, NULL));
    assert_true(tasks[0].id != tasks[1].id);
    assert_int_equal(simple_executor_run(&executor, 1), 1);
    assert_string_equal(printed, "");
    assert_int_equal(simple_executor_run(&executor, 100), 3);
    assert_string_equal(printed, "async number: 42\n");
    assert_null(executor.first);
}

static void test_the_simple_executor_is_busy(void **state)
{
    (void)state;
    struct simple_executor executor = {0};
    struct simple_task task;
    struct fake_future fake;
    simple_executor_spawn(&executor, &task, fake_future_start(&fake, UINT32_MAX, 0));
    assert_int_equal(simple_executor_run(&executor, 100000), 100000);
}

/* 12-7: the same task under the real executor. */
static void test_async_number(void **state)
{
    (void)state;
    struct host_memory memory;
    struct task_memory from = host_memory_make(&memory);
    struct executor executor;
    executor_start(&executor, &from, &host_machine_awake);
    struct example_task *example = executor_frame(&executor, sizeof(*example));
    printed[0] = '\0';
    assert_null(executor_spawn(&executor, example_task_start(example, print, NULL),
                               sizeof(*example), NULL));
    executor_run(&executor);
    assert_string_equal(printed, "async number: 42\n");
    executor_end(&executor);
    assert_int_equal(memory.blocks, 0);
}

/* 12-19: the same wait, by busy polling and by sleeping: as many polls as it takes, and two. */
static struct fake_future *waited_for;
static uint32_t sleeps;

static void nothing(void)
{
}

static void sleep_until_the_interrupt(void)
{
    sleeps++;
    waited_for->ready_at = waited_for->polls + 1;
    waker_wake(waited_for->waker);
}

static void test_polls_of_both_ways_to_wait(void **state)
{
    (void)state;
    static const struct executor_machine machine = {nothing, nothing, sleep_until_the_interrupt,
                                                    NULL};
    struct fake_future fake;
    assert_int_equal(future_block(fake_future_start(&fake, 5000, 0), 10000), 5000);
    struct host_memory memory;
    struct task_memory from = host_memory_make(&memory);
    struct executor executor;
    struct waker waker;
    executor_start(&executor, &from, &machine);
    waited_for = executor_frame(&executor, sizeof(*waited_for));
    assert_null(executor_spawn(&executor, fake_future_start(waited_for, UINT32_MAX, 0),
                               sizeof(*waited_for), &waker));
    executor_block(&executor, waker);
    assert_int_equal(waker.task->polls, 2);
    assert_int_equal(sleeps, 1);
    executor_end(&executor);
}

/* 12-4: the copy's pointer still points into the original. */
static void test_a_moved_machine_points_to_where_it_was(void **state)
{
    (void)state;
    struct self_reference original;
    struct future *future = self_reference_start(&original);
    assert_int_equal(future_poll(future, &nobody), POLL_PENDING);
    struct self_reference copy = original;
    copy.array[2] = 30;
    assert_ptr_equal(copy.element, &original.array[2]);
    assert_int_equal(*copy.element, 3); /* 30 was meant */
    expect_misuse(future_poll(&copy.coroutine.future, &nobody));
    assert_string_equal(misuse_text, "self_reference: moved after its first poll");
    assert_int_equal(future_poll(future, &nobody), POLL_READY);
    assert_int_equal(future->value, 3);
}

/* 12-8, 12-9: allocated before it is used, 100 bytes, and a warning for what is lost. */
static void test_the_scancode_queue(void **state)
{
    (void)state;
    struct host_memory memory;
    struct task_memory from = host_memory_make(&memory);
    struct scancode_queue queue = {0};
    assert_string_equal(scancode_add(&queue, 1), "scancode queue uninitialized");
    assert_null(scancode_stream_open(&queue, &from));
    for (uint8_t i = 0; i < 100; i++) {
        assert_null(scancode_add(&queue, i));
    }
    assert_string_equal(scancode_add(&queue, 100), "scancode queue full; dropping keyboard input");
    assert_int_equal(memory.blocks, 1); /* and none since */
    for (uint64_t i = 0; i < 100; i++) {
        struct scancode_next next;
        scancode_stream_next(&next, &queue);
        assert_int_equal(future_poll(&next.future, &nobody), POLL_READY);
        assert_int_equal(next.future.value, i);
        assert_null(scancode_add(&queue, 0x80));
        queue.end = queue.end > 0 ? queue.end - 1 : SCANCODE_QUEUE_BYTES; /* take it back */
    }
    struct scancode_next next;
    scancode_stream_next(&next, &queue);
    assert_int_equal(future_poll(&next.future, &nobody), POLL_PENDING);
    from.release(from.context, queue.bytes, SCANCODE_QUEUE_BYTES + 1);
}

/* 12-10: one stream. */
static void test_one_stream_alone(void **state)
{
    (void)state;
    struct host_memory memory;
    struct task_memory from = host_memory_make(&memory);
    struct scancode_queue queue = {0};
    memory.left = 0;
    assert_string_equal(scancode_stream_open(&queue, &from), "no memory for the scancode queue");
    memory.left = 1;
    assert_null(scancode_stream_open(&queue, &from));
    expect_misuse(scancode_stream_open(&queue, &from));
    assert_string_equal(misuse_text, "the scancode stream: opened twice");
    from.release(from.context, queue.bytes, SCANCODE_QUEUE_BYTES + 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_three_polls_and_a_length),
        cmocka_unit_test(test_the_machine_by_hand),
        cmocka_unit_test(test_foo_and_bar),
        cmocka_unit_test(test_the_simple_executor),
        cmocka_unit_test(test_the_simple_executor_is_busy),
        cmocka_unit_test(test_async_number),
        cmocka_unit_test(test_polls_of_both_ways_to_wait),
        cmocka_unit_test(test_a_moved_machine_points_to_where_it_was),
        cmocka_unit_test(test_the_scancode_queue),
        cmocka_unit_test(test_one_stream_alone),
    };
    return cmocka_run_group_tests_name("tasks_study", tests, NULL, NULL);
}
