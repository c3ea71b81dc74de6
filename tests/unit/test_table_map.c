/*
 * test_table_map.c: one page mapped, protected, unmapped, as a CPU sees it that forgets nothing.
 *
 * Rows 09-6, 09-11 to 09-14.
 */
#include "gen/layout.h"
#include "kernel/core/recursive.h"
#include "tests/unit/cmocka_headers.h"
#include "tests/unit/fake_mmu.h"

#define PAGE  0xdeadbeaf000ull /* slot 27: nothing near it is mapped */
#define FRAME 0x123456000ull

enum { ENOUGH = MMU_FRAMES - 1 };

static void assert_done(struct table_change change)
{
    assert_int_equal(table_flush(change), TABLE_OK);
    mmu_assert_coherent();
}

static void assert_seen(uint64_t page, uint64_t frame, uint64_t rights)
{
    struct mmu_page seen = mmu_access(page);
    assert_true(seen.mapped);
    assert_int_equal(seen.phys, frame);
    assert_int_equal(seen.writable, (rights & PTE_W) != 0);
    assert_int_equal(seen.user, (rights & PTE_U) != 0);
    assert_int_equal(seen.executable, (rights & PTE_NX) == 0);
}

/* Rows 09-11, 09-12: in an empty slot a page needs three tables; its neighbour needs none. */
static void test_three_tables_at_most(void **state)
{
    (void)state;
    mmu_start();
    struct page_space space = mmu_space(ENOUGH);
    assert_done(space_map(&space, virt(PAGE), phys(FRAME), PAGE_LEVEL_4K, PTE_W | PTE_NX));
    assert_int_equal(mmu_frames_used(), 3);
    assert_seen(PAGE, FRAME, PTE_W | PTE_NX);
    assert_done(space_map(&space, virt(PAGE + 4096), phys(FRAME), PAGE_LEVEL_4K, 0));
    assert_int_equal(mmu_frames_used(), 3);
    assert_seen(PAGE + 4096, FRAME, 0);
}

/* Row 09-13: the frames held present entries; only the one page is mapped in the three tables. */
static void test_new_tables_are_zeroed(void **state)
{
    (void)state;
    mmu_start();
    struct page_space space = mmu_space(ENOUGH);
    assert_done(space_map(&space, virt(PAGE), phys(FRAME), PAGE_LEVEL_4K, PTE_NX));
    for (uint32_t level = 1; level <= 3; level++) {
        uint64_t table = recursive_table(510, virt(PAGE), level).value;
        uint64_t frame = mmu_access(table).phys;
        uint32_t present = 0;
        for (uint32_t i = 0; i < 512; i++) {
            present += mmu_read(frame + i * 8) != 0;
        }
        assert_int_equal(present, 1);
    }
}

/* Row 09-13: parents are present and writable, open to the user where the page is, never NX. */
static void test_parents(void **state)
{
    (void)state;
    static const uint64_t rights[] = {PTE_NX, PTE_W | PTE_NX, 0, PTE_U, PTE_U | PTE_W | PTE_NX};
    for (size_t i = 0; i < ARRAY_LENGTH(rights); i++) {
        mmu_start();
        struct page_space space = mmu_space(ENOUGH);
        assert_done(space_map(&space, virt(PAGE), phys(FRAME), PAGE_LEVEL_4K, rights[i]));
        struct page_walk walk = space_walk(&space, virt(PAGE));
        for (uint32_t level = 2; level <= 4; level++) {
            assert_int_equal(walk.entry[level] & ~PTE_ADDRESS, PTE_P | PTE_W | (rights[i] & PTE_U));
        }
        assert_seen(PAGE, FRAME, rights[i]);
    }
}

/* A parent that somebody left read-only, or closed to the user, is opened, and what the CPU has
 * cached of it is dropped. */
static void test_closed_parents_are_opened(void **state)
{
    (void)state;
    mmu_start();
    struct page_space space = mmu_space(ENOUGH);
    assert_done(space_map(&space, virt(PAGE), phys(FRAME), PAGE_LEVEL_4K, PTE_NX));
    mmu_write(MMU_ROOT + 27 * 8, mmu_read(MMU_ROOT + 27 * 8) & ~PTE_W);
    mmu_load_cr3(MMU_ROOT);
    assert_false(mmu_access(PAGE).user);
    uint64_t rights = PTE_U | PTE_W | PTE_NX;
    assert_done(space_map(&space, virt(PAGE + 4096), phys(FRAME), PAGE_LEVEL_4K, rights));
    assert_seen(PAGE + 4096, FRAME, rights);
    assert_done(space_protect(&space, virt(PAGE), PAGE_LEVEL_4K, rights));
    assert_seen(PAGE, FRAME, rights);
}

