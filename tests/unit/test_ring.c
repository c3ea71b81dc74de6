/*
 * test_ring.c: kernel/core/ring.h against a model, and between two threads.
 */
#include <pthread.h>

#include "kernel/core/ring.h"
#include "tests/unit/cmocka_headers.h"
#include "tests/unit/random.h"

enum { SIZE = 8, THREADED_BYTES = 200000 };

static void test_empty_full_and_one_between(void **state)
{
    (void)state;
    static uint8_t bytes[SIZE];
    static struct ring ring = RING(bytes);
    uint8_t byte = 77;
    assert_false(ring_pop(&ring, &byte));
    assert_int_equal(byte, 77);
    for (uint8_t i = 0; i < SIZE; i++) {
        assert_true(ring_push(&ring, i));
    }
    assert_false(ring_push(&ring, 99));
    assert_int_equal(ring_count(&ring), SIZE);
    assert_true(ring_pop(&ring, &byte));
    assert_int_equal(byte, 0);
    assert_true(ring_push(&ring, SIZE));
    for (uint8_t i = 1; i <= SIZE; i++) {
        assert_true(ring_pop(&ring, &byte));
        assert_int_equal(byte, i);
    }
    assert_int_equal(ring_count(&ring), 0);
}

static void test_a_ring_of_one_byte(void **state)
{
    (void)state;
    uint8_t bytes[1];
    struct ring ring = RING(bytes);
    uint8_t byte;
    assert_true(ring_push(&ring, 5));
    assert_false(ring_push(&ring, 6));
    assert_true(ring_pop(&ring, &byte));
    assert_int_equal(byte, 5);
    assert_false(ring_pop(&ring, &byte));
}

/* The model never wraps: what went in at n comes out at n. The indices begin near their end. */
static void test_drawn_steps_against_a_model(void **state)
{
    (void)state;
    static uint8_t model[100000];
    struct random random = {.state = 6};
    uint8_t bytes[SIZE];
    struct ring ring = RING(bytes);
    ring.put = ring.taken = UINT32_MAX - 1000;
    uint32_t in = 0;
    uint32_t out = 0;
    while (in < ARRAY_LENGTH(model)) {
        uint8_t byte = (uint8_t)random_next(&random);
        if (random_below(&random, 2)) {
            bool fits = in - out < SIZE;
            assert_int_equal(ring_push(&ring, byte), fits);
            if (fits) {
                model[in++] = byte;
            }
        } else {
            assert_int_equal(ring_pop(&ring, &byte), out < in);
            if (out < in) {
                assert_int_equal(byte, model[out++]);
            }
        }
        assert_int_equal(ring_count(&ring), in - out);
    }
}

static void *producer(void *argument)
{
    struct ring *ring = (struct ring *)argument;
    for (uint32_t i = 0; i < THREADED_BYTES;) {
        i += ring_push(ring, (uint8_t)(i * 7));
    }
    return NULL;
}

/* Stronger than what the kernel needs, where one side interrupts the other on the same CPU. */
static void test_two_threads(void **state)
{
    (void)state;
    static uint8_t bytes[64];
    static struct ring ring = RING(bytes);
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, producer, &ring), 0);
    for (uint32_t i = 0; i < THREADED_BYTES;) {
        uint8_t byte;
        if (ring_pop(&ring, &byte)) {
            assert_int_equal(byte, (uint8_t)(i * 7));
            i++;
        }
    }
    pthread_join(thread, NULL);
    assert_int_equal(ring_count(&ring), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_empty_full_and_one_between),
        cmocka_unit_test(test_a_ring_of_one_byte),
        cmocka_unit_test(test_drawn_steps_against_a_model),
        cmocka_unit_test(test_two_threads),
    };
    return cmocka_run_group_tests_name("ring", tests, NULL, NULL);
}
