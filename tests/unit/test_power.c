/*
 * test_power.c: kernel/power.c: what goes to which port, in which order, on machines that obey and
 * on machines that do not (row 01-11).
 *
 * Behind the ports stand a keyboard controller, the firmware's command port, the two PM1 control
 * registers and the reset control. Only writes that matter are noted.
 */
#include <setjmp.h>
#include <string.h>

#include "common/pc/i8042.h"
#include "common/pc/port80.h"
#include "common/pc/reset.h"
#include "common/x86/io.h"
#include "kernel/cpu/triple_fault.h"
#include "kernel/mem/phys_read.h"
#include "kernel/power.h"
#include "tests/unit/acpi_tables.h"
#include "tests/unit/cmocka_headers.h"

enum { PM1A = 0x604, PM1B = 0x644, SMI = 0xb2, ACPI_ENABLE = 0xf1, NEVER = 0, NOTES_MOST = 16 };

static struct {
    uint16_t pm1a, pm1b;
    uint64_t enabled_after; /* writes to port 80h, once the firmware was asked; NEVER: not at all */
    uint64_t asked_at;
    uint64_t delays;
    bool keyboard_is_stuck;
    uint32_t gone_at; /* the note with which the machine is off or reset; NEVER: none does that */
    uint32_t noted;
    struct {
        uint16_t port, value;
    } notes[NOTES_MOST];
} machine;

static jmp_buf gone;

static int machine_fresh(void **state)
{
    (void)state;
    memset(&machine, 0, sizeof(machine));
    fake_tables_build();
    fake_put(FAKE_FADT + 68, PM1B, 4);
    fake_sum(FAKE_FADT);
    machine.pm1a = machine.pm1b = ACPI_PM1_SCI_EN | 1 << 9;
    return 0;
}

static void note(uint16_t port, uint16_t value)
{
    assert_true(machine.noted < NOTES_MOST);
    machine.notes[machine.noted].port = port;
    machine.notes[machine.noted++].value = value;
    if (machine.noted == machine.gone_at) {
        longjmp(gone, 1);
    }
}

static void assert_note(uint32_t number, uint16_t port, uint16_t value)
{
    assert_true(number < machine.noted);
    assert_int_equal(machine.notes[number].port, port);
    assert_int_equal(machine.notes[number].value, value);
}

void out8(uint16_t port, uint8_t value)
{
    if (port == PORT_80) {
        machine.delays++;
        if (machine.asked_at && machine.enabled_after &&
            machine.delays - machine.asked_at >= machine.enabled_after) {
            machine.pm1a |= ACPI_PM1_SCI_EN;
        }
        return;
    }
    if (port == SMI) {
        machine.asked_at = machine.delays + 1;
    }
    note(port, value);
}

uint8_t in8(uint16_t port)
{
    assert_int_equal(port, I8042_STATUS);
    return machine.keyboard_is_stuck ? I8042_STATUS_IBF : 0;
}

uint16_t in16(uint16_t port)
{
    assert_true(port == PM1A || port == PM1B);
    return port == PM1A ? machine.pm1a : machine.pm1b;
}

void out16(uint16_t port, uint16_t value)
{
    note(port, value);
}

void cpu_triple_fault(void)
{
    note(0, 0);
    longjmp(gone, 1);
}

bool phys_read(phys_t from, void *to, size_t bytes)
{
    return fake_memory.read(fake_memory.context, from, to, bytes);
}

/* What power_off says; NULL: the machine was gone. */
static const char *off(void)
{
    static const char *volatile why;
    why = NULL;
    if (setjmp(gone) == 0) {
        why = power_off();
    }
    return why;
}

static void reset(void)
{
    if (setjmp(gone) == 0) {
        power_reset();
    }
}