/* Row 09-6: each size translates every byte of its page; its entry has the right form, which the
 * fake checks. */
static void test_large_pages(void **state)
{
    (void)state;
    for (uint32_t level = 1; level <= 3; level++) {
        mmu_start();
        struct page_space space = mmu_space(ENOUGH);
        uint64_t bytes = page_bytes(level);
        uint64_t page = PAGE / bytes * bytes;
        uint64_t frame = 3 * bytes;
        assert_done(space_map(&space, virt(page), phys(frame), level, PTE_W | PTE_NX));
        assert_int_equal(mmu_frames_used(), 4 - level);
        for (uint64_t at = 0; at < bytes; at += bytes / 512 + 1) {
            struct page_walk walk = space_walk(&space, virt(page + at));
            assert_true(walk.mapped);
            assert_int_equal(walk.phys.value, frame + at);
            assert_int_equal(walk.accesses, 5 - level);
            assert_int_equal(mmu_access(page + at).phys, frame);
        }
        struct table_change change = space_unmap(&space, virt(page), level);
        assert_int_equal(change.frame.value, frame);
        assert_done(change);
        assert_false(mmu_access(page).mapped);
        assert_int_equal(mmu_frames_used(), 0);
    }
}

/* PAT stays where it is, in bit 7 or 12, and is no part of the frame that comes back. */
static void test_pat_is_kept(void **state)
{
    (void)state;
    for (uint32_t level = 1; level <= 3; level++) {
        mmu_start();
        struct page_space space = mmu_space(ENOUGH);
        uint64_t pat = level == 1 ? PTE_PAT : PTE_PS_PAT;
        uint64_t frame = 5 * page_bytes(level);
        assert_done(space_map(&space, virt(0), phys(frame), level, PTE_NX));
        uint64_t at = mmu_access(recursive_table(510, virt(0), level).value).phys;
        mmu_write(at, mmu_read(at) | pat | PTE_A | PTE_D);
        assert_done(space_protect(&space, virt(0), level, PTE_W | PTE_NX | PTE_PCD));
        uint64_t size = level > 1 ? PTE_PS : 0;
        assert_int_equal(mmu_read(at),
                         frame | size | pat | PTE_A | PTE_D | PTE_PCD | PTE_W | PTE_P | PTE_NX);
        struct table_change change = space_unmap(&space, virt(0), level);
        assert_int_equal(change.frame.value, frame);
        assert_done(change);
    }
}

/* A token that nobody honours: the old rights and the old page are still seen. */
static void test_without_flush_the_old_page_is_seen(void **state)
{
    (void)state;
    mmu_start();
    struct page_space space = mmu_space(ENOUGH);
    assert_done(space_map(&space, virt(PAGE), phys(FRAME), PAGE_LEVEL_4K, PTE_W | PTE_NX));
    assert_seen(PAGE, FRAME, PTE_W | PTE_NX);
    struct table_change change = space_protect(&space, virt(PAGE), PAGE_LEVEL_4K, PTE_NX);
    assert_int_equal(table_flush_ignore(change), TABLE_OK);
    assert_seen(PAGE, FRAME, PTE_W | PTE_NX);
    assert_done(change);
    assert_seen(PAGE, FRAME, PTE_NX);
    change = space_unmap(&space, virt(PAGE), PAGE_LEVEL_4K);
    assert_int_equal(table_flush_ignore(change), TABLE_OK);
    assert_seen(PAGE, FRAME, PTE_NX);
    assert_done(change);
    assert_false(mmu_access(PAGE).mapped);
}

/* What was absent is not cached, so mapping it costs no flush. */
static void test_mapping_flushes_nothing(void **state)
{
    (void)state;
    mmu_start();
    struct page_space space = mmu_space(ENOUGH);
    assert_false(mmu_access(PAGE).mapped);
    assert_done(space_map(&space, virt(PAGE), phys(FRAME), PAGE_LEVEL_4K, PTE_NX));
    assert_int_equal(mmu_forgets(), 0);
}

