/*
 * test_futures.c: what every future keeps to, and the combinators, cancelled at each of their
 * polls.
 */
#include "kernel/core/combinators.h"
#include "tests/unit/cmocka_headers.h"
#include "tests/unit/tasks_host.h"

static const struct waker nobody = WAKER_NONE;

static enum poll poll(struct future *future)
{
    return future_poll(future, &nobody);
}

static void assert_pending(struct future *future, uint32_t times)
{
    for (uint32_t i = 0; i < times; i++) {
        assert_int_equal(poll(future), POLL_PENDING);
    }
}

/* 12-20: a start starts nothing, not even the parts of a combinator. */
static void test_nothing_before_the_first_poll(void **state)
{
    (void)state;
    struct fake_future fake;
    struct future *parts[] = {fake_future_start(&fake, 1, 7)};
    struct future_join join;
    future_join(&join, parts, 1);
    assert_int_equal(fake.polls, 0);
    future_drop(&join.future);
    assert_int_equal(fake.polls, 0);
    assert_int_equal(fake.drops, 1);
}

/* 12-4: it may move before its first poll, and not after. */
static void test_moved(void **state)
{
    (void)state;
    struct fake_future first;
    fake_future_start(&first, 9, 0);
    struct fake_future second = first;
    assert_pending(&second.future, 2);
    struct fake_future third = second;
    expect_misuse(poll(&third.future));
    assert_string_equal(misuse_text, "fake: moved after its first poll");
    assert_pending(&second.future, 1);
}

static void test_after_the_drop(void **state)
{
    (void)state;
    struct fake_future fake;
    future_drop(fake_future_start(&fake, 1, 0));
    expect_misuse(future_drop(&fake.future));
    assert_string_equal(misuse_text, "a future: dropped twice");
    expect_misuse(poll(&fake.future));
    assert_string_equal(misuse_text, "a future: polled after it was dropped");
}

/* 12-19: by polling and nothing else, as often as allowed. */
static void test_block_by_polling(void **state)
{
    (void)state;
    struct fake_future fake;
    assert_int_equal(future_block(fake_future_start(&fake, 1000, 5), 2000), 1000);
    assert_int_equal(fake.future.value, 5);
    assert_int_equal(future_block(fake_future_start(&fake, 1000, 5), 999), 0);
    assert_int_equal(fake.polls, 999);
}

static uint64_t doubled(void *context, uint64_t value)
{
    return value * 2 + *(uint64_t *)context;
}

/* 12-2 */
static void test_map(void **state)
{
    (void)state;
    struct fake_future fake;
    struct future_map map;
    uint64_t one = 1;
    future_map(&map, fake_future_start(&fake, 3, 20), doubled, &one);
    assert_pending(&map.future, 2);
    assert_int_equal(poll(&map.future), POLL_READY);
    assert_int_equal(map.future.value, 41);
    assert_int_equal(fake.drops, 1);
    expect_misuse(poll(&map.future));
    future_drop(&map.future);
    assert_int_equal(fake.drops, 1);
}

static struct fake_future second;

static struct future *second_start(void *context, uint64_t value)
{
    (void)context;
    return fake_future_start(&second, 2, value + 1);
}

/* 12-2: the second future is made of the first one's value, and polled at once. */
static void test_then(void **state)
{
    (void)state;
    struct fake_future first;
    struct future_then then;
    future_then(&then, fake_future_start(&first, 2, 10), second_start, NULL);
    assert_pending(&then.future, 1);
    assert_pending(&then.future, 1);
    assert_int_equal(first.drops, 1);
    assert_int_equal(second.polls, 1);
    assert_int_equal(poll(&then.future), POLL_READY);
    assert_int_equal(then.future.value, 11);
    future_drop(&then.future);
    assert_int_equal(second.drops, 1);
}

