/*
 * test_keyboard_device.c: kernel/dev/keyboard.c: from the controller's port to an event (row
 * 07-13).
 */
#include <string.h>

#include "common/pc/i8042.h"
#include "kernel/dev/keyboard.h"
#include "tests/unit/cmocka_headers.h"
#include "tests/unit/fake_i8042.h"
#include "tests/unit/random.h"

enum { FLOOD = 200000, BURST = 32 };

static struct key_event event;

static int keys_fresh(void **state)
{
    (void)state;
    fake_i8042_start();
    assert_int_equal(keys_start(), I8042_READY);
    return 0;
}

/* What the handler of IRQ 1 and its task do; returns the number of events. */
static uint32_t run(void)
{
    uint32_t events = 0;
    uint8_t byte;
    for (uint32_t reads = 0; reads < 2 * BURST && i8042_read(&byte); reads++) {
        events += keys_take(byte, &event);
    }
    return events;
}

static void test_a_key_comes_all_the_way(void **state)
{
    (void)state;
    fake_i8042_key(0x1e);
    assert_int_equal(run(), 1);
    assert_int_equal(event.key, KEY_A);
    assert_int_equal(event.character, 'a');
    fake_i8042_key(0xe0);
    assert_int_equal(run(), 0);
    fake_i8042_key(0x48);
    assert_int_equal(run(), 1);
    assert_string_equal(key_name(event.key), "ArrowUp");
}

static void test_numlock_is_on_and_lit(void **state)
{
    (void)state;
    assert_int_equal(fake_i8042.leds, PS2_LED_NUM);
    fake_i8042_key(0x47);
    assert_int_equal(run(), 1);
    assert_int_equal(event.character, '7');
}

static void test_locks_are_lit(void **state)
{
    (void)state;
    fake_i8042_key(0x3a);
    run();
    assert_int_equal(fake_i8042.leds, PS2_LED_NUM | PS2_LED_CAPS);
    fake_i8042_key(0x3a); /* it repeats */
    fake_i8042_key(0xba);
    run();
    assert_int_equal(fake_i8042.leds, PS2_LED_NUM | PS2_LED_CAPS);
    fake_i8042_key(0x1e);
    run();
    assert_int_equal(event.character, 'A');
    fake_i8042_key(0x45);
    fake_i8042_key(0xc5);
    run();
    run(); /* the last answer comes with an interrupt of its own */
    assert_int_equal(fake_i8042.leds, PS2_LED_CAPS);
    assert_int_equal(i8042_counts()->answers, 4);
    assert_int_equal(keys_decoder()->bytes[SCANCODE_ANSWER], 0);
}

static void test_layouts_change(void **state)
{
    (void)state;
    assert_ptr_equal(keys_layout(), &keymap_us);
    keys_set_layout(keymap_find("dvorak"));
    assert_ptr_equal(keys_layout(), &keymap_dvorak);
    fake_i8042_key(0x10);
    assert_int_equal(run(), 1);
    assert_int_equal(event.character, '\'');
}

/* Any bytes, from both ports: each is handed on, dropped or an answer, and each is counted. */
static void test_a_flood(void **state)
{
    (void)state;
    struct random random = {.state = 5};
    uint64_t arrived = 0;
    const uint64_t before = fake_i8042.data_reads;
    for (uint32_t i = 0; i < FLOOD / BURST; i++) {
        for (uint32_t j = 0; j < random_below(&random, BURST); j++, arrived++) {
            const uint8_t byte = (uint8_t)random_next(&random);
            random_below(&random, 8) == 0 ? fake_i8042_mouse(byte) : fake_i8042_key(byte);
        }
        run();
        run();
    }
    while (fake_i8042.queued > 0) {
        run();
    }
    const struct i8042_counts *counts = i8042_counts();
    const uint64_t sum = counts->keys + counts->mouse + counts->answers;
    assert_int_equal(sum, fake_i8042.data_reads - before);
    assert_true(sum >= arrived);

    const struct scancode_decoder *decoder = keys_decoder();
    uint64_t decoded = decoder->length;
    for (int kind = SCANCODE_PENDING; kind < SCANCODE_KINDS; kind++) {
        decoded += decoder->bytes[kind];
    }
    assert_int_equal(decoded, counts->keys);
}

int main(void)
{
#define KEYS_TEST(name) cmocka_unit_test_setup(name, keys_fresh)
    const struct CMUnitTest tests[] = {
        KEYS_TEST(test_a_key_comes_all_the_way),
        KEYS_TEST(test_numlock_is_on_and_lit),
        KEYS_TEST(test_locks_are_lit),
        KEYS_TEST(test_layouts_change),
        KEYS_TEST(test_a_flood),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