/* A table goes with its last page, whichever order they go in; the next user of its frame is not
 * seen through the old window (the fake sees to that whenever a frame comes back). */
static void test_empty_tables_are_given_back(void **state)
{
    (void)state;
    for (int descending = 0; descending < 2; descending++) {
        mmu_start();
        struct page_space space = mmu_space(ENOUGH);
        uint64_t first = 0x200000 - 8 * 4096; /* eight pages in one table, eight in the next */
        for (uint64_t i = 0; i < 16; i++) {
            assert_done(space_map(&space, virt(first + i * 4096), phys(FRAME + i * 4096),
                                  PAGE_LEVEL_4K, PTE_NX));
        }
        assert_int_equal(mmu_frames_used(), 4);
        for (uint64_t i = 0; i < 16; i++) {
            uint64_t page = first + (descending ? 15 - i : i) * 4096;
            assert_true(mmu_access(page).mapped);
            assert_done(space_unmap(&space, virt(page), PAGE_LEVEL_4K));
            assert_int_equal(mmu_frames_used(), i < 7 ? 4 : i < 15 ? 3 : 0);
        }
        assert_int_equal(mmu_read(MMU_ROOT), 0);
    }
}

/* One page left keeps its table, however far away in it. */
static void test_one_page_keeps_its_table(void **state)
{
    (void)state;
    mmu_start();
    struct page_space space = mmu_space(ENOUGH);
    assert_done(space_map(&space, virt(100 * 4096), phys(FRAME), PAGE_LEVEL_4K, PTE_NX));
    for (uint64_t i = 0; i < 512; i++) {
        if (i != 100) {
            assert_done(space_map(&space, virt(i * 4096), phys(0), PAGE_LEVEL_4K, PTE_NX));
            assert_done(space_unmap(&space, virt(i * 4096), PAGE_LEVEL_4K));
            assert_int_equal(mmu_frames_used(), 3);
        }
    }
    assert_seen(100 * 4096, FRAME, PTE_NX);
}

/* An entry that is not present may hold a note; it counts as nothing. */
static void test_notes_in_absent_entries(void **state)
{
    (void)state;
    mmu_start();
    struct page_space space = mmu_space(ENOUGH);
    mmu_write(MMU_ROOT + 27 * 8, ~(uint64_t)PTE_P);
    assert_done(space_map(&space, virt(PAGE), phys(FRAME), PAGE_LEVEL_4K, PTE_NX));
    uint64_t table = mmu_access(recursive_table(510, virt(PAGE), 1).value).phys;
    mmu_write(table, ~(uint64_t)PTE_P);
    assert_done(space_unmap(&space, virt(PAGE), PAGE_LEVEL_4K));
    assert_int_equal(mmu_frames_used(), 0);
}

/* Where the kernel lives the level-3 tables stay: other spaces point at them. */
static void test_shared_tables_stay(void **state)
{
    (void)state;
    static const uint64_t pages[] = {VIRT_HEAP_START, VIRT_HEAP_END - 4096, VIRT_PHYS_WINDOW_START,
                                     VIRT_KERNEL_START};
    mmu_start();
    struct page_space space = mmu_space(ENOUGH);
    for (uint32_t i = 0; i < ARRAY_LENGTH(pages); i++) {
        assert_done(space_map(&space, virt(pages[i]), phys(FRAME), PAGE_LEVEL_4K, PTE_NX));
        assert_int_equal(mmu_frames_used(), i + 3);
        assert_done(space_unmap(&space, virt(pages[i]), PAGE_LEVEL_4K));
        assert_int_equal(mmu_frames_used(), i + 1);
    }
}

/* Without NX in the CPU the bit is reserved: it is asked for, and left out. */
static void test_no_nx(void **state)
{
    (void)state;
    mmu_start();
    struct page_space space = mmu_space(ENOUGH);
    space.nx = false;
    assert_done(space_map(&space, virt(PAGE), phys(FRAME), PAGE_LEVEL_4K, PTE_W | PTE_NX));
    assert_int_equal(space_walk(&space, virt(PAGE)).entry[1], FRAME | PTE_P | PTE_W);
    assert_done(space_protect(&space, virt(PAGE), PAGE_LEVEL_4K, PTE_NX));
    assert_int_equal(space_walk(&space, virt(PAGE)).entry[1], FRAME | PTE_P);
}

