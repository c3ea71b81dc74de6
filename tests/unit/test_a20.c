/*
 * test_a20.c: stage2/real/a20.c on machines whose A20 gate is stubborn (row 02-22).
 *
 * Each test is named after the quirk that it plays; docs/references.md has the table of quirks.
 */
#include <string.h>

#include "common/pc/bios.h"
#include "common/pc/i8042.h"
#include "common/pc/port92.h"
#include "gen/layout.h"
#include "stage2/real/a20.h"
#include "tests/unit/cmocka_headers.h"
#include "tests/unit/fake_bios.h"

enum {
    ACCESSES_AT_MOST = 2000000, /* of ports, whatever the machine does: about two seconds */
};

/* Nothing but the I/O delay has been touched. */
static void assert_untouched(void)
{
    assert_int_equal(fake.calls, 0);
    assert_int_equal(fake.gate.port_92_writes, 0);
    assert_int_equal(fake.gate.i8042_accesses, 0);
}

static void only_works(bool bios, bool port_92, bool i8042)
{
    fake.gate.bios_opens = bios;
    fake.gate.port_92_opens = port_92;
    fake.gate.i8042_opens = i8042;
}

/* Whatever becomes of it: no reset, no endless wait, and what is reported is true. */
static enum a20_method open_checked(void)
{
    static uint8_t before[FIRST_MIB];
    memcpy(before, fake.memory, FIRST_MIB);
    enum a20_method method = a20_open();
    assert_int_equal(method != 0, fake.gate.open);
    assert_false(fake.gate.machine_reset);
    assert_in_range(fake.port_accesses, 0, ACCESSES_AT_MOST);
    assert_memory_equal(fake.memory, before, FIRST_MIB);
    return method;
}

static void test_quirk_49_gate_already_open_is_left_alone(void **state)
{
    (void)state;
    fake.gate.open = true;
    assert_int_equal(open_checked(), A20_ALREADY_ON);
    assert_untouched();
    assert_in_range(fake.port_accesses, 1, 10);
}

static void test_bios_opens_the_gate(void **state)
{
    (void)state;
    assert_int_equal(open_checked(), A20_BIOS);
    assert_int_equal(fake.gate.bios_calls, 1);
    assert_int_equal(fake.gate.port_92_writes, 0);
    assert_int_equal(fake.gate.i8042_accesses, 0);
}

static void test_quirk_50_bios_reports_success_and_does_nothing(void **state)
{
    (void)state;
    only_works(false, true, true);
    assert_int_equal(open_checked(), A20_PORT_92);
}

static void test_quirk_50_bios_opens_the_gate_and_reports_an_error(void **state)
{
    (void)state;
    fake.gate.bios_says_error = true;
    assert_int_equal(open_checked(), A20_BIOS);
}

static void test_quirk_50_bios_clobbers_registers_and_flags(void **state)
{
    (void)state;
    fake.clobbers = true;
    assert_int_equal(open_checked(), A20_BIOS);
}

static void test_quirk_51_keyboard_controller_absent(void **state)
{
    (void)state;
    only_works(false, false, false);
    fake.gate.i8042_present = false;
    assert_int_equal(open_checked(), 0);
    assert_int_equal(fake.gate.i8042_writes, 0);
    assert_in_range(fake.gate.i8042_accesses, 1, 100);
}

static void test_quirk_51_keyboard_controller_never_ready(void **state)
{
    (void)state;
    only_works(false, false, true);
    fake.gate.i8042_busy = true;
    assert_int_equal(open_checked(), 0);
    assert_int_equal(fake.gate.i8042_writes, 0);
}

/* It takes the command, or the gate's new state too, and then no more. */
static void test_quirk_51_keyboard_controller_stops_taking_bytes(void **state)
{
    (void)state;
    for (uint32_t most = 1; most <= 2; most++) {
        fake_start();
        only_works(false, false, true);
        fake.gate.i8042_most = most;
        assert_int_equal(open_checked(), most == 2 ? A20_8042 : 0);
        assert_int_equal(fake.gate.i8042_writes, most);
    }
}

static void test_quirk_52_port_92_comes_before_the_keyboard_controller(void **state)
{
    (void)state;
    only_works(false, true, true);
    assert_int_equal(open_checked(), A20_PORT_92);
    assert_int_equal(fake.gate.i8042_accesses, 0);
}

static void test_quirk_52_null_command_follows(void **state)
{
    (void)state;
    only_works(false, false, true);
    assert_int_equal(open_checked(), A20_8042);
    assert_int_equal(fake.gate.i8042_last_command, I8042_COMMAND_PULSE_NOTHING);
    assert_int_equal(fake.gate.i8042_writes, 3);
}

static void test_quirk_53_reset_bit_is_written_clear(void **state)
{
    (void)state;
    only_works(false, true, true);
    fake.gate.port_92 = PORT_92_RESET | 0x24;
    assert_int_equal(open_checked(), A20_PORT_92);
    assert_int_equal(fake.gate.port_92, PORT_92_A20 | 0x24);
}

static void test_quirk_53_absent_port_92_is_not_written(void **state)
{
    (void)state;
    only_works(false, true, true);
    fake.gate.port_92 = UINT8_MAX;
    assert_int_equal(open_checked(), A20_8042);
    assert_int_equal(fake.gate.port_92_writes, 0);
}

