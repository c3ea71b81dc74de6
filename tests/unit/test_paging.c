/*
 * test_paging.c: the tables that common/paging.c builds, seen with the eyes of a CPU (page_walk.h):
 * one mapping, and the recursive slot. Rows 02-18, 02-23 and 08-5.
 */
#include <string.h>

#include "tests/unit/cmocka_headers.h"
#include "tests/unit/page_walk.h"

/* --- the start ---------------------------------------------------------------------------------
 */

static void test_start_clears_and_points_at_itself(void **state)
{
    (void)state;
    static struct page_table guard;
    struct page_pool pool = pool_make(TABLES, true);
    memset(&guard, POISON, sizeof(guard));
    assert_int_equal(pool.used, 1);
    assert_memory_equal(&tables[TABLES], &guard, sizeof(guard));
    for (uint32_t i = 0; i < TABLES * PAGE_TABLE_ENTRIES; i++) {
        uint64_t expected = i == RECURSIVE ? TABLES_PHYS | 1ull << 63 | 2 | 1 : 0;
        assert_int_equal(tables[i / PAGE_TABLE_ENTRIES].entry[i % PAGE_TABLE_ENTRIES], expected);
    }
}

static void test_start_errors(void **state)
{
    (void)state;
    struct page_pool pool = {.tables = tables, .tables_phys = phys(TABLES_PHYS)};
    assert_int_equal(page_pool_start(&pool, RECURSIVE), PAGE_NO_FRAME);
    pool.capacity = 1;
    assert_int_equal(page_pool_start(&pool, 512), PAGE_OUT_OF_RANGE);
    assert_int_equal(page_pool_start(&pool, 511), PAGE_OK);
    pool.tables_phys = phys(TABLES_PHYS + 8);
    assert_int_equal(page_pool_start(&pool, RECURSIVE), PAGE_MISALIGNED);
    pool.tables_phys = phys(1ull << 52);
    assert_int_equal(page_pool_start(&pool, RECURSIVE), PAGE_OUT_OF_RANGE);
    pool.tables_phys = phys((1ull << 52) - PAGE_BYTES);
    assert_int_equal(page_pool_start(&pool, RECURSIVE), PAGE_OK);
    pool.capacity = 2;
    assert_int_equal(page_pool_start(&pool, RECURSIVE), PAGE_OUT_OF_RANGE);
}

/* --- one mapping -------------------------------------------------------------------------------
 */

static void test_each_access_is_effective(void **state)
{
    (void)state;
    static const enum page_access accesses[] = {PAGE_READ, PAGE_WRITE, PAGE_EXECUTE, PAGE_DEVICE};
    for (size_t i = 0; i < ARRAY_LENGTH(accesses); i++) {
        struct page_pool pool = pool_make(TABLES, true);
        assert_int_equal(page_map(&pool, virt(KERNEL), phys(0x200000), 3, accesses[i]), PAGE_OK);
        for (uint64_t page = 0; page < 3 * PAGE_BYTES; page += PAGE_BYTES) {
            assert_mapped(KERNEL + page + 0x123, 0x200123 + page, accesses[i]);
        }
        assert_unmapped(KERNEL - 1);
        assert_unmapped(KERNEL + 3 * PAGE_BYTES);
    }
}

/* Across the end of a table of each level, and up to the last page of both halves. */
static void test_across_tables(void **state)
{
    (void)state;
    static const uint64_t starts[] = {
        KERNEL + LEVEL1_SPAN - 2 * PAGE_BYTES,
        KERNEL + LEVEL2_SPAN - 2 * PAGE_BYTES,
        LEVEL3_SPAN - 2 * PAGE_BYTES,
        CANONICAL_HOLE - 4 * PAGE_BYTES,
        CANONICAL_HOLE_END,
        0 - 4 * PAGE_BYTES,
        0,
    };
    for (size_t i = 0; i < ARRAY_LENGTH(starts); i++) {
        struct page_pool pool = pool_make(TABLES, true);
        assert_int_equal(page_map(&pool, virt(starts[i]), phys(0xabc000), 4, PAGE_WRITE), PAGE_OK);
        for (uint64_t page = 0; page < 4 * PAGE_BYTES; page += PAGE_BYTES) {
            assert_mapped(starts[i] + page, 0xabc000 + page, PAGE_WRITE);
        }
        if (starts[i] != 0 && starts[i] != CANONICAL_HOLE_END) {
            assert_unmapped(starts[i] - PAGE_BYTES);
        }
    }
}

