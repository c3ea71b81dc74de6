/*
 * test_byte_stream.c: bytes come out as they went in, and what finds no room is counted.
 *
 * What an interrupt may do in between is in test_executor_interrupts.c.
 */
#include "kernel/core/byte_stream.h"
#include "tests/unit/cmocka_headers.h"
#include "tests/unit/random.h"
#include "tests/unit/tasks_host.h"

static const struct waker nobody = WAKER_NONE;

static void test_one_by_one(void **state)
{
    (void)state;
    uint8_t ring[4];
    struct byte_stream stream;
    struct byte_next next;
    byte_stream_start(&stream, ring, sizeof(ring));
    byte_stream_next(&next, &stream);
    assert_int_equal(future_poll(&next.future, &nobody), POLL_PENDING);
    assert_true(byte_stream_push(&stream, 0xff));
    assert_int_equal(future_poll(&next.future, &nobody), POLL_READY);
    assert_int_equal(next.future.value, 0xff);
}

/* It holds as many as its capacity says, and drops what comes after. */
static void test_full(void **state)
{
    (void)state;
    uint8_t ring[4];
    uint8_t byte;
    struct byte_stream stream;
    byte_stream_start(&stream, ring, sizeof(ring));
    for (uint8_t i = 0; i < 7; i++) {
        assert_int_equal(byte_stream_push(&stream, i), i < 4);
    }
    assert_int_equal(stream.dropped, 3);
    for (uint8_t i = 0; i < 4; i++) {
        assert_true(byte_stream_pop(&stream, &byte));
        assert_int_equal(byte, i);
    }
    assert_false(byte_stream_pop(&stream, &byte));
}

static void check_capacity(uint32_t capacity)
{
    static uint8_t ring[8];
    struct byte_stream stream;
    expect_misuse(byte_stream_start(&stream, ring, capacity));
}

static void test_capacities(void **state)
{
    (void)state;
    check_capacity(0);
    check_capacity(3);
    check_capacity(6);
}

/* Drawn pushes and pops against two counters, across the end of the numbers. */
static void test_drawn(void **state)
{
    (void)state;
    struct random random = {.state = 5};
    uint8_t ring[16];
    struct byte_stream stream;
    byte_stream_start(&stream, ring, sizeof(ring));
    stream.ring.put = stream.ring.taken = UINT32_MAX - 1000;
    uint32_t in = 0;
    uint32_t out = 0;
    uint32_t dropped = 0;
    for (int i = 0; i < 100000; i++) {
        uint8_t byte;
        bool pushes = random_below(&random, 100) < (i / 500 % 2 == 0 ? 60u : 40u);
        if (pushes) {
            bool fits = in - out < sizeof(ring);
            assert_int_equal(byte_stream_push(&stream, (uint8_t)(in * 7)), fits);
            in += fits;
            dropped += !fits;
        } else {
            assert_int_equal(byte_stream_pop(&stream, &byte), in != out);
            if (in != out) {
                assert_int_equal(byte, (uint8_t)(out++ * 7));
            }
        }
    }
    assert_true(in > 10000 && dropped > 100);
    assert_int_equal(stream.dropped, dropped);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_by_one),
        cmocka_unit_test(test_full),
        cmocka_unit_test(test_capacities),
        cmocka_unit_test(test_drawn),
    };
    return cmocka_run_group_tests_name("byte_stream", tests, NULL, NULL);
}
