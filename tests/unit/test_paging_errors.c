/*
 * test_paging_errors.c: what common/paging.c refuses, what it does on a CPU without NX, and how it
 * takes addresses apart.
 */
#include <string.h>

#include "tests/unit/cmocka_headers.h"
#include "tests/unit/page_walk.h"

/* --- errors ------------------------------------------------------------------------------------
 */

static void test_refused_addresses(void **state)
{
    (void)state;
    static const struct {
        uint64_t from, to, pages;
        enum page_error error;
    } cases[] = {
        {KERNEL + 1, 0, 1, PAGE_MISALIGNED},
        {KERNEL + 0x800, 0, 0, PAGE_MISALIGNED},
        {KERNEL, 0xfff, 1, PAGE_MISALIGNED},
        {CANONICAL_HOLE, 0, 1, PAGE_NOT_CANONICAL},
        {CANONICAL_HOLE_END - PAGE_BYTES, 0, 1, PAGE_NOT_CANONICAL},
        {CANONICAL_HOLE - PAGE_BYTES, 0, 2, PAGE_NOT_CANONICAL},
        {0 - PAGE_BYTES, 0, 2, PAGE_NOT_CANONICAL},
        {0, 0, (1ull << 36) + 1, PAGE_OUT_OF_RANGE},
        {0, 0, UINT64_MAX, PAGE_OUT_OF_RANGE},
        {KERNEL, 1ull << 52, 1, PAGE_OUT_OF_RANGE},
        {KERNEL, (1ull << 52) - PAGE_BYTES, 2, PAGE_OUT_OF_RANGE},
        {KERNEL, 0 - PAGE_BYTES, 1, PAGE_OUT_OF_RANGE},
    };
    struct page_pool pool = pool_make(TABLES, true);
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        enum page_error error =
            page_map(&pool, virt(cases[i].from), phys(cases[i].to), cases[i].pages, PAGE_WRITE);
        assert_int_equal(error, cases[i].error);
        assert_int_equal(pool.used, 1);
    }
}

static void test_already_mapped(void **state)
{
    (void)state;
    struct page_pool pool = pool_make(TABLES, true);
    assert_int_equal(page_map(&pool, virt(KERNEL + 0x3000), phys(0x9000), 1, PAGE_READ), PAGE_OK);
    /* What was mapped before the error stays, and what stood there is untouched. */
    assert_int_equal(page_map(&pool, virt(KERNEL), phys(0x100000), 8, PAGE_WRITE),
                     PAGE_ALREADY_MAPPED);
    assert_mapped(KERNEL + 0x2000, 0x102000, PAGE_WRITE);
    assert_mapped(KERNEL + 0x3000, 0x9000, PAGE_READ);
    assert_unmapped(KERNEL + 0x4000);
    /* Not even the same mapping once more. */
    assert_int_equal(page_map(&pool, virt(KERNEL + 0x3000), phys(0x9000), 1, PAGE_READ),
                     PAGE_ALREADY_MAPPED);
}

/* Entries that somebody else made: a large page, a table outside the pool, or one that it has not
 * given out yet. */
static void test_foreign_parents(void **state)
{
    (void)state;
    static const uint64_t foreign[] = {
        0x200000 | PTE_P | PTE_W | PTE_PS,
        (TABLES_PHYS + PAGE_BYTES) | PTE_P | PTE_W | PTE_PS,
        (TABLES_PHYS - PAGE_BYTES) | PTE_P | PTE_W,
        (TABLES_PHYS + TABLES * PAGE_BYTES) | PTE_P | PTE_W,
        (TABLES_PHYS + 4 * PAGE_BYTES) | PTE_P | PTE_W,
    };
    for (size_t i = 0; i < ARRAY_LENGTH(foreign); i++) {
        struct page_pool pool = pool_make(TABLES, true);
        assert_int_equal(page_map(&pool, virt(KERNEL), phys(0), 1, PAGE_READ), PAGE_OK);
        tables[2].entry[1] = foreign[i];
        assert_int_equal(page_map(&pool, virt(KERNEL + LEVEL1_SPAN), phys(0), 1, PAGE_READ),
                         PAGE_ALREADY_MAPPED);
        assert_int_equal(tables[2].entry[1], foreign[i]);
    }
}

