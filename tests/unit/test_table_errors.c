/*
 * test_table_errors.c: every error of kernel/core/page_map.h, and that it changes nothing.
 *
 * Rows 09-7 and 09-10.
 */
#include "gen/layout.h"
#include "tests/unit/cmocka_headers.h"
#include "tests/unit/fake_mmu.h"

#define PAGE  0xdeadbeaf000ull
#define FRAME 0x123456000ull
#define MIB_2 0x200000ull
#define GIB   0x40000000ull

enum { ENOUGH = MMU_FRAMES - 1 };

static struct page_space space;

static int start(void **state)
{
    (void)state;
    mmu_start();
    space = mmu_space(ENOUGH);
    return 0;
}

static void put(uint64_t page, uint64_t frame, uint32_t level)
{
    assert_int_equal(table_flush(space_map(&space, virt(page), phys(frame), level, PTE_NX)),
                     TABLE_OK);
}

/* The error comes back through both ends of a token, and neither frame nor flush is spent. */
static struct table_change refused(struct table_change change, enum table_error error,
                                   uint32_t frames)
{
    uint32_t forgets = mmu_forgets();
    assert_int_equal(table_flush(change), error);
    assert_int_equal(table_flush_ignore(change), error);
    assert_int_equal(mmu_forgets(), forgets);
    assert_int_equal(mmu_frames_used(), frames);
    mmu_assert_coherent();
    return change;
}

static struct table_change map(uint64_t page, uint64_t frame, uint32_t level)
{
    return space_map(&space, virt(page), phys(frame), level, PTE_W | PTE_NX);
}

/* Rows 09-7, 09-10: with 0, 1 and 2 frames where 3 are needed, nothing stays behind; a page whose
 * tables exist is mapped without any. */
static void test_no_frame(void **state)
{
    (void)state;
    for (uint32_t frames = 0; frames < 3; frames++) {
        mmu_start();
        space = mmu_space(frames);
        refused(map(PAGE, FRAME, PAGE_LEVEL_4K), TABLE_NO_FRAME, 0);
        assert_int_equal(mmu_read(MMU_ROOT + 27 * 8), 0);
    }
    space = mmu_space(3);
    put(PAGE, FRAME, PAGE_LEVEL_4K);
    put(PAGE + 4096, FRAME, PAGE_LEVEL_4K);
    refused(map(PAGE + GIB, FRAME, PAGE_LEVEL_4K), TABLE_NO_FRAME, 3);
    space.frames = FRAME_SOURCE_EMPTY;
    put(PAGE + 2 * 4096, FRAME, PAGE_LEVEL_4K);
    refused(map(PAGE + GIB, FRAME, PAGE_LEVEL_4K), TABLE_NO_FRAME, 3);
}

static void test_already_mapped(void **state)
{
    (void)state;
    put(PAGE, FRAME, PAGE_LEVEL_4K);
    put(GIB, 7 * MIB_2, PAGE_LEVEL_2M);
    uint32_t used = mmu_frames_used();
    struct table_change change =
        refused(map(PAGE, 0x1000, PAGE_LEVEL_4K), TABLE_ALREADY_MAPPED, used);
    assert_int_equal(change.frame.value, FRAME);
    change = refused(map(GIB, 0, PAGE_LEVEL_2M), TABLE_ALREADY_MAPPED, used);
    assert_int_equal(change.frame.value, 7 * MIB_2);
    assert_int_equal(mmu_access(PAGE).phys, FRAME);
}

static void test_parent_is_huge(void **state)
{
    (void)state;
    put(0, 5 * GIB, PAGE_LEVEL_1G);
    put(GIB, 7 * MIB_2, PAGE_LEVEL_2M);
    uint32_t used = mmu_frames_used();
    static const struct {
        uint64_t page, frame;
        uint32_t level;
    } cases[] = {{0, 5 * GIB, 1}, {MIB_2, 5 * GIB, 2}, {GIB + 4096, 7 * MIB_2, 1}};
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        virt_t page = virt(cases[i].page);
        uint32_t level = cases[i].level;
        const struct table_change changes[] = {
            map(page.value, 0, level),
            space_unmap(&space, page, level),
            space_protect(&space, page, level, PTE_NX),
        };
        for (size_t j = 0; j < ARRAY_LENGTH(changes); j++) {
            struct table_change change = refused(changes[j], TABLE_PARENT_IS_HUGE, used);
            assert_int_equal(change.frame.value, cases[i].frame);
        }
    }
}

