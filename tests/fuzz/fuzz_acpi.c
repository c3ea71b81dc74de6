/*
 * fuzz_acpi.c: a machine's tables, patched by any bytes and made to add up again: the look at them
 * ends, and what it reports is possible.
 *
 * Input: patches of a place (2 bytes), a length (1 byte) and so many bytes. The place counts from
 * the root pointer, behind which the tables follow.
 */
#include <string.h>

#include "tests/fuzz/fuzz.h"
#include "tests/unit/acpi_tables.h"

enum { ROOT_BYTES = 64, PATCH_HEAD = 3, BYTES_MOST = 1 << 23 };

static void byte_patch(uint32_t place, uint8_t byte)
{
    if (place < ROOT_BYTES) {
        *fake_at(FAKE_RSDP + place) = byte;
    } else if (place - ROOT_BYTES < FAKE_TABLES_BYTES) {
        *fake_at(FAKE_TABLES + place - ROOT_BYTES) = byte;
    }
}

static void patch(const uint8_t *bytes, size_t count)
{
    while (count > PATCH_HEAD) {
        uint32_t place = bytes[0] | (uint32_t)bytes[1] << 8;
        size_t length = bytes[2];
        bytes += PATCH_HEAD;
        count -= PATCH_HEAD;
        for (; length > 0 && count > 0; length--, count--) {
            byte_patch(place++, *bytes++);
        }
    }
}

static void sum_again(void)
{
    const uint64_t tables[] = {FAKE_RSDT, FAKE_XSDT, FAKE_FADT, FAKE_DSDT, FAKE_OTHER};
    fake_sum_rsdp(FAKE_RSDP);
    for (size_t i = 0; i < ARRAY_LENGTH(tables); i++) {
        uint32_t length;
        memcpy(&length, fake_at(tables[i] + 4), sizeof(length));
        if (length >= 10 && length <= FAKE_TABLES + FAKE_TABLES_BYTES - tables[i]) {
            fake_sum(tables[i]);
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    static struct fake_tables good;
    if (good.low[FAKE_RSDP] == 0) {
        fake_tables_build();
        good = fake_tables;
    }
    memcpy(fake_tables.tables, good.tables, sizeof(good.tables));
    memcpy(fake_at(FAKE_RSDP), &good.low[FAKE_RSDP], ROOT_BYTES);
    fake_tables.bytes_read = 0;
    patch(bytes, count);
    sum_again();
    struct acpi_table fadt;
    struct acpi_power power = {0};
    struct acpi_reset reset;
    enum acpi_result result = acpi_find_fadt(&fake_memory, &fadt);
    if (result == ACPI_OK) {
        acpi_read_reset(&fake_memory, &fadt, &reset);
        result = acpi_read_power(&fake_memory, &fadt, &power);
    }
    bool is_possible = result != ACPI_OK ||
                       (power.pm1a_port != 0 && power.sleep_type_a <= 7 && power.sleep_type_b <= 7);
    assert_true(is_possible);
    assert_true(fake_tables.bytes_read <= BYTES_MOST);
    return 0;
}
