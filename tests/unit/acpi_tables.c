/*
 * acpi_tables.c: a machine's memory with ACPI tables in it [ACPI 6.5 5.2].
 *
 * Offsets stand here as the specification lists them, not as common/pc/acpi.h has them.
 */
#include "tests/unit/acpi_tables.h"

#include <string.h>

struct fake_tables fake_tables;

static bool fake_read(void *context, phys_t from, void *to, size_t bytes)
{
    (void)context;
    fake_tables.bytes_read += bytes;
    uint64_t end = from.value + bytes;
    fake_tables.reads_round += end < from.value;
    bool is_low = end <= FAKE_LOW_BYTES && from.value <= end && !fake_tables.is_low_refused;
    bool is_table = from.value >= FAKE_TABLES && end <= FAKE_TABLES + FAKE_TABLES_BYTES;
    if (!is_low && !(is_table && from.value <= end)) {
        fake_tables.reads_wrong++;
        return false;
    }
    memcpy(to, fake_at(from.value), bytes);
    return true;
}

const struct acpi_memory fake_memory = {.read = fake_read};

uint8_t *fake_at(uint64_t address)
{
    return address < FAKE_LOW_BYTES ? &fake_tables.low[address]
                                    : &fake_tables.tables[address - FAKE_TABLES];
}

void fake_put(uint64_t address, uint64_t value, uint32_t bytes)
{
    for (uint32_t i = 0; i < bytes; i++) {
        *fake_at(address + i) = (uint8_t)(value >> 8 * i);
    }
}

static uint32_t get32(uint64_t address)
{
    uint32_t value = 0;
    for (uint32_t i = 0; i < 4; i++) {
        value |= (uint32_t)*fake_at(address + i) << 8 * i;
    }
    return value;
}

/* Sets the byte at `place` so that the bytes add up to 0. */
static void sum_fix(uint64_t from, uint32_t bytes, uint64_t place)
{
    uint32_t sum = 0;
    *fake_at(place) = 0;
    for (uint32_t i = 0; i < bytes; i++) {
        sum += *fake_at(from + i);
    }
    *fake_at(place) = (uint8_t)(0 - sum);
}

void fake_sum(uint64_t table)
{
    sum_fix(table, get32(table + 4), table + 9);
}

void fake_sum_rsdp(uint64_t rsdp)
{
    sum_fix(rsdp, 20, rsdp + 8);
    sum_fix(rsdp, 36, rsdp + 32);
}

static void header_put(uint64_t table, const char *signature, uint32_t length)
{
    memset(fake_at(table), 0, length);
    memcpy(fake_at(table), signature, 4);
    fake_put(table + 4, length, 4);
    memcpy(fake_at(table + 10), "FAKE  TABLES  ", 14);
}

void fake_dsdt(uint32_t zeros, const void *bytes, uint32_t count)
{
    header_put(FAKE_DSDT, "DSDT", 36 + zeros + count);
    memcpy(fake_at(FAKE_DSDT + 36 + zeros), bytes, count);
    fake_sum(FAKE_DSDT);
}

static void rsdp_put(void)
{
    memcpy(fake_at(FAKE_RSDP), "RSD PTR ", 8);
    fake_put(FAKE_RSDP + 15, 2, 1);
    fake_put(FAKE_RSDP + 16, FAKE_RSDT, 4);
    fake_put(FAKE_RSDP + 20, 36, 4);
    fake_put(FAKE_RSDP + 24, FAKE_XSDT, 8);
    fake_sum_rsdp(FAKE_RSDP);
}

static void fadt_put(void)
{
    header_put(FAKE_FADT, "FACP", 244);
    fake_put(FAKE_FADT + 40, FAKE_DSDT, 4);
    fake_put(FAKE_FADT + 48, 0xb2, 4);
    fake_put(FAKE_FADT + 52, 0xf1, 1);
    fake_put(FAKE_FADT + 64, 0x604, 4);
    fake_put(FAKE_FADT + 112, 1u << 10, 4);
    fake_put(FAKE_FADT + 116, 0x0801, 2); /* a port of 8 bits */
    fake_put(FAKE_FADT + 120, 0xcf9, 8);
    fake_put(FAKE_FADT + 128, 0x0f, 1);
    fake_put(FAKE_FADT + 140, FAKE_DSDT, 8);
    fake_sum(FAKE_FADT);
}

void fake_tables_build(void)
{
    static const uint8_t s5[] = {0x08, '_',  'S', '5',  '_', 0x12, 0x08,
                                 0x04, 0x0a, 5,   0x0a, 7,   0,    0};
    memset(&fake_tables, 0, sizeof(fake_tables));
    fake_put(0x40e, FAKE_EBDA >> 4, 2);
    rsdp_put();
    header_put(FAKE_OTHER, "APIC", 80);
    fake_sum(FAKE_OTHER);
    header_put(FAKE_RSDT, "RSDT", 36 + 2 * 4);
    fake_put(FAKE_RSDT + 36, FAKE_OTHER, 4);
    fake_put(FAKE_RSDT + 40, FAKE_FADT, 4);
    fake_sum(FAKE_RSDT);
    header_put(FAKE_XSDT, "XSDT", 36 + 2 * 8);
    fake_put(FAKE_XSDT + 36, FAKE_OTHER, 8);
    fake_put(FAKE_XSDT + 44, FAKE_FADT, 8);
    fake_sum(FAKE_XSDT);
    fadt_put();
    fake_dsdt(100, s5, sizeof(s5));
}