/* All parts are polled with each poll, but none that is ready. */
static void test_join(void **state)
{
    (void)state;
    struct fake_future fakes[3];
    struct future *parts[3];
    for (uint32_t i = 0; i < 3; i++) {
        parts[i] = fake_future_start(&fakes[i], 3 - i, i);
    }
    struct future_join join;
    future_join(&join, parts, 3);
    assert_pending(&join.future, 2);
    assert_int_equal(fakes[2].polls, 1);
    assert_int_equal(fakes[2].drops, 1);
    assert_int_equal(poll(&join.future), POLL_READY);
    future_drop(&join.future);
    for (uint32_t i = 0; i < 3; i++) {
        assert_int_equal(fakes[i].polls, 3 - i);
        assert_int_equal(fakes[i].drops, 1);
        assert_int_equal(fakes[i].future.value, i);
    }
}

static void test_select(void **state)
{
    (void)state;
    struct fake_future fakes[3];
    struct future *parts[3];
    for (uint32_t i = 0; i < 3; i++) {
        parts[i] = fake_future_start(&fakes[i], i == 0 ? 5 : 2, i);
    }
    struct future_select select;
    future_select(&select, parts, 3);
    assert_pending(&select.future, 1);
    assert_int_equal(poll(&select.future), POLL_READY);
    assert_int_equal(select.future.value, 1); /* number 2 would have been ready too */
    assert_int_equal(fakes[2].polls, 1);
    expect_misuse(poll(&select.future));
    future_drop(&select.future);
    for (uint32_t i = 0; i < 3; i++) {
        assert_int_equal(fakes[i].drops, 1);
    }
}

/* Every combinator, cancelled after each number of polls: each part is dropped once. */
static void check_cancelled(struct future *future, uint32_t polls, const struct fake_future *fake)
{
    assert_pending(future, polls);
    future_drop(future);
    assert_int_equal(fake->drops, 1);
}

static void test_cancelled_after_each_poll(void **state)
{
    (void)state;
    uint64_t none = 0;
    struct timers timers;
    timers_start(&timers);
    for (uint32_t polls = 0; polls < 4; polls++) {
        struct fake_future fake;
        struct future *part = fake_future_start(&fake, 5, 0);
        struct future_map map;
        check_cancelled(future_map(&map, part, doubled, &none), polls, &fake);
        struct future_then then;
        part = fake_future_start(&fake, 5, 0);
        check_cancelled(future_then(&then, part, second_start, NULL), polls, &fake);
        struct future_join join;
        part = fake_future_start(&fake, 5, 0);
        check_cancelled(future_join(&join, &part, 1), polls, &fake);
        struct future_select select;
        part = fake_future_start(&fake, 5, 0);
        check_cancelled(future_select(&select, &part, 1), polls, &fake);
        struct future_timeout timeout;
        part = fake_future_start(&fake, 5, 0);
        check_cancelled(future_timeout(&timeout, part, &timers, 100), polls, &fake);
        assert_null(timers.heap.top);
    }
}

/* In the second half of `then`, where the first part is gone. */
static void test_then_cancelled_later(void **state)
{
    (void)state;
    struct fake_future first;
    struct future_then then;
    future_then(&then, fake_future_start(&first, 1, 10), second_start, NULL);
    assert_pending(&then.future, 1);
    future_drop(&then.future);
    assert_int_equal(first.drops, 1);
    assert_int_equal(second.drops, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nothing_before_the_first_poll),
        cmocka_unit_test(test_moved),
        cmocka_unit_test(test_after_the_drop),
        cmocka_unit_test(test_block_by_polling),
        cmocka_unit_test(test_map),
        cmocka_unit_test(test_then),
        cmocka_unit_test(test_join),
        cmocka_unit_test(test_select),
        cmocka_unit_test(test_cancelled_after_each_poll),
        cmocka_unit_test(test_then_cancelled_later),
    };
    return cmocka_run_group_tests_name("futures", tests, NULL, NULL);
}