/* Level 4 has no pages: the bit is reserved there, and behind such an entry the CPU faults. */
static void test_broken_level_4(void **state)
{
    (void)state;
    mmu_write(MMU_ROOT + 27 * 8, FRAME | PTE_P | PTE_W | PTE_PS);
    refused(map(PAGE, 0, PAGE_LEVEL_4K), TABLE_PARENT_IS_HUGE, 0);
    refused(space_unmap(&space, virt(PAGE), PAGE_LEVEL_4K), TABLE_PARENT_IS_HUGE, 0);
    assert_false(space_walk(&space, virt(PAGE)).mapped);
}

static void test_smaller_pages(void **state)
{
    (void)state;
    put(0, FRAME, PAGE_LEVEL_4K);
    for (uint32_t level = PAGE_LEVEL_2M; level <= PAGE_LEVEL_1G; level++) {
        refused(map(0, 0, level), TABLE_SMALLER_PAGES, 3);
        refused(space_unmap(&space, virt(0), level), TABLE_SMALLER_PAGES, 3);
        refused(space_protect(&space, virt(0), level, 0), TABLE_SMALLER_PAGES, 3);
    }
}

static void test_not_mapped(void **state)
{
    (void)state;
    refused(space_unmap(&space, virt(PAGE), PAGE_LEVEL_4K), TABLE_NOT_MAPPED, 0);
    refused(space_protect(&space, virt(PAGE), PAGE_LEVEL_4K, PTE_U), TABLE_NOT_MAPPED, 0);
    put(PAGE, FRAME, PAGE_LEVEL_4K);
    static const uint64_t pages[] = {PAGE + 4096, PAGE + MIB_2, PAGE + GIB, PAGE + 512 * GIB};
    for (size_t i = 0; i < ARRAY_LENGTH(pages); i++) {
        refused(space_unmap(&space, virt(pages[i]), PAGE_LEVEL_4K), TABLE_NOT_MAPPED, 3);
        refused(space_protect(&space, virt(pages[i]), PAGE_LEVEL_4K, 0), TABLE_NOT_MAPPED, 3);
    }
}

static void test_misaligned(void **state)
{
    (void)state;
    for (uint32_t level = 1; level <= 3; level++) {
        for (uint64_t off = 1; off < page_bytes(level); off *= 2) {
            refused(map(off, 0, level), TABLE_MISALIGNED, 0);
            refused(map(0, off, level), TABLE_MISALIGNED, 0);
            refused(space_unmap(&space, virt(off), level), TABLE_MISALIGNED, 0);
        }
    }
}

/* Row 08-8: both edges of the hole are mapped, nothing in it is. */
static void test_not_canonical(void **state)
{
    (void)state;
    static const uint64_t hole[] = {0x0000800000000000, 0xffff7ffffffff000, 0x0001000000000000,
                                    0x8000000000000000};
    for (size_t i = 0; i < ARRAY_LENGTH(hole); i++) {
        refused(map(hole[i], FRAME, PAGE_LEVEL_4K), TABLE_NOT_CANONICAL, 0);
        refused(space_unmap(&space, virt(hole[i]), PAGE_LEVEL_4K), TABLE_NOT_CANONICAL, 0);
        assert_false(space_walk(&space, virt(hole[i])).mapped);
    }
    put(0x00007ffffffff000, FRAME, PAGE_LEVEL_4K);
    put(0xffff800000000000, FRAME + 4096, PAGE_LEVEL_4K);
    assert_int_equal(mmu_access(0x00007fffffffffff).phys, FRAME);
    assert_int_equal(mmu_access(0xffff800000000000).phys, FRAME + 4096);
}

