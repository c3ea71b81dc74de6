/*
 * test_page_text.c: kernel/core/page_text.c and page_refusal.c: entries and walks in words.
 */
#include <string.h>

#include "kernel/core/page_refusal.h"
#include "kernel/core/page_text.h"
#include "tests/unit/cmocka_headers.h"

static void assert_flags(uint64_t entry, uint32_t level, const char *expected)
{
    char text[PAGE_FLAGS_BYTES];
    assert_string_equal(page_flags_text(text, entry, level), expected);
}

static void test_flags(void **state)
{
    (void)state;
    assert_flags(0, 4, "none");
    assert_flags(0x123456789000, 1, "none");
    assert_flags(0x8000000012345063, 4, "P W A D NX");
    assert_flags(0x181, 1, "P PAT G");
    assert_flags(0x1181, 2, "P PS G PAT");
    assert_flags(0x1101, 1, "P G"); /* bit 12 belongs to the address of a small page, */
    assert_flags(0x1101, 2, "P G"); /* and of a table */
    assert_flags(0x1081, 4, "P PS");
    assert_flags(0x201, 1, "P AVL");
    assert_flags(0x0010000000000001, 1, "P AVL");
    assert_flags(UINT64_MAX, 3, "P W U PWT PCD A D PS G PAT AVL NX");
    assert_flags(UINT64_MAX, 1, "P W U PWT PCD A D PAT G AVL NX");
}

static void test_rights(void **state)
{
    (void)state;
    char text[PAGE_RIGHTS_BYTES];
    assert_string_equal(page_rights_text(text, PTE_NX), "r--");
    assert_string_equal(page_rights_text(text, 0), "r-x");
    assert_string_equal(page_rights_text(text, PTE_W | PTE_NX | PTE_U), "rw-");
    assert_string_equal(page_rights_text(text, PTE_W), "rwx");
}

static void test_sizes(void **state)
{
    (void)state;
    char text[PAGE_SIZE_TEXT_BYTES];
    assert_string_equal(page_size_text(text, 0), "0 KiB");
    assert_string_equal(page_size_text(text, 4096), "4 KiB");
    assert_string_equal(page_size_text(text, 1 << 20), "1 MiB");
    assert_string_equal(page_size_text(text, (1 << 20) + 4096), "1028 KiB");
    assert_string_equal(page_size_text(text, 3ull << 30), "3 GiB");
    assert_string_equal(page_size_text(text, 64ull << 40), "64 TiB");
    assert_string_equal(page_size_text(text, UINT64_MAX), "18014398509481983 KiB");
    assert_string_equal(page_size_text(text, 1ull << 63), "8388608 TiB");
}

/* A walk of which only the last entry matters. */
static struct page_walk walk_to(uint32_t level, uint64_t entry)
{
    struct page_walk walk = {.level = level, .accesses = PAGE_LEVELS + 1 - level};
    walk.entry[level] = entry;
    walk.mapped = entry_is_leaf(entry, level);
    walk.phys = phys(entry & PTE_ADDRESS);
    return walk;
}

static void test_ends_of_walks(void **state)
{
    (void)state;
    const struct page_walk nowhere = {.level = PAGE_LEVELS};
    assert_string_equal(page_walk_end_text(&nowhere), "it is no address: bits 63 to 47 differ");
    for (uint32_t level = 1; level <= PAGE_LEVELS; level++) {
        const struct page_walk walk = walk_to(level, ~PTE_P);
        char expected[] = "the level-? entry is not present";
        *strchr(expected, '?') = (char)('0' + level);
        assert_string_equal(page_walk_end_text(&walk), expected);
    }
    const struct page_walk reserved = walk_to(PAGE_LEVELS, PTE_P | PTE_PS);
    assert_string_equal(page_walk_end_text(&reserved),
                        "the level-4 entry has PS set, which is reserved");
}

static const char *refusal(const struct page_walk *walk, uint64_t address, bool forced,
                           uint64_t last)
{
    virt_t found;
    const char *text = page_refusal(walk, virt(address), forced, &found);
    assert_int_equal(found.value, last);
    return text;
}

static void test_refusals(void **state)
{
    (void)state;
    const struct page_walk nowhere = {.level = PAGE_LEVELS};
    assert_string_equal(refusal(&nowhere, 0x0000800000000000, true, 0xffff7fffffffffff),
                        "no addresses (not canonical)");
    assert_string_equal(refusal(&nowhere, 0xffff7fffffffffff, true, 0xffff7fffffffffff),
                        "no addresses (not canonical)");
    const struct page_walk absent = walk_to(2, 0);
    assert_string_equal(refusal(&absent, 0xffffffff90000123, true, 0xffffffff901fffff), "unmapped");
    const struct page_walk last_slot = walk_to(4, 0);
    assert_string_equal(refusal(&last_slot, 0xffffffff90000123, false, UINT64_MAX), "unmapped");
    const struct page_walk memory = walk_to(1, 0x123000 | PTE_P);
    assert_null(refusal(&memory, 0x5000, false, 0x5fff));
    const struct page_walk device = walk_to(1, 0xfee00000 | PTE_P | PTE_PCD);
    assert_string_equal(refusal(&device, 0x5008, false, 0x5fff), "device memory (not forced)");
    assert_null(refusal(&device, 0x5008, true, 0x5fff));
}

/* The screen's 32 KiB, wherever they are mapped, and nothing beside them. */
static void test_the_screen_is_read(void **state)
{
    (void)state;
    for (uint64_t page = 0xb7000; page <= 0xc0000; page += PAGE_BYTES) {
        const struct page_walk walk = walk_to(1, page | PTE_P | PTE_PCD);
        bool is_read = refusal(&walk, 0x5fff, false, 0x5fff) == NULL;
        assert_int_equal(is_read, page >= 0xb8000 && page < 0xc0000);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_flags),    cmocka_unit_test(test_rights),
        cmocka_unit_test(test_sizes),    cmocka_unit_test(test_ends_of_walks),
        cmocka_unit_test(test_refusals), cmocka_unit_test(test_the_screen_is_read),
    };
    return cmocka_run_group_tests_name("page_text", tests, NULL, NULL);
}
