/*
 * test_table_list.c: what kernel/core/page_list.h lists, and what it finds amiss.
 */
#include "gen/layout.h"
#include "tests/unit/cmocka_headers.h"
#include "tests/unit/fake_mmu.h"

#include "kernel/core/page_list.h"

enum { RUNS_MOST = 16 };

#define MIB_2 0x200000ull
#define GIB   0x40000000ull

static struct page_space space;
static struct page_run runs[RUNS_MOST];
static uint32_t run_count;

static int start(void **state)
{
    (void)state;
    mmu_start();
    space = mmu_space(MMU_FRAMES - 1);
    run_count = 0;
    return 0;
}

static void put(uint64_t page, uint64_t frame, uint32_t level, uint64_t rights)
{
    assert_int_equal(table_flush(space_map(&space, virt(page), phys(frame), level, rights)),
                     TABLE_OK);
}

static void collect(void *context, const struct page_run *run)
{
    assert_ptr_equal(context, &space);
    assert_true(run_count < RUNS_MOST);
    runs[run_count++] = *run;
}

static void assert_run(uint32_t index, uint64_t from, uint64_t to, uint64_t pages, uint32_t level,
                       uint64_t rights)
{
    assert_true(index < run_count);
    assert_int_equal(runs[index].from.value, from);
    assert_int_equal(runs[index].to.value, to);
    assert_int_equal(runs[index].pages, pages);
    assert_int_equal(runs[index].level, level);
    assert_int_equal(runs[index].rights, rights);
}

/* The same runs one by one, each from the end of the one before. */
static void assert_found_one_by_one(void)
{
    struct page_run run;
    virt_t from = virt(0);
    for (uint32_t i = 0; i < run_count; i++) {
        assert_true(space_next(&space, from, &run));
        assert_memory_equal(&run, &runs[i], sizeof(run));
        from = virt(run.from.value + run.pages * page_bytes(run.level));
    }
    if (from.value != 0) {
        assert_false(space_next(&space, from, &run));
    }
}

static void test_nothing(void **state)
{
    (void)state;
    space_list(&space, collect, &space);
    assert_int_equal(run_count, 0);
    assert_int_equal(space_audit(&space).tables, 0);
}

/* Over the end of a table pages go on as one run; another right, frame or size begins a new one. */
static void test_neighbours_are_joined(void **state)
{
    (void)state;
    for (uint64_t i = 0; i < 20; i++) {
        put(MIB_2 - 10 * 4096 + i * 4096, 0x700000 + i * 4096, 1, PTE_W | PTE_NX);
    }
    put(MIB_2 + 10 * 4096, 0x700000 + 20 * 4096, 1, PTE_NX);           /* other rights */
    put(MIB_2 + 11 * 4096, 0x700000 + 22 * 4096, 1, PTE_NX);           /* other frame */
    put(MIB_2 + 13 * 4096, 0x700000 + 24 * 4096, 1, PTE_NX);           /* a gap */
    put(MIB_2 + 14 * 4096, 0x700000 + 25 * 4096, 1, PTE_NX | PTE_PCD); /* other memory type */
    put(2 * MIB_2, 4 * MIB_2, 2, 0);
    put(3 * MIB_2, 5 * MIB_2, 2, 0);
    put(GIB, 2 * GIB, 3, PTE_NX);
    put(2 * GIB, 3 * GIB, 3, PTE_NX);
    space_list(&space, collect, &space);
    assert_int_equal(run_count, 7);
    assert_run(0, MIB_2 - 10 * 4096, 0x700000, 20, 1, PTE_W | PTE_NX);
    assert_run(1, MIB_2 + 10 * 4096, 0x700000 + 20 * 4096, 1, 1, PTE_NX);
    assert_run(2, MIB_2 + 11 * 4096, 0x700000 + 22 * 4096, 1, 1, PTE_NX);
    assert_run(3, MIB_2 + 13 * 4096, 0x700000 + 24 * 4096, 1, 1, PTE_NX);
    assert_run(4, MIB_2 + 14 * 4096, 0x700000 + 25 * 4096, 1, 1, PTE_NX | PTE_PCD);
    assert_run(5, 2 * MIB_2, 4 * MIB_2, 2, 2, 0);
    assert_run(6, GIB, 2 * GIB, 2, 3, PTE_NX);
    assert_found_one_by_one();
    struct page_audit audit = space_audit(&space);
    assert_int_equal(audit.runs, run_count);
    assert_int_equal(audit.tables, mmu_frames_used());
    assert_int_equal(audit.writable_code, 0);
    assert_int_equal(audit.read_only_tables, 0);
}

