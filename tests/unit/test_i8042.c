/*
 * test_i8042.c: kernel/dev/i8042.c on controllers that are absent, broken, or not what they seem.
 */
#include "common/pc/i8042.h"
#include "kernel/dev/i8042.h"
#include "tests/unit/cmocka_headers.h"
#include "tests/unit/fake_i8042.h"

enum {
    STATUS_READS_AT_MOST = 1000000, /* about a second, whatever the controller does */
    SOME_LEDS = PS2_LED_NUM,
    A_KEY = 0x1e,
};

static int controller_fresh(void **state)
{
    (void)state;
    fake_i8042_start();
    return 0;
}

/* Whatever becomes of it: it ends, and it has a text. */
static enum i8042_result start_checked(void)
{
    fake_i8042.status_reads = 0;
    enum i8042_result result = i8042_start(SOME_LEDS);
    assert_in_range(fake_i8042.status_reads, 1, STATUS_READS_AT_MOST);
    assert_true(i8042_text(result)[0] != '\0');
    return result;
}

static void assert_ready_for_keys(void)
{
    assert_true(fake_i8042.keyboard_enabled);
    assert_false(fake_i8042.mouse_enabled);
    assert_true(fake_i8042.config & I8042_CONFIG_IRQ1);
    assert_true(fake_i8042.config & I8042_CONFIG_TRANSLATE);
    assert_false(fake_i8042.config & I8042_CONFIG_IRQ12);
    assert_true(fake_i8042.config & 1 << 2); /* what does not concern us is as it was */
    assert_int_equal(fake_i8042.queued, 0);
}

static void test_an_honest_controller(void **state)
{
    (void)state;
    assert_int_equal(start_checked(), I8042_READY);
    assert_ready_for_keys();
    assert_true(fake_i8042.scanning);
    assert_int_equal(fake_i8042.leds, SOME_LEDS);
    assert_in_range(fake_i8042.status_reads, 1, 100);
    assert_string_equal(i8042_text(I8042_READY), "8042 ready");
}

static void test_a_slow_controller(void **state)
{
    (void)state;
    fake_i8042.busy_reads = 1000;
    assert_int_equal(start_checked(), I8042_READY);
    assert_ready_for_keys();
    assert_int_equal(fake_i8042.leds, SOME_LEDS);
}

static void test_no_controller(void **state)
{
    (void)state;
    uint8_t byte;
    fake_i8042.absent = true;
    assert_int_equal(start_checked(), I8042_ABSENT);
    assert_in_range(fake_i8042.status_reads, 1, 100);
    assert_false(i8042_is_usable(I8042_ABSENT));
    assert_false(i8042_read(&byte));
    i8042_set_leds(PS2_LED_CAPS);
    assert_false(i8042_read(&byte));
    assert_int_equal(fake_i8042.writes, 0);
    assert_int_equal(fake_i8042.data_reads, 0);
}

static void test_a_controller_that_takes_nothing(void **state)
{
    (void)state;
    fake_i8042.busy = true;
    assert_int_equal(start_checked(), I8042_BUSY);
    assert_false(i8042_is_usable(I8042_BUSY));
    assert_int_equal(fake_i8042.writes, 0);
}

static void test_a_controller_that_never_runs_dry(void **state)
{
    (void)state;
    uint8_t byte;
    fake_i8042.endless = true;
    assert_int_equal(start_checked(), I8042_STUCK);
    assert_false(i8042_is_usable(I8042_STUCK));
    const uint64_t before = fake_i8042.data_reads;
    assert_true(i8042_read(&byte));
    assert_int_equal(fake_i8042.data_reads, before + 1);
}

/* A key that was pressed while the machine started would block all others. */
static void test_keys_from_before_are_read_away(void **state)
{
    (void)state;
    for (int i = 0; i < 16; i++) {
        fake_i8042_key(A_KEY);
        fake_i8042_mouse(0x08);
    }
    assert_int_equal(start_checked(), I8042_READY);
    assert_ready_for_keys();
    assert_in_range(i8042_counts()->drained, 32, 40);
    assert_int_equal(i8042_counts()->keys, 0);
}

/* Firmware that plays an 8042 for a USB keyboard, and plays it badly. */
static void test_firmware_that_tells_no_configuration(void **state)
{
    (void)state;
    fake_i8042.tells_no_config = true;
    assert_int_equal(start_checked(), I8042_UNTESTED);
    assert_true(i8042_is_usable(I8042_UNTESTED));
    assert_true(fake_i8042.keyboard_enabled);
    assert_int_equal(fake_i8042.config, I8042_CONFIG_IRQ12 | 1 << 2); /* untouched */
    assert_int_equal(fake_i8042.leds, SOME_LEDS);
}

