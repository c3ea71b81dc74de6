/*
 * test_keyboard_command.c: kernel/core/keyboard_command.c, the dialogue with the keyboard.
 */
#include "common/pc/i8042.h"
#include "common/types.h"
#include "kernel/core/keyboard_command.h"
#include "tests/unit/cmocka_headers.h"
#include "tests/unit/random.h"

enum { A_KEY = 0x1e };

static const uint8_t lights[] = {PS2_SET_LEDS, PS2_LED_CAPS};
static struct keyboard_command command;

static int command_fresh(void **state)
{
    (void)state;
    keyboard_command_start(&command, lights, sizeof(lights));
    return 0;
}

/* Sends what is due, which must be this byte. */
static void assert_sends(uint8_t expected)
{
    uint8_t byte;
    assert_true(keyboard_command_is_due(&command, &byte));
    assert_int_equal(byte, expected);
    keyboard_command_sent(&command);
    assert_false(keyboard_command_is_due(&command, &byte));
}

static void test_both_bytes_are_acknowledged(void **state)
{
    (void)state;
    assert_sends(PS2_SET_LEDS);
    assert_true(keyboard_command_take(&command, PS2_ACK));
    assert_sends(PS2_LED_CAPS);
    assert_true(keyboard_command_is_busy(&command));
    assert_true(keyboard_command_take(&command, PS2_ACK));
    assert_int_equal(command.state, COMMAND_DONE);
    assert_false(keyboard_command_is_busy(&command));
}

/* Each byte may be asked for three times more. */
static void test_resends_are_counted_for_each_byte(void **state)
{
    (void)state;
    for (size_t at = 0; at < sizeof(lights); at++) {
        for (int resend = 0; resend < COMMAND_RESENDS; resend++) {
            assert_sends(lights[at]);
            assert_true(keyboard_command_take(&command, PS2_RESEND));
        }
        assert_sends(lights[at]);
        assert_true(keyboard_command_take(&command, PS2_ACK));
    }
    assert_int_equal(command.state, COMMAND_DONE);
}

static void test_one_resend_too_many(void **state)
{
    (void)state;
    for (int resend = 0; resend <= COMMAND_RESENDS; resend++) {
        assert_sends(PS2_SET_LEDS);
        assert_true(keyboard_command_take(&command, PS2_RESEND));
    }
    assert_int_equal(command.state, COMMAND_FAILED);
}

static void test_keys_pass_by(void **state)
{
    (void)state;
    assert_false(keyboard_command_take(&command, A_KEY));
    assert_sends(PS2_SET_LEDS);
    assert_false(keyboard_command_take(&command, A_KEY));
    assert_true(keyboard_command_take(&command, PS2_ACK));
    assert_sends(PS2_LED_CAPS);
    assert_false(keyboard_command_take(&command, A_KEY));
    assert_true(keyboard_command_take(&command, PS2_ACK));
    assert_int_equal(command.state, COMMAND_DONE);
}

static void test_patience_has_an_end(void **state)
{
    (void)state;
    assert_sends(PS2_SET_LEDS);
    for (int i = 0; i < COMMAND_PATIENCE; i++) {
        assert_true(keyboard_command_is_busy(&command));
        assert_false(keyboard_command_take(&command, A_KEY));
    }
    assert_int_equal(command.state, COMMAND_FAILED);
    assert_false(keyboard_command_take(&command, PS2_ACK)); /* too late */
}

/* Nobody has asked: an ACK is then for the decoder to count. */
static void test_answers_out_of_nowhere(void **state)
{
    (void)state;
    assert_false(keyboard_command_take(&command, PS2_ACK)); /* nothing was sent yet */
    uint8_t byte;
    command = (struct keyboard_command){0};
    assert_false(keyboard_command_is_due(&command, &byte));
    assert_false(keyboard_command_take(&command, PS2_ACK));
    assert_false(keyboard_command_take(&command, PS2_RESEND));
    assert_int_equal(command.state, COMMAND_IDLE);
}

/* Whatever the keyboard says, a command ends after so many bytes. */
static void test_drawn_answers_end_it(void **state)
{
    (void)state;
    enum { MOST_BYTES = COMMAND_PATIENCE + COMMAND_BYTES * (COMMAND_RESENDS + 1) };
    static const uint8_t answers[] = {PS2_ACK, PS2_RESEND, A_KEY};
    struct random random = {.state = 21};
    uint32_t ends[COMMAND_FAILED + 1] = {0};
    for (uint32_t i = 0; i < 100000; i++) {
        command_fresh(NULL);
        uint32_t bytes = 0;
        for (; keyboard_command_is_busy(&command); bytes++) {
            uint8_t byte;
            if (random_below(&random, 4) > 0 && keyboard_command_is_due(&command, &byte)) {
                keyboard_command_sent(&command);
            }
            keyboard_command_take(&command, answers[random_below(&random, sizeof(answers))]);
        }
        assert_in_range(bytes, sizeof(lights), MOST_BYTES);
        ends[command.state]++;
    }
    assert_true(ends[COMMAND_DONE] > 1000 && ends[COMMAND_FAILED] > 1000);
}

int main(void)
{
#define COMMAND_TEST(name) cmocka_unit_test_setup(name, command_fresh)
    const struct CMUnitTest tests[] = {
        COMMAND_TEST(test_both_bytes_are_acknowledged),
        COMMAND_TEST(test_resends_are_counted_for_each_byte),
        COMMAND_TEST(test_one_resend_too_many),
        COMMAND_TEST(test_keys_pass_by),
        COMMAND_TEST(test_patience_has_an_end),
        COMMAND_TEST(test_answers_out_of_nowhere),
        COMMAND_TEST(test_drawn_answers_end_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