/* With one frame too few at each level, and then with just enough. */
static void test_pool_exhaustion(void **state)
{
    (void)state;
    static struct page_table guard;
    memset(&guard, POISON, sizeof(guard));
    for (uint32_t capacity = 1; capacity <= 4; capacity++) {
        struct page_pool pool = pool_make(capacity, true);
        enum page_error expected = capacity < 4 ? PAGE_NO_FRAME : PAGE_OK;
        assert_int_equal(page_map(&pool, virt(KERNEL), phys(0), 512, PAGE_READ), expected);
        assert_true(pool.used <= capacity);
        assert_memory_equal(&tables[capacity], &guard, sizeof(guard));
    }
    struct page_pool pool = pool_make(4, true);
    assert_int_equal(page_map(&pool, virt(KERNEL), phys(0), 513, PAGE_READ), PAGE_NO_FRAME);
    assert_mapped(KERNEL + 511 * PAGE_BYTES, 511 * PAGE_BYTES, PAGE_READ);
}

/* --- without NX --------------------------------------------------------------------------------
 */

static void test_no_nx_bit_without_nx(void **state)
{
    (void)state;
    struct page_pool pool = pool_make(TABLES, false);
    for (uint64_t access = PAGE_READ; access <= PAGE_DEVICE; access++) {
        uint64_t at = KERNEL + access * LEVEL1_SPAN;
        assert_int_equal(page_map(&pool, virt(at), phys(0x5000), 2, (enum page_access)access),
                         PAGE_OK);
        struct walk found = walk(at, false);
        assert_true(found.mapped && found.executable);
        assert_int_equal(found.writable, access == PAGE_WRITE || access == PAGE_DEVICE);
    }
    for (uint32_t i = 0; i < TABLES * PAGE_TABLE_ENTRIES; i++) {
        assert_int_equal(tables[i / PAGE_TABLE_ENTRIES].entry[i % PAGE_TABLE_ENTRIES] >> 63, 0);
    }
}

/* --- addresses ---------------------------------------------------------------------------------
 */

static void test_canonical(void **state)
{
    (void)state;
    static const uint64_t canonical[] = {0,      1,         CANONICAL_HOLE - 1, CANONICAL_HOLE_END,
                                         KERNEL, UINT64_MAX};
    static const uint64_t others[] = {CANONICAL_HOLE, CANONICAL_HOLE_END - 1, 1ull << 48,
                                      1ull << 63, 0xff00000000000000};
    for (size_t i = 0; i < ARRAY_LENGTH(canonical); i++) {
        assert_true(virt_is_canonical(virt(canonical[i])));
    }
    for (size_t i = 0; i < ARRAY_LENGTH(others); i++) {
        assert_false(virt_is_canonical(virt(others[i])));
    }
}

static void test_indices(void **state)
{
    (void)state;
    assert_int_equal(page_index(virt(RECURSIVE_BASE), 4), 510);
    assert_int_equal(page_index(virt(KERNEL), 4), 511);
    assert_int_equal(page_index(virt(KERNEL), 3), 510);
    assert_int_equal(page_index(virt(KERNEL), 2), 0);
    for (uint32_t level = 1; level <= 4; level++) {
        assert_int_equal(page_index(virt(0), level), 0);
        assert_int_equal(page_index(virt(UINT64_MAX), level), 511);
        assert_int_equal(page_index(virt(PAGE_BYTES << 9 * (level - 1)), level), 1);
        assert_int_equal(page_index(virt((PAGE_BYTES << 9 * (level - 1)) - 1), level), 0);
    }
}

static void test_every_error_has_its_own_text(void **state)
{
    (void)state;
    for (int error = PAGE_OK; error <= PAGE_OUT_OF_RANGE; error++) {
        assert_string_not_equal(page_error_text((enum page_error)error), "unknown error");
        for (int other = PAGE_OK; other < error; other++) {
            assert_string_not_equal(page_error_text((enum page_error)error),
                                    page_error_text((enum page_error)other));
        }
    }
    enum page_error none = PAGE_OUT_OF_RANGE;
    none++;
    assert_string_equal(page_error_text(none), "unknown error");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_refused_addresses),
        cmocka_unit_test(test_already_mapped),
        cmocka_unit_test(test_foreign_parents),
        cmocka_unit_test(test_pool_exhaustion),
        cmocka_unit_test(test_no_nx_bit_without_nx),
        cmocka_unit_test(test_canonical),
        cmocka_unit_test(test_indices),
        cmocka_unit_test(test_every_error_has_its_own_text),
    };
    return cmocka_run_group_tests_name("paging_errors", tests, NULL, NULL);
}