/* Another space, in the window of the spare slot. */
static struct page_space attach(const struct page_space *here, phys_t *root)
{
    *root = here->frames.alloc(here->frames.context);
    for (uint64_t i = 0; i < 512; i++) {
        mmu_write(root->value + i * 8, i == 510 ? root->value | PTE_NX | PTE_P | PTE_W : 0);
    }
    struct page_space there = *here;
    there.slot = 509;
    mmu_write(MMU_ROOT + there.slot * 8, root->value | PTE_NX | PTE_P | PTE_W);
    space_share(here, &there);
    return there;
}

/* Row 09-14: the same page, two frames, mapped and unmapped from here. */
static void test_another_space_is_edited(void **state)
{
    (void)state;
    mmu_start();
    phys_t root;
    struct page_space here = mmu_space(ENOUGH);
    assert_done(space_map(&here, virt(VIRT_KERNEL_START), phys(0x5000), PAGE_LEVEL_4K, 0));
    struct page_space there = attach(&here, &root);
    assert_done(space_map(&here, virt(PAGE), phys(FRAME), PAGE_LEVEL_4K, PTE_NX));
    assert_done(space_map(&there, virt(PAGE), phys(FRAME + 4096), PAGE_LEVEL_4K, PTE_W | PTE_NX));
    assert_seen(PAGE, FRAME, PTE_NX);
    mmu_load_cr3(root.value);
    assert_seen(PAGE, FRAME + 4096, PTE_W | PTE_NX);
    assert_seen(VIRT_KERNEL_START, 0x5000, 0);
    assert_false(mmu_access(VIRT_OTHER_SPACE_START).mapped);
    mmu_load_cr3(MMU_ROOT);
    assert_done(space_unmap(&there, virt(PAGE), PAGE_LEVEL_4K));
    assert_seen(PAGE, FRAME, PTE_NX);
    mmu_load_cr3(root.value);
    assert_false(mmu_access(PAGE).mapped);
}

/* What is common to all spaces is changed in the active one, and forgotten in both windows (the
 * fake complains where a frame comes back that either still shows). */
static void test_the_kernels_part_of_another_space(void **state)
{
    (void)state;
    static const uint64_t pages[] = {VIRT_KERNEL_START, VIRT_HEAP_START};
    for (size_t i = 0; i < ARRAY_LENGTH(pages); i++) {
        mmu_start();
        phys_t root;
        virt_t page = virt(pages[i]);
        struct page_space here = mmu_space(ENOUGH);
        assert_done(space_map(&here, page, phys(FRAME), PAGE_LEVEL_4K, PTE_NX));
        struct page_space there = attach(&here, &root);
        assert_int_equal(space_walk(&there, page).phys.value, FRAME);
        assert_int_equal(table_flush(space_unmap(&there, page, PAGE_LEVEL_4K)), TABLE_KERNELS);
        assert_int_equal(
            table_flush(space_map(&there, virt(page.value + 4096), phys(0), PAGE_LEVEL_4K, 0)),
            TABLE_KERNELS);
        assert_done(space_unmap(&here, page, PAGE_LEVEL_4K));
        assert_false(space_walk(&there, page).mapped);
        assert_int_equal(mmu_frames_used(), 2); /* the root and the common level-3 table */
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_three_tables_at_most),
        cmocka_unit_test(test_new_tables_are_zeroed),
        cmocka_unit_test(test_parents),
        cmocka_unit_test(test_closed_parents_are_opened),
        cmocka_unit_test(test_large_pages),
        cmocka_unit_test(test_pat_is_kept),
        cmocka_unit_test(test_without_flush_the_old_page_is_seen),
        cmocka_unit_test(test_mapping_flushes_nothing),
        cmocka_unit_test(test_empty_tables_are_given_back),
        cmocka_unit_test(test_one_page_keeps_its_table),
        cmocka_unit_test(test_notes_in_absent_entries),
        cmocka_unit_test(test_shared_tables_stay),
        cmocka_unit_test(test_no_nx),
        cmocka_unit_test(test_another_space_is_edited),
        cmocka_unit_test(test_the_kernels_part_of_another_space),
    };
    return cmocka_run_group_tests_name("table_map", tests, NULL, NULL);
}