static void test_zero_pages_map_nothing(void **state)
{
    (void)state;
    struct page_pool pool = pool_make(TABLES, true);
    assert_int_equal(page_map(&pool, virt(KERNEL), phys(0), 0, PAGE_WRITE), PAGE_OK);
    assert_int_equal(page_map(&pool, virt(0), phys(1ull << 52), 0, PAGE_WRITE), PAGE_OK);
    assert_int_equal(pool.used, 1);
}

/* The largest physical page: all 52 bits of the address arrive, and none above. */
static void test_last_physical_page(void **state)
{
    (void)state;
    struct page_pool pool = pool_make(TABLES, true);
    uint64_t last = (1ull << 52) - PAGE_BYTES;
    assert_int_equal(page_map(&pool, virt(KERNEL), phys(last), 1, PAGE_EXECUTE), PAGE_OK);
    assert_mapped(KERNEL, last, PAGE_EXECUTE);
}

/* Row 08-5: 0x803FE7F5CE is entry 1, 0, 511 and 127, and the byte 0x5CE of a page. */
static void test_worked_example(void **state)
{
    (void)state;
    const virt_t address = virt(0x803fe7f5ce);
    static const uint32_t indices[] = {1, 0, 511, 127};
    for (uint32_t level = 4; level >= 1; level--) {
        assert_int_equal(page_index(address, level), indices[4 - level]);
    }
    struct page_pool pool = pool_make(TABLES, true);
    assert_int_equal(page_map(&pool, virt(0x803fe7f000), phys(0x3000), 1, PAGE_READ), PAGE_OK);
    assert_mapped(address.value, 0x35ce, PAGE_READ);
    assert_int_equal(tables[3].entry[127] & PTE_ADDRESS, 0x3000);
}

/* --- the recursive slot: row 02-23 -------------------------------------------------------------
 */

/* With the tables reached through slot 510, entry n of the window is the leaf entry of page n. */
static void test_recursive_window(void **state)
{
    (void)state;
    struct page_pool pool = pool_make(TABLES, true);
    const uint64_t pages[] = {KERNEL + 0x5000, 0x444444440000, LEVEL3_SPAN - PAGE_BYTES};
    for (size_t i = 0; i < ARRAY_LENGTH(pages); i++) {
        assert_int_equal(page_map(&pool, virt(pages[i]), phys(0x7000), 1, PAGE_READ), PAGE_OK);
        uint64_t number = (pages[i] & 0xffffffffffff) / PAGE_BYTES;
        for (int level = 1; level <= 4; level++) {
            /* The window of level n is the window of level n - 1, seen through itself. */
            uint64_t window = RECURSIVE_BASE;
            for (int up = 1; up < level; up++) {
                window |= 510ull << (39 - 9 * up);
            }
            struct walk entry = walk(window + (number >> 9 * (level - 1)) * 8, true);
            assert_true(entry.mapped && entry.writable);
            assert_false(entry.executable || entry.user);
            assert_int_equal(phys_read(entry.phys) % 2, 1);
            if (level == 1) {
                assert_int_equal(phys_read(entry.phys), 0x7000 | 1ull << 63 | 1);
            }
        }
    }
    assert_int_equal(walk(0xffffff7fbfdfe000, true).phys, TABLES_PHYS); /* level 4 itself */
}

static void test_nothing_is_mapped_into_the_window(void **state)
{
    (void)state;
    struct page_pool pool = pool_make(TABLES, true);
    assert_int_equal(page_map(&pool, virt(RECURSIVE_BASE), phys(0), 1, PAGE_READ),
                     PAGE_ALREADY_MAPPED);
    assert_int_equal(
        page_map(&pool, virt(RECURSIVE_BASE + LEVEL3_SPAN - PAGE_BYTES), phys(0), 1, PAGE_READ),
        PAGE_ALREADY_MAPPED);
    /* A mapping that runs into it stops before it. */
    assert_int_equal(
        page_map(&pool, virt(RECURSIVE_BASE - PAGE_BYTES), phys(0x1000), 2, PAGE_WRITE),
        PAGE_ALREADY_MAPPED);
    assert_mapped(RECURSIVE_BASE - PAGE_BYTES, 0x1000, PAGE_WRITE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_start_clears_and_points_at_itself),
        cmocka_unit_test(test_start_errors),
        cmocka_unit_test(test_each_access_is_effective),
        cmocka_unit_test(test_across_tables),
        cmocka_unit_test(test_zero_pages_map_nothing),
        cmocka_unit_test(test_last_physical_page),
        cmocka_unit_test(test_worked_example),
        cmocka_unit_test(test_recursive_window),
        cmocka_unit_test(test_nothing_is_mapped_into_the_window),
    };
    return cmocka_run_group_tests_name("paging", tests, NULL, NULL);
}