static void test_firmware_that_does_not_test_itself(void **state)
{
    (void)state;
    fake_i8042.tests_silently = true;
    assert_int_equal(start_checked(), I8042_UNTESTED);
    assert_ready_for_keys();
}

/* A key that was on its way is not taken for the configuration, which it would spoil. */
static void test_a_key_in_place_of_the_configuration(void **state)
{
    (void)state;
    fake_i8042.late_keys = 1;
    assert_int_equal(start_checked(), I8042_READY);
    assert_ready_for_keys();
    assert_int_equal(fake_i8042.config & 1 << 7, 0); /* which the late key has set */
}

static void test_a_configuration_that_is_never_the_same(void **state)
{
    (void)state;
    const uint8_t before = fake_i8042.config;
    fake_i8042.late_keys = 1000;
    assert_int_equal(start_checked(), I8042_UNTESTED);
    assert_int_equal(fake_i8042.config, before);
}

static void test_a_self_test_that_fails(void **state)
{
    (void)state;
    fake_i8042.test_verdict = 0xfc;
    assert_int_equal(start_checked(), I8042_TEST_FAILED);
    assert_true(i8042_is_usable(I8042_TEST_FAILED));
    assert_ready_for_keys();
}

static void test_a_self_test_that_resets_the_configuration(void **state)
{
    (void)state;
    fake_i8042.test_resets_config = true;
    assert_int_equal(start_checked(), I8042_READY);
    assert_ready_for_keys();
}

/* It may be plugged in later. */
static void test_no_keyboard(void **state)
{
    (void)state;
    fake_i8042.unplugged = true;
    assert_int_equal(start_checked(), I8042_NO_KEYBOARD);
    assert_true(i8042_is_usable(I8042_NO_KEYBOARD));
    assert_ready_for_keys();
    assert_int_equal(fake_i8042.keyboard_writes, 1);
}

static void test_a_keyboard_that_wants_it_again(void **state)
{
    (void)state;
    fake_i8042.resends = 3;
    assert_int_equal(start_checked(), I8042_READY);
    assert_int_equal(fake_i8042.leds, SOME_LEDS);
    assert_int_equal(fake_i8042.keyboard_writes, 3 + 3);
}

static void test_a_keyboard_that_always_wants_it_again(void **state)
{
    (void)state;
    fake_i8042.resends = FAKE_FOR_EVER;
    assert_int_equal(start_checked(), I8042_NO_KEYBOARD);
    assert_int_equal(fake_i8042.keyboard_writes, 1 + 3);
}

static void test_keys_in_between(void **state)
{
    (void)state;
    fake_i8042.chatters = true;
    assert_int_equal(start_checked(), I8042_READY);
    assert_int_equal(fake_i8042.leds, SOME_LEDS);
    assert_int_equal(fake_i8042.queued, 0);
}

static void test_the_mouse_does_not_answer_for_the_keyboard(void **state)
{
    (void)state;
    fake_i8042.unplugged = true;
    fake_i8042.chatters = true;
    assert_int_equal(start_checked(), I8042_NO_KEYBOARD);
}

/* From here on: the driver at work. */
static void test_keys_are_read_and_mice_are_not(void **state)
{
    (void)state;
    uint8_t byte = 0;
    start_checked();
    assert_false(i8042_read(&byte));
    fake_i8042_mouse(0x08);
    fake_i8042_key(0x1e);
    fake_i8042_mouse(0xfa);
    fake_i8042_mouse(0x00);
    fake_i8042_key(0x9e);
    assert_true(i8042_read(&byte));
    assert_int_equal(byte, 0x1e);
    assert_true(i8042_read(&byte));
    assert_int_equal(byte, 0x9e);
    assert_false(i8042_read(&byte));
    assert_int_equal(i8042_counts()->keys, 2);
    assert_int_equal(i8042_counts()->mouse, 3);
}

/* A mouse that sends without end ends the search for a key, and not the kernel. */
static void test_a_flood_from_the_mouse(void **state)
{
    (void)state;
    uint8_t byte;
    start_checked();
    for (int i = 0; i < 60; i++) {
        fake_i8042_mouse((uint8_t)i);
    }
    assert_false(i8042_read(&byte));
    assert_int_equal(i8042_counts()->mouse, I8042_READ_MOST);
}

