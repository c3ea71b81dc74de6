/*
 * acpi_tables.h: a machine's memory with ACPI tables in it, built byte by byte for tests.
 */
#ifndef TESTS_UNIT_ACPI_TABLES_H
#define TESTS_UNIT_ACPI_TABLES_H

#include "kernel/core/acpi.h"

enum {
    FAKE_LOW_BYTES = 0x100000,
    FAKE_TABLES = 0x7fe0000, /* where the tables lie, and nothing else */
    FAKE_TABLES_BYTES = 0x4000,
    FAKE_RSDT = FAKE_TABLES,
    FAKE_XSDT = FAKE_TABLES + 0x400,
    FAKE_FADT = FAKE_TABLES + 0x800,
    FAKE_OTHER = FAKE_TABLES + 0xc00, /* a table that nobody asked for */
    FAKE_DSDT = FAKE_TABLES + 0x1000,
    FAKE_EBDA = 0x9fc00,
    FAKE_RSDP = 0xf5ae0,
};

extern struct fake_tables {
    uint8_t low[FAKE_LOW_BYTES];
    uint8_t tables[FAKE_TABLES_BYTES];
    bool is_low_refused;  /* the reader refuses the first MiB */
    uint64_t bytes_read;  /* by the code under test */
    uint64_t reads_wrong; /* of what does not exist, */
    uint64_t reads_round; /* and beyond the end of the address space, which nobody may ask for */
} fake_tables;

extern const struct acpi_memory fake_memory;

/* A machine of ACPI 2.0: RSDP above E0000h, RSDT and XSDT with two tables each, a FADT of 244 bytes
 * with ports 604h and 0, a reset register, and a DSDT with \_S5_ = {5, 7}. */
void fake_tables_build(void);

/* The byte at a physical address, of low memory or of the tables. */
uint8_t *fake_at(uint64_t address);
void fake_put(uint64_t address, uint64_t value, uint32_t bytes);

/* Makes a table's sum right, of as many bytes as its header says. */
void fake_sum(uint64_t table);

/* Makes both sums of a root pointer right. */
void fake_sum_rsdp(uint64_t rsdp);

/* A DSDT that consists of these bytes after its header, with so many zeros before them. */
void fake_dsdt(uint32_t zeros, const void *bytes, uint32_t count);

#endif
