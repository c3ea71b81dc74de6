/*
 * acpi_look.h: one look through a fake machine's tables, as a command takes it, for test_acpi*.c.
 */
#ifndef TESTS_UNIT_ACPI_LOOK_H
#define TESTS_UNIT_ACPI_LOOK_H

#include <string.h>

#include "tests/unit/acpi_tables.h"
#include "tests/unit/cmocka_headers.h"

enum { LOOK_BYTES_MOST = 1 << 23 }; /* that may be read, whatever the tables say */

static struct acpi_power power;
static struct acpi_reset reset;
static bool has_reset;

static inline int build(void **state)
{
    (void)state;
    fake_tables_build();
    return 0;
}

/* All that a command does: the result is the first thing that went wrong. */
static inline enum acpi_result look(void)
{
    struct acpi_table fadt;
    memset(&power, 0, sizeof(power));
    fake_tables.bytes_read = 0;
    enum acpi_result result = acpi_find_fadt(&fake_memory, &fadt);
    if (result == ACPI_OK) {
        has_reset = acpi_read_reset(&fake_memory, &fadt, &reset);
        result = acpi_read_power(&fake_memory, &fadt, &power);
    }
    assert_in_range(fake_tables.bytes_read, 2, LOOK_BYTES_MOST);
    assert_int_equal(fake_tables.reads_round, 0);
    return result;
}

static inline void assert_power(uint16_t pm1a, uint16_t pm1b, uint8_t a, uint8_t b)
{
    assert_int_equal(look(), ACPI_OK);
    assert_int_equal(power.pm1a_port, pm1a);
    assert_int_equal(power.pm1b_port, pm1b);
    assert_int_equal(power.sleep_type_a, a);
    assert_int_equal(power.sleep_type_b, b);
}

#endif