/* The two bytes of the command go out as the answers come in, and no answer passes for a key. */
static void test_lights_at_run_time(void **state)
{
    (void)state;
    uint8_t byte;
    start_checked();
    const uint64_t before = fake_i8042.status_reads;
    i8042_set_leds(PS2_LED_CAPS);
    assert_int_equal(fake_i8042.status_reads, before + 1); /* nothing is waited for */
    fake_i8042_key(0xba);
    assert_true(i8042_read(&byte)); /* past the acknowledgement of ED */
    assert_int_equal(byte, 0xba);
    assert_false(i8042_read(&byte));
    assert_false(i8042_read(&byte));
    assert_int_equal(fake_i8042.leds, PS2_LED_CAPS);
    assert_int_equal(fake_i8042.queued, 0);
    assert_int_equal(i8042_counts()->answers, 2);
}

/* CapsLock twice in quick succession: the last word counts. */
static void test_lights_change_while_they_are_told(void **state)
{
    (void)state;
    uint8_t byte;
    start_checked();
    i8042_set_leds(PS2_LED_CAPS);
    i8042_set_leds(PS2_LED_CAPS | PS2_LED_SCROLL);
    i8042_set_leds(PS2_LED_SCROLL);
    for (int i = 0; i < 5; i++) {
        assert_false(i8042_read(&byte));
    }
    assert_int_equal(fake_i8042.leds, PS2_LED_SCROLL);
    assert_int_equal(fake_i8042.keyboard_writes, 3 + 4);
}

static void test_lights_wait_for_a_busy_controller(void **state)
{
    (void)state;
    uint8_t byte;
    start_checked();
    fake_i8042.busy_left = 1;
    const uint32_t before = fake_i8042.writes;
    i8042_set_leds(PS2_LED_CAPS);
    assert_int_equal(fake_i8042.writes, before);
    for (int i = 0; i < 3; i++) {
        assert_false(i8042_read(&byte));
    }
    assert_int_equal(fake_i8042.leds, PS2_LED_CAPS);
}

/* Keys keep coming through, and later lights are tried afresh. */
static void test_lights_of_a_keyboard_that_does_not_answer(void **state)
{
    (void)state;
    uint8_t byte;
    start_checked();
    fake_i8042.unplugged = true;
    i8042_set_leds(PS2_LED_CAPS);
    for (int i = 0; i < 100; i++) {
        fake_i8042_key(A_KEY);
        assert_true(i8042_read(&byte));
        assert_int_equal(byte, A_KEY);
        assert_false(i8042_read(&byte));
    }
    assert_int_equal(fake_i8042.keyboard_writes, 3 + 1);
    fake_i8042.unplugged = false;
    i8042_set_leds(PS2_LED_SCROLL);
    assert_false(i8042_read(&byte));
    assert_false(i8042_read(&byte));
    assert_int_equal(fake_i8042.leds, PS2_LED_SCROLL);
}

static void test_every_result_has_a_text_of_its_own(void **state)
{
    (void)state;
    for (int one = I8042_READY; one <= I8042_STUCK; one++) {
        for (int other = I8042_READY; other < one; other++) {
            assert_string_not_equal(i8042_text((enum i8042_result)one),
                                    i8042_text((enum i8042_result)other));
        }
    }
}

int main(void)
{
#define I8042_TEST(name) cmocka_unit_test_setup(name, controller_fresh)
    const struct CMUnitTest tests[] = {
        I8042_TEST(test_an_honest_controller),
        I8042_TEST(test_a_slow_controller),
        I8042_TEST(test_no_controller),
        I8042_TEST(test_a_controller_that_takes_nothing),
        I8042_TEST(test_a_controller_that_never_runs_dry),
        I8042_TEST(test_keys_from_before_are_read_away),
        I8042_TEST(test_firmware_that_tells_no_configuration),
        I8042_TEST(test_firmware_that_does_not_test_itself),
        I8042_TEST(test_a_key_in_place_of_the_configuration),
        I8042_TEST(test_a_configuration_that_is_never_the_same),
        I8042_TEST(test_a_self_test_that_fails),
        I8042_TEST(test_a_self_test_that_resets_the_configuration),
        I8042_TEST(test_no_keyboard),
        I8042_TEST(test_a_keyboard_that_wants_it_again),
        I8042_TEST(test_a_keyboard_that_always_wants_it_again),
        I8042_TEST(test_keys_in_between),
        I8042_TEST(test_the_mouse_does_not_answer_for_the_keyboard),
        I8042_TEST(test_keys_are_read_and_mice_are_not),
        I8042_TEST(test_a_flood_from_the_mouse),
        I8042_TEST(test_lights_at_run_time),
        I8042_TEST(test_lights_change_while_they_are_told),
        I8042_TEST(test_lights_wait_for_a_busy_controller),
        I8042_TEST(test_lights_of_a_keyboard_that_does_not_answer),
        I8042_TEST(test_every_result_has_a_text_of_its_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