/* The types of both registers first, then both with SLP_EN; other bits stay as they are. */
static void test_off(void **state)
{
    (void)state;
    machine.gone_at = 4;
    assert_null(off());
    uint16_t others = ACPI_PM1_SCI_EN | 1 << 9;
    assert_note(0, PM1A, (uint16_t)(others | 5 << 10));
    assert_note(1, PM1B, (uint16_t)(others | 7 << 10));
    assert_note(2, PM1A, (uint16_t)(others | 5 << 10 | ACPI_PM1_SLP_EN));
    assert_note(3, PM1B, (uint16_t)(others | 7 << 10 | ACPI_PM1_SLP_EN));
    assert_int_equal(machine.delays, 0);
}

static void test_one_register(void **state)
{
    (void)state;
    fake_put(FAKE_FADT + 68, 0, 4);
    fake_sum(FAKE_FADT);
    machine.gone_at = 2;
    assert_null(off());
    assert_note(1, PM1A, ACPI_PM1_SCI_EN | 1 << 9 | 5 << 10 | ACPI_PM1_SLP_EN);
}

/* The firmware is asked where it still has the registers, and given time. */
static void test_acpi_is_enabled_first(void **state)
{
    (void)state;
    machine.pm1a = 0;
    machine.enabled_after = 1000;
    machine.gone_at = 5;
    assert_null(off());
    assert_note(0, SMI, ACPI_ENABLE);
    assert_note(4, PM1B, machine.pm1b | 7 << 10 | ACPI_PM1_SLP_EN);
    assert_in_range(machine.delays, 1000, 1010);
}

static void test_acpi_is_never_enabled(void **state)
{
    (void)state;
    machine.pm1a = 0;
    machine.enabled_after = NEVER;
    assert_string_equal(off(), "the firmware does not go over to ACPI");
    assert_int_equal(machine.noted, 1);
}

/* Where there is no command port, the machine knows nothing but ACPI. */
static void test_acpi_is_always_on(void **state)
{
    (void)state;
    machine.pm1a = 0;
    fake_put(FAKE_FADT + 48, 0, 4);
    fake_sum(FAKE_FADT);
    machine.gone_at = 4;
    assert_null(off());
    assert_note(0, PM1A, 5 << 10);
}

static void test_off_fails(void **state)
{
    (void)state;
    assert_string_equal(off(), "the chipset was told, and the power stays on");
    *fake_at(FAKE_FADT + 60) ^= 1;
    machine.noted = 0;
    assert_string_equal(off(), "the FADT has a wrong checksum or length");
    assert_int_equal(machine.noted, 0);
}

/* Each of the four ways once, in this order, and never without a bound. */
static void test_reset(void **state)
{
    (void)state;
    reset();
    assert_int_equal(machine.noted, 5);
    assert_note(0, 0xcf9, 0x0f); /* as the FADT says */
    assert_note(1, RESET_CONTROL, 2);
    assert_note(2, RESET_CONTROL, 6);
    assert_note(3, I8042_COMMAND, 0xfe);
    assert_note(4, 0, 0);
}

static void test_reset_with_nothing_that_works(void **state)
{
    (void)state;
    machine.keyboard_is_stuck = true;
    memset(fake_tables.low, 0, sizeof(fake_tables.low));
    reset();
    assert_int_equal(machine.noted, 4);
    assert_note(0, RESET_CONTROL, 2);
    assert_note(3, 0, 0);
}

/* A reset register in memory is no port to be written to. */
static void test_reset_register_in_memory(void **state)
{
    (void)state;
    fake_put(FAKE_FADT + 116, ACPI_SPACE_MEMORY, 1);
    fake_sum(FAKE_FADT);
    reset();
    assert_note(0, RESET_CONTROL, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_off, machine_fresh),
        cmocka_unit_test_setup(test_one_register, machine_fresh),
        cmocka_unit_test_setup(test_acpi_is_enabled_first, machine_fresh),
        cmocka_unit_test_setup(test_acpi_is_never_enabled, machine_fresh),
        cmocka_unit_test_setup(test_acpi_is_always_on, machine_fresh),
        cmocka_unit_test_setup(test_off_fails, machine_fresh),
        cmocka_unit_test_setup(test_reset, machine_fresh),
        cmocka_unit_test_setup(test_reset_with_nothing_that_works, machine_fresh),
        cmocka_unit_test_setup(test_reset_register_in_memory, machine_fresh),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