static void test_quirk_53_port_92_is_not_written_where_the_bit_is_set(void **state)
{
    (void)state;
    only_works(false, true, true);
    fake.gate.port_92 = PORT_92_A20;
    assert_int_equal(open_checked(), A20_8042);
    assert_int_equal(fake.gate.port_92_writes, 0);
}

static void test_quirk_54_gate_takes_its_time(void **state)
{
    (void)state;
    const struct {
        bool bios, port_92, i8042;
        enum a20_method method;
    } cases[] = {
        {true, false, false, A20_BIOS},
        {false, true, false, A20_PORT_92},
        {false, false, true, A20_8042},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        fake_start();
        only_works(cases[i].bios, cases[i].port_92, cases[i].i8042);
        fake.gate.delay = 30000;
        assert_int_equal(open_checked(), cases[i].method);
    }
}

static void test_quirk_54_gate_takes_for_ever(void **state)
{
    (void)state;
    fake.gate.delay = UINT32_MAX;
    assert_int_equal(open_checked(), 0);
}

/* Above 1 MiB lies by chance what the test writes: it must neither believe at once that the gate is
 * shut, nor, the other way round, need luck to see that it is open. */
static void test_quirk_55_memory_above_holds_what_the_test_writes(void **state)
{
    (void)state;
    uint32_t slot = RAM_BIOS_BUFFER_END - 4;
    uint32_t saved;
    memcpy(&saved, fake.memory + slot, sizeof(saved));
    for (uint32_t which = 0; which < 4; which++) {
        fake_start();
        fake.gate.open = true;
        uint32_t value = saved + which * 0x3c6ef35f; /* the test's own step */
        memcpy(fake.memory + FIRST_MIB + slot, &value, sizeof(value));
        assert_int_equal(open_checked(), A20_ALREADY_ON);
        assert_untouched();
    }
}

static void test_quirk_55_one_odd_read_proves_nothing(void **state)
{
    (void)state;
    only_works(false, false, false);
    fake.gate.odd_reads = 1;
    assert_int_equal(open_checked(), 0);
}

/* open_checked() compares the whole first MiB; here, what lies above is looked at too. */
static void test_quirk_55_memory_is_as_it_was(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < FAKE_MEMORY_BYTES; i++) {
        fake.memory[i] = (uint8_t)(i * 31);
    }
    only_works(false, false, true);
    assert_int_equal(open_checked(), A20_8042);
    for (uint32_t i = FIRST_MIB; i < FAKE_MEMORY_BYTES; i++) {
        assert_int_equal(fake.memory[i], (uint8_t)(i * 31));
    }
}

static void test_quirk_56_keys_that_wait_are_read_away(void **state)
{
    (void)state;
    only_works(false, false, true);
    fake.gate.i8042_keys = 16;
    assert_int_equal(open_checked(), A20_8042);
    assert_int_equal(fake.gate.i8042_keys, 0);
}

static void test_quirk_56_keys_without_end(void **state)
{
    (void)state;
    only_works(false, false, true);
    fake.gate.i8042_keys = UINT32_MAX;
    assert_int_equal(open_checked(), 0);
}

static void test_nothing_works(void **state)
{
    (void)state;
    only_works(false, false, false);
    assert_int_equal(open_checked(), 0);
    assert_int_equal(fake.gate.bios_calls, 1);
    assert_int_equal(fake.gate.port_92_writes, 1);
    assert_int_equal(fake.gate.i8042_writes, 3);
}

static void test_every_method_has_a_name(void **state)
{
    (void)state;
    assert_string_equal(a20_method_name(A20_ALREADY_ON), "already open");
    assert_string_equal(a20_method_name(A20_BIOS), "INT 15h");
    assert_string_equal(a20_method_name(A20_PORT_92), "port 92h");
    assert_string_equal(a20_method_name(A20_8042), "8042");
    assert_string_equal(a20_method_name(0), "shut");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FAKE_TEST(test_quirk_49_gate_already_open_is_left_alone),
        FAKE_TEST(test_bios_opens_the_gate),
        FAKE_TEST(test_quirk_50_bios_reports_success_and_does_nothing),
        FAKE_TEST(test_quirk_50_bios_opens_the_gate_and_reports_an_error),
        FAKE_TEST(test_quirk_50_bios_clobbers_registers_and_flags),
        FAKE_TEST(test_quirk_51_keyboard_controller_absent),
        FAKE_TEST(test_quirk_51_keyboard_controller_never_ready),
        FAKE_TEST(test_quirk_51_keyboard_controller_stops_taking_bytes),
        FAKE_TEST(test_quirk_52_port_92_comes_before_the_keyboard_controller),
        FAKE_TEST(test_quirk_52_null_command_follows),
        FAKE_TEST(test_quirk_53_reset_bit_is_written_clear),
        FAKE_TEST(test_quirk_53_absent_port_92_is_not_written),
        FAKE_TEST(test_quirk_53_port_92_is_not_written_where_the_bit_is_set),
        FAKE_TEST(test_quirk_54_gate_takes_its_time),
        FAKE_TEST(test_quirk_54_gate_takes_for_ever),
        FAKE_TEST(test_quirk_55_memory_above_holds_what_the_test_writes),
        FAKE_TEST(test_quirk_55_one_odd_read_proves_nothing),
        FAKE_TEST(test_quirk_55_memory_is_as_it_was),
        FAKE_TEST(test_quirk_56_keys_that_wait_are_read_away),
        FAKE_TEST(test_quirk_56_keys_without_end),
        FAKE_TEST(test_nothing_works),
        FAKE_TEST(test_every_method_has_a_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