/* Row 09-4: a run that is asked for in its middle begins with the page that has the address. */
static void test_the_next_run(void **state)
{
    (void)state;
    struct page_run run;
    assert_false(space_next(&space, virt(0), &run));
    put(4 * MIB_2, 8 * MIB_2, 2, PTE_NX);
    put(5 * MIB_2, 9 * MIB_2, 2, PTE_NX);
    put(GIB + 4096, 0x5000, 1, PTE_W | PTE_NX);
    assert_true(space_next(&space, virt(5 * MIB_2 + 0x12345), &run));
    assert_int_equal(run.from.value, 5 * MIB_2);
    assert_int_equal(run.to.value, 9 * MIB_2);
    assert_int_equal(run.pages, 1);
    assert_true(space_next(&space, virt(6 * MIB_2 + 0x100000), &run));
    assert_int_equal(run.from.value, GIB + 4096);
    assert_true(space_next(&space, virt(GIB + 8191), &run));
    assert_int_equal(run.from.value, GIB + 4096);
    assert_false(space_next(&space, virt(GIB + 8192), &run));
    assert_false(space_next(&space, virt(0xfffffffffffff000), &run));
}

/* Both sides of the canonical hole, and the very last page: no run crosses, nothing wraps. */
static void test_ends_of_the_address_space(void **state)
{
    (void)state;
    put(0x00007ffffffff000, 0x1000, 1, PTE_NX);
    put(0xffff800000000000, 0x2000, 1, PTE_NX);
    put(0xfffffffffffff000, 0x3000, 1, PTE_NX);
    put(0, 0, 1, PTE_NX);
    space_list(&space, collect, &space);
    assert_int_equal(run_count, 4);
    assert_run(0, 0, 0, 1, 1, PTE_NX);
    assert_run(1, 0x00007ffffffff000, 0x1000, 1, 1, PTE_NX);
    assert_run(2, 0xffff800000000000, 0x2000, 1, 1, PTE_NX);
    assert_run(3, 0xfffffffffffff000, 0x3000, 1, 1, PTE_NX);
    assert_found_one_by_one();
}

/* The windows show nothing but tables, and are left out: ours, and that of an attached space, from
 * either side. */
static void test_windows_are_left_out(void **state)
{
    (void)state;
    put(0, 0x1000, 1, PTE_NX);
    uint64_t spare = page_index(virt(VIRT_OTHER_SPACE_START), 4);
    mmu_write(MMU_ROOT + spare * 8, mmu_read(MMU_ROOT + 510 * 8));
    for (int side = 0; side < 2; side++) {
        space.slot = side ? (uint32_t)spare : 510;
        struct page_audit audit = space_audit(&space);
        assert_int_equal(audit.runs, 1);
        assert_int_equal(audit.tables, 3);
    }
}

/* W^X is found broken wherever it is, and by the rights that take effect: a writable leaf below a
 * read-only parent is none, but then that table cannot be written through the window. */
static void test_audit_finds(void **state)
{
    (void)state;
    put(GIB, GIB, 3, PTE_NX);
    put(0, 0, 1, PTE_W | PTE_NX);
    put(4096, 0, 1, PTE_NX);
    uint64_t slot_0 = mmu_read(MMU_ROOT);
    uint64_t leaf = mmu_access(0xffffff0000000000).phys; /* the level-1 table of address 0 */
    mmu_write(leaf, mmu_read(leaf) & ~PTE_NX);
    mmu_load_cr3(MMU_ROOT);
    struct page_audit audit = space_audit(&space);
    assert_int_equal(audit.writable_code, 1);
    assert_int_equal(audit.offender.value, 0);
    mmu_write(MMU_ROOT, slot_0 & ~PTE_W);
    mmu_load_cr3(MMU_ROOT);
    audit = space_audit(&space);
    assert_int_equal(audit.writable_code, 0);
    assert_int_equal(audit.read_only_tables, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_nothing, start),
        cmocka_unit_test_setup(test_neighbours_are_joined, start),
        cmocka_unit_test_setup(test_the_next_run, start),
        cmocka_unit_test_setup(test_ends_of_the_address_space, start),
        cmocka_unit_test_setup(test_windows_are_left_out, start),
        cmocka_unit_test_setup(test_audit_finds, start),
    };
    return cmocka_run_group_tests_name("table_list", tests, NULL, NULL);
}
