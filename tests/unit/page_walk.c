/*
 * page_walk.c: a CPU's walk through page tables. See page_walk.h.
 */
#include "tests/unit/page_walk.h"

#include <string.h>

#include "tests/unit/cmocka_headers.h"

struct page_table tables[TABLES + 1];

uint64_t phys_read(uint64_t address)
{
    uint64_t value = 0;
    assert_true(address >= TABLES_PHYS && address + 8 <= TABLES_PHYS + TABLES * PAGE_BYTES);
    const uint8_t *bytes = (const uint8_t *)tables + (address - TABLES_PHYS);
    for (int byte = 7; byte >= 0; byte--) {
        value = value * 256 + bytes[byte];
    }
    return value;
}

struct walk walk(uint64_t address, bool nx_enabled)
{
    struct walk walk = {.writable = true, .user = true, .executable = true};
    uint64_t table = TABLES_PHYS;
    uint64_t entry = 0;

    /* Bits 47:39, 38:30, 29:21 and 20:12 select; bits 11:0 are the offset. */
    for (int low_bit = 39; low_bit >= 12; low_bit -= 9) {
        entry = phys_read(table + (address >> low_bit & 0x1ff) * 8);
        if (entry % 2 == 0) {
            return (struct walk){.mapped = false};
        }
        walk.writable &= (entry >> 1 & 1) != 0;
        walk.user &= (entry >> 2 & 1) != 0;
        walk.executable &= (entry >> 63 & 1) == 0;
        assert_true(nx_enabled || entry >> 63 == 0);         /* reserved where EFER.NXE is clear */
        assert_int_equal(entry >> 52 & 0x7ff, 0);            /* ignored bits that we leave alone */
        assert_true(low_bit == 12 || (entry >> 7 & 1) == 0); /* no large pages, none asked for */
        table = entry & 0x000ffffffffff000;
    }
    walk.mapped = true;
    walk.cached = (entry >> 3 & 3) == 0; /* PWT, PCD */
    walk.phys = table + address % 4096;
    return walk;
}

void assert_unmapped(uint64_t address)
{
    assert_false(walk(address, true).mapped);
}

void assert_mapped(uint64_t address, uint64_t phys_address, enum page_access access)
{
    struct walk found = walk(address, true);
    assert_true(found.mapped);
    assert_int_equal(found.phys, phys_address);
    assert_int_equal(found.writable, access == PAGE_WRITE || access == PAGE_DEVICE);
    assert_int_equal(found.executable, access == PAGE_EXECUTE);
    assert_int_equal(found.cached, access != PAGE_DEVICE);
    assert_false(found.user);
}

struct page_pool pool_make(uint32_t capacity, bool nx)
{
    struct page_pool pool = {
        .tables = tables, .tables_phys = phys(TABLES_PHYS), .capacity = capacity, .nx = nx};
    memset(tables, POISON, sizeof(tables));
    assert_int_equal(page_pool_start(&pool, RECURSIVE), PAGE_OK);
    return pool;
}
