/*
 * power.c: writes what core/acpi.c has found to the ports that it has found.
 *
 * [ACPI 6.5 4.8.3, 16.1.5] for switching off. Called by the commands reboot and poweroff. All waits
 * have a bound, since a machine that cannot do the one thing can still be told of the next.
 */
#include "kernel/power.h"

#include "common/pc/i8042.h"
#include "common/pc/port80.h"
#include "common/pc/reset.h"
#include "common/x86/io.h"
#include "kernel/core/acpi.h"
#include "kernel/cpu/triple_fault.h"
#include "kernel/mem/phys_read.h"

/* In writes to port 80h, of some 1 us each. */
enum {
    ACPI_MODE_MOST = 3000000, /* nobody says how long it may take [ACPI 6.5 16.3.1] */
    POWER_FALLS_MOST = 1000000,
    RESET_MOST = 100000,
    KEYBOARD_MOST = 100000,
};

static bool memory_read(void *context, phys_t from, void *to, size_t bytes)
{
    (void)context;
    return phys_read(from, to, bytes);
}

static const struct acpi_memory memory = {.read = memory_read};

static void wait(uint32_t microseconds)
{
    for (uint32_t i = 0; i < microseconds; i++) {
        out8(PORT_80, 0);
    }
}

/* --- off -------------------------------------------------------------------------------------- */

static bool acpi_is_on(const struct acpi_power *power)
{
    return in16(power->pm1a_port) & ACPI_PM1_SCI_EN;
}

/* Asks the firmware to leave the registers to the system, where it still has them itself. */
static bool acpi_enable(const struct acpi_power *power)
{
    if (acpi_is_on(power) || power->smi_port == 0 || power->acpi_enable == 0) {
        return true;
    }
    out8(power->smi_port, power->acpi_enable);
    for (uint32_t i = 0; i < ACPI_MODE_MOST && !acpi_is_on(power); i++) {
        wait(1);
    }
    return acpi_is_on(power);
}

/* Both registers get their types before either is told to go; some chipsets look at the type before
 * the write that has SLP_EN has ended. */
static void sleep_enter(const struct acpi_power *power)
{
    uint16_t control_a = acpi_sleep_control(in16(power->pm1a_port), power->sleep_type_a);
    uint16_t control_b =
        power->pm1b_port ? acpi_sleep_control(in16(power->pm1b_port), power->sleep_type_b) : 0;
    for (uint32_t enable = 0; enable <= 1; enable++) {
        uint16_t mask = (uint16_t)(enable ? UINT16_MAX : ~ACPI_PM1_SLP_EN);
        out16(power->pm1a_port, control_a & mask);
        if (power->pm1b_port) {
            out16(power->pm1b_port, control_b & mask);
        }
    }
}

const char *power_off(void)
{
    struct acpi_table fadt;
    struct acpi_power power;
    enum acpi_result result = acpi_find_fadt(&memory, &fadt);
    if (result == ACPI_OK) {
        result = acpi_read_power(&memory, &fadt, &power);
    }
    if (result != ACPI_OK) {
        return acpi_result_text(result);
    }
    if (!acpi_enable(&power)) {
        return "the firmware does not go over to ACPI";
    }
    sleep_enter(&power);
    wait(POWER_FALLS_MOST);
    return "the chipset was told, and the power stays on";
}

/* --- reset ------------------------------------------------------------------------------------ */

/* A register in memory or in PCI's configuration space is left to the ways that follow. */
static void reset_by_acpi(void)
{
    struct acpi_table fadt;
    struct acpi_reset reset;
    if (acpi_find_fadt(&memory, &fadt) == ACPI_OK && acpi_read_reset(&memory, &fadt, &reset) &&
        reset.space == ACPI_SPACE_PORT) {
        out8((uint16_t)reset.address, reset.value);
        wait(RESET_MOST);
    }
}

static void reset_by_keyboard_controller(void)
{
    for (uint32_t i = 0; i < KEYBOARD_MOST && in8(I8042_STATUS) & I8042_STATUS_IBF; i++) {
        wait(1);
    }
    out8(I8042_COMMAND, I8042_COMMAND_PULSE_RESET);
    wait(RESET_MOST);
}

static void reset_by_chipset(void)
{
    out8(RESET_CONTROL, RESET_CONTROL_SYSTEM);
    out8(RESET_CONTROL, RESET_CONTROL_SYSTEM | RESET_CONTROL_NOW);
    wait(RESET_MOST);
}

/* The chipset before the keyboard controller: what that one pulls is, in Bochs, no more than an
 * INIT, which leaves the CPU's model-specific registers as they are, to the firmware's surprise. */
void power_reset(void)
{
    reset_by_acpi();
    reset_by_chipset();
    reset_by_keyboard_controller();
    cpu_triple_fault();
}
