/*
 * test_fault.c: stage2's report of an exception, in every mode in which there can be one.
 */
#include "stage2/protected/fault.c" /* to take back that there has been an exception */

#include <string.h>

#include "common/pc/vga_text.h"
#include "tests/unit/protected_host.h"

static int fault_setup(void **state)
{
    reporting = false;
    return protected_setup(state);
}

#define FAULT_TEST(test) cmocka_unit_test_setup(test, fault_setup)

static struct fault_frame frame;

static void report_frame(void)
{
    fault_report(&frame);
}

static void report(uint64_t vector, bool long_mode)
{
    frame = (struct fault_frame){
        .long_mode = long_mode,
        .vector = vector,
        .error_code = 0xe0de,
        .rip = 0x1234,
        .cs = 8,
        .rsp = 0x33000,
        .cr2 = 0xbad,
        .r15 = 0xf15,
    };
    assert_true(halts(report_frame));
}

static void test_an_exception_in_protected_mode_is_reported(void **state)
{
    (void)state;
    assert_non_null(climb());
    report(14, false);
    assert_told("\r\nEXCEPTION: PAGE FAULT (#PF, vector 14)\r\n"
                "In stage2, protected mode; last step: handover. Error code 0000e0de\r\n"
                "RIP    0000000000001234  RSP    0000000000033000  ");
    assert_told("CR0    0000000000000031  CR3    0000000000003000  ");
    assert_null(strstr(told(), "R15"));
    assert_told("Stopped. Reset the machine or switch it off.\r\n");
}

static void test_an_exception_in_long_mode_has_all_registers(void **state)
{
    (void)state;
    assert_non_null(climb());
    report(13, true);
    assert_told("EXCEPTION: GENERAL PROTECTION FAULT (#GP, vector 13)\r\nIn stage2, long mode; ");
    assert_told("R15    0000000000000f15");
}

/* The lift's excursion from real mode: the BIOS still has the cursor. */
static void test_an_exception_before_the_climb_goes_below_the_bios_cursor(void **state)
{
    (void)state;
    stage2_facts.last_step = STEP_DISK;
    report(6, false);
    assert_told("last step: disk.");
    assert_row(4, "EXCEPTION: INVALID OPCODE");
    assert_int_equal(*cell(4, 0) >> 8, VGA_LIGHT_RED);
}

static void test_an_exception_with_the_trace_destroyed(void **state)
{
    (void)state;
    stage2_facts.last_step = 0x12345678;
    stage2_facts.cursor = 0;
    report(6, false);
    assert_told("last step: unknown.");
}

static void test_a_second_exception_in_the_report_is_told_in_short(void **state)
{
    (void)state;
    report(14, false);
    told_clear();
    report(13, false);
    assert_string_equal(
        told(),
        "\r\n[stage2] a second exception (vector 13) in the report of the first. Stopped.\r\n");
}

static void test_exceptions_have_names(void **state)
{
    (void)state;
    assert_string_equal(exception_name(0), "DIVIDE ERROR");
    assert_string_equal(exception_mnemonic(0), "#DE");
    for (uint32_t vector = 32; vector < 300; vector++) {
        assert_string_equal(exception_name(vector), "RESERVED");
        assert_string_equal(exception_mnemonic(vector), "#--");
    }
    assert_string_equal(exception_name(15), "RESERVED");
    assert_string_equal(exception_mnemonic(15), "#--");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FAULT_TEST(test_exceptions_have_names),
        FAULT_TEST(test_an_exception_in_protected_mode_is_reported),
        FAULT_TEST(test_an_exception_in_long_mode_has_all_registers),
        FAULT_TEST(test_an_exception_before_the_climb_goes_below_the_bios_cursor),
        FAULT_TEST(test_an_exception_with_the_trace_destroyed),
        FAULT_TEST(test_a_second_exception_in_the_report_is_told_in_short),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