/* The last frame that the CPU can address is fine, for each size; the next is not. */
static void test_out_of_range(void **state)
{
    (void)state;
    uint64_t end = 1ull << MMU_PHYS_BITS;
    for (uint32_t level = 1; level <= 3; level++) {
        refused(map(0, end, level), TABLE_OUT_OF_RANGE, 0);
        refused(map(0, 1ull << 52, level), TABLE_OUT_OF_RANGE, 0);
        refused(map(0, PTE_NX, level), TABLE_OUT_OF_RANGE, 0);
        put(0, end - page_bytes(level), level);
        assert_int_equal(table_flush(space_unmap(&space, virt(0), level)), TABLE_OK);
    }
}

/* Whatever is mapped in the window would be an entry of a table. */
static void test_in_window(void **state)
{
    (void)state;
    static const uint64_t pages[] = {VIRT_RECURSIVE_START, VIRT_RECURSIVE_END - 4096,
                                     VIRT_OTHER_SPACE_START, VIRT_OTHER_SPACE_END - 4096};
    for (size_t i = 0; i < ARRAY_LENGTH(pages); i++) {
        refused(map(pages[i], FRAME, PAGE_LEVEL_4K), TABLE_IN_WINDOW, 0);
        refused(space_unmap(&space, virt(pages[i]), PAGE_LEVEL_4K), TABLE_IN_WINDOW, 0);
        refused(space_protect(&space, virt(pages[i]), PAGE_LEVEL_4K, 0), TABLE_IN_WINDOW, 0);
    }
}

static void test_no_such_size(void **state)
{
    (void)state;
    refused(map(0, 0, 0), TABLE_NO_SUCH_SIZE, 0);
    refused(map(0, 0, 4), TABLE_NO_SUCH_SIZE, 0);
    space.large_1g = false;
    refused(map(0, 0, PAGE_LEVEL_1G), TABLE_NO_SUCH_SIZE, 0);
    put(0, 0, PAGE_LEVEL_2M);
}

static void test_bad_rights(void **state)
{
    (void)state;
    static const uint64_t rights[] = {PTE_W,           PTE_W | PTE_U, PTE_P | PTE_NX,
                                      PTE_PS | PTE_NX, 1u << 9,       1ull << 52};
    put(PAGE, FRAME, PAGE_LEVEL_4K);
    for (size_t i = 0; i < ARRAY_LENGTH(rights); i++) {
        refused(space_map(&space, virt(0), phys(0), PAGE_LEVEL_4K, rights[i]), TABLE_BAD_RIGHTS, 3);
        refused(space_protect(&space, virt(PAGE), PAGE_LEVEL_4K, rights[i]), TABLE_BAD_RIGHTS, 3);
    }
    assert_false(mmu_access(PAGE).writable);
}

/* Every error has a text of its own. */
static void test_texts(void **state)
{
    (void)state;
    for (int error = 0; error <= TABLE_BAD_RIGHTS; error++) {
        const char *text = table_error_text((enum table_error)error);
        assert_non_null(text);
        for (int other = 0; other < error; other++) {
            assert_string_not_equal(text, table_error_text((enum table_error)other));
        }
    }
    assert_string_equal(table_error_text((enum table_error)(TABLE_BAD_RIGHTS + 1)),
                        "unknown error");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_no_frame, start),
        cmocka_unit_test_setup(test_already_mapped, start),
        cmocka_unit_test_setup(test_parent_is_huge, start),
        cmocka_unit_test_setup(test_broken_level_4, start),
        cmocka_unit_test_setup(test_smaller_pages, start),
        cmocka_unit_test_setup(test_not_mapped, start),
        cmocka_unit_test_setup(test_misaligned, start),
        cmocka_unit_test_setup(test_not_canonical, start),
        cmocka_unit_test_setup(test_out_of_range, start),
        cmocka_unit_test_setup(test_in_window, start),
        cmocka_unit_test_setup(test_no_such_size, start),
        cmocka_unit_test_setup(test_bad_rights, start),
        cmocka_unit_test_setup(test_texts, start),
    };
    return cmocka_run_group_tests_name("table_errors", tests, NULL, NULL);
}
