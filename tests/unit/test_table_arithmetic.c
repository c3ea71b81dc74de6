/*
 * test_table_arithmetic.c: addresses of entries, and the walk on tables laid out by hand.
 *
 * Rows 08-5 to 08-8, 08-12, 08-13 and 09-2.
 */
#include <string.h>

#include "common/paging.h"
#include "kernel/core/page_walk.h"
#include "kernel/core/recursive.h"
#include "tests/unit/cmocka_headers.h"
#include "tests/unit/random.h"

/* --- the window --------------------------------------------------------------------------------
 */

/* An address from its parts, by multiplication: an oracle that shifts nothing. */
static uint64_t compose(uint64_t i4, uint64_t i3, uint64_t i2, uint64_t i1, uint64_t offset)
{
    uint64_t low = (((i4 * 512 + i3) * 512 + i2) * 512 + i1) * 4096 + offset;
    return i4 >= 256 ? low + 0xffff000000000000 : low;
}

/* Row 09-2: the page's own address and those of its four entries, against their parts. */
static void test_all_five_kinds(void **state)
{
    (void)state;
    struct random random = {.state = 92};
    for (int round = 0; round < 20000; round++) {
        uint64_t a = random_below(&random, 512), b = random_below(&random, 512);
        uint64_t c = random_below(&random, 512), d = random_below(&random, 512);
        uint64_t slot = round % 2 ? 510 : 256 + random_below(&random, 256);
        virt_t page = virt(compose(a, b, c, d, random_below(&random, 4096)));
        const uint64_t expected[5] = {
            page.value,
            compose(slot, a, b, c, d * 8),
            compose(slot, 510, a, b, c * 8),
            compose(slot, 510, 510, a, b * 8),
            compose(slot, 510, 510, 510, a * 8),
        };
        assert_true(virt_is_canonical(page));
        assert_int_equal(page_index(page, 4), a);
        assert_int_equal(page_index(page, 3), b);
        assert_int_equal(page_index(page, 2), c);
        assert_int_equal(page_index(page, 1), d);
        for (uint32_t level = 1; level <= 4; level++) {
            virt_t entry = recursive_entry((uint32_t)slot, page, level);
            assert_int_equal(entry.value, expected[level]);
            assert_int_equal(recursive_table((uint32_t)slot, page, level).value,
                             expected[level] / 4096 * 4096);
        }
    }
}

/* The level-4 table's own address, and the heap's entries. */
static void test_known_addresses(void **state)
{
    (void)state;
    assert_int_equal(recursive_table(510, virt(0), 4).value, 0xffffff7fbfdfe000);
    assert_int_equal(recursive_entry(510, virt(0xdeadbeaf000), 4).value,
                     0xffffff7fbfdfe000 + 27 * 8);
    virt_t address = virt(0xdeadbeaf000);
    assert_int_equal(page_index(address, 4), 27);
    assert_int_equal(page_index(address, 3), 427);
    assert_int_equal(page_index(address, 2), 223);
    assert_int_equal(page_index(address, 1), 175);
}

/* The picture of recursive.h, in octal: the address moves to the right, level by level. */
static void test_octal(void **state)
{
    (void)state;
    static const struct {
        uint32_t level;
        const char *text;
    } cases[] = {
        {0, "177777_444_333_222_111_4567"}, {1, "177777_776_444_333_222_1110"},
        {2, "177777_776_776_444_333_2220"}, {3, "177777_776_776_776_444_3330"},
        {4, "177777_776_776_776_776_4440"},
    };
    virt_t page = virt(compose(0444, 0333, 0222, 0111, 04567));
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        char text[RECURSIVE_OCTAL_BYTES];
        virt_t shown = cases[i].level ? recursive_entry(510, page, cases[i].level) : page;
        recursive_octal(text, shown);
        assert_string_equal(text, cases[i].text);
    }
    char text[RECURSIVE_OCTAL_BYTES];
    recursive_octal(text, virt(0xdeadbeaf000));
    assert_string_equal(text, "000000_033_653_337_257_0000");
}

/* Row 08-8: bits 48 to 63 copy bit 47, and nothing else is an address. */
static void test_canonical(void **state)
{
    (void)state;
    struct random random = {.state = 88};
    for (int round = 0; round < 100000; round++) {
        uint64_t address = random_magnitude(&random) << random_below(&random, 20);
        uint64_t top = address >> 47;
        assert_int_equal(virt_is_canonical(virt(address)), top == 0 || top == 0x1ffff);
        uint64_t low = address & 0x0000ffffffffffff;
        uint64_t canonical = low >= 0x0000800000000000 ? low + 0xffff000000000000 : low;
        assert_int_equal(virt_canonical(address).value, canonical);
    }
}

/* --- the walk ----------------------------------------------------------------------------------
 */

enum { PAPER_TABLES = 8 };

static uint64_t paper[PAPER_TABLES][512]; /* table n lies at physical n * 4096 */

static uint64_t paper_read(const void *context, phys_t table, virt_t address, uint32_t level)
{
    (void)context;
    assert_true(table.value / 4096 < PAPER_TABLES && table.value % 4096 == 0);
    return paper[table.value / 4096][page_index(address, level)];
}

static struct page_walk paper_walk(uint64_t address)
{
    return page_walk(paper_read, NULL, phys(0x1000), virt(address));
}

/* Tables at 1000h (root), 2000h, 5000h and 4000h, and the page at 3000h. */
static void paper_start(void)
{
    memset(paper, 0, sizeof(paper));
    paper[1][1] = 0x2000 | PTE_P | PTE_W;
    paper[2][0] = 0x5000 | PTE_P | PTE_W;
    paper[5][511] = 0x4000 | PTE_P | PTE_W;
    paper[4][127] = 0x3000 | PTE_P | PTE_NX;
}

/* Row 08-5: 803FE7F5CEh has the indices 1, 0, 511, 127 and the offset 5CEh. Row 08-12: four
 * accesses to memory translate it. */
static void test_worked_example(void **state)
{
    (void)state;
    paper_start();
    virt_t address = virt(0x803fe7f5ce);
    assert_int_equal(page_index(address, 4), 1);
    assert_int_equal(page_index(address, 3), 0);
    assert_int_equal(page_index(address, 2), 511);
    assert_int_equal(page_index(address, 1), 127);
    struct page_walk walk = paper_walk(address.value);
    assert_true(walk.mapped);
    assert_int_equal(walk.phys.value, 0x35ce);
    assert_int_equal(walk.accesses, 4);
    assert_int_equal(walk.level, 1);
    assert_int_equal(walk.rights, PTE_NX);
}

/* Row 08-12: three accesses for 2 MiB, two for 1 GiB; the rest of the address is the offset, and
 * PAT, bit 12 of such an entry, belongs to no address. */
static void test_large_pages(void **state)
{
    (void)state;
    paper_start();
    paper[5][511] = 0x40000000 | PTE_P | PTE_PS | PTE_PS_PAT;
    struct page_walk walk = paper_walk(0x803fe005ce);
    assert_true(walk.mapped);
    assert_int_equal(walk.accesses, 3);
    assert_int_equal(walk.phys.value, 0x40000000 + 0x803fe005ce % 0x200000);
    paper[2][0] = 0x80000000 | PTE_P | PTE_PS | PTE_PS_PAT;
    walk = paper_walk(0x803fe005ce);
    assert_true(walk.mapped);
    assert_int_equal(walk.accesses, 2);
    assert_int_equal(walk.phys.value, 0x80000000 + 0x803fe005ce % 0x40000000);
}

/* Bit 7 is PAT in level 1, where it makes no page large, and reserved in level 4. */
static void test_bit_7(void **state)
{
    (void)state;
    paper_start();
    paper[4][127] |= PTE_PAT;
    assert_int_equal(paper_walk(0x803fe7f5ce).phys.value, 0x35ce);
    paper[1][1] |= PTE_PS;
    struct page_walk walk = paper_walk(0x803fe7f5ce);
    assert_false(walk.mapped);
    assert_int_equal(walk.level, 4);
}

/* Only bit 0 says that an entry is there: others may keep what they like meanwhile. */
static void test_presence_is_bit_0(void **state)
{
    (void)state;
    static const uint64_t *const entries[] = {&paper[1][1], &paper[2][0], &paper[5][511],
                                              &paper[4][127]};
    for (size_t i = 0; i < ARRAY_LENGTH(entries); i++) {
        paper_start();
        uint64_t *entry = (uint64_t *)(uintptr_t)entries[i];
        *entry = ~(uint64_t)PTE_P; /* any address, any right, PS as well */
        struct page_walk walk = paper_walk(0x803fe7f5ce);
        assert_false(walk.mapped);
        assert_int_equal(walk.level, 4 - i);
        assert_int_equal(walk.accesses, i + 1);
    }
    assert_int_equal(paper_walk(0x0000800000000000).accesses, 0);
    assert_int_equal(paper_walk(0xffff7fffffffffff).accesses, 0);
}

/* Row 08-7: W and U take effect where all levels have them, NX where any has it. All 8^4 cases. */
static void test_effective_rights(void **state)
{
    (void)state;
    paper_start();
    uint64_t *const entries[] = {&paper[1][1], &paper[2][0], &paper[5][511], &paper[4][127]};
    for (uint32_t drawn = 0; drawn < 8 * 8 * 8 * 8; drawn++) {
        uint32_t writers = 0, users = 0, never = 0;
        for (uint32_t i = 0; i < 4; i++) {
            uint32_t bits = drawn >> (3 * i) & 7;
            *entries[i] = (*entries[i] & PTE_ADDRESS) | PTE_P | (bits & 1 ? PTE_W : 0) |
                          (bits & 2 ? PTE_U : 0) | (bits & 4 ? PTE_NX : 0);
            writers += bits & 1;
            users += bits >> 1 & 1;
            never += bits >> 2;
        }
        struct page_walk walk = paper_walk(0x803fe7f5ce);
        assert_int_equal((walk.rights & PTE_W) != 0, writers == 4);
        assert_int_equal((walk.rights & PTE_U) != 0, users == 4);
        assert_int_equal((walk.rights & PTE_NX) != 0, never > 0);
    }
}

/* Row 08-6: the entry's bits, by their numbers. */
static void test_entry_layout(void **state)
{
    (void)state;
    static const struct {
        uint64_t bits;
        int lowest, highest;
    } fields[] = {{PTE_P, 0, 0},       {PTE_W, 1, 1}, {PTE_U, 2, 2},    {PTE_PWT, 3, 3},
                  {PTE_PCD, 4, 4},     {PTE_A, 5, 5}, {PTE_D, 6, 6},    {PTE_PS, 7, 7},
                  {PTE_PAT, 7, 7},     {PTE_G, 8, 8}, {PTE_NX, 63, 63}, {PTE_ADDRESS, 12, 51},
                  {PTE_PS_PAT, 12, 12}};
    for (size_t i = 0; i < ARRAY_LENGTH(fields); i++) {
        uint64_t expected = 0;
        for (int bit = fields[i].lowest; bit <= fields[i].highest; bit++) {
            expected |= 1ull << bit;
        }
        assert_int_equal(fields[i].bits, expected);
    }
    assert_int_equal(sizeof(struct page_table), 512 * 8);
}

/* --- figures -----------------------------------------------------------------------------------
 */

static uint64_t pages_for(uint64_t bytes, uint64_t page)
{
    return (bytes + page - 1) / page;
}

/* Row 08-13, internal fragmentation: 101 bytes in pages of 50 take three pages and waste 49. */
static void test_internal_fragmentation(void **state)
{
    (void)state;
    assert_int_equal(pages_for(101, 50), 3);
    assert_int_equal(pages_for(101, 50) * 50 - 101, 49);
    assert_int_equal(pages_for(100, 50), 2);
    assert_int_equal(pages_for(1, PAGE_BYTES) * PAGE_BYTES - 1, 4095);
}

/* Row 08-13, one level against two: pages of 50 at 0, 1000000, 1000050 and 1000100. One table has
 * an entry for every page up to the last; of two levels, the upper has one for every 10000 bytes,
 * and only two lower tables exist, for the first and for the 101st of these. */
static void test_two_levels_save_entries(void **state)
{
    (void)state;
    static const uint64_t pages[] = {0, 1000000, 1000050, 1000100};
    uint64_t last = pages[3];
    uint64_t one_level = last / 50 + 1;
    assert_int_equal(one_level, 20003);

    uint64_t upper = last / 10000 + 1;
    uint64_t lower_tables = 0;
    for (size_t i = 0; i < ARRAY_LENGTH(pages); i++) {
        lower_tables += i == 0 || pages[i] / 10000 != pages[i - 1] / 10000;
    }
    assert_int_equal(upper, 101);
    assert_int_equal(lower_tables, 2);
    assert_int_equal(upper + lower_tables * (10000 / 50), 501);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_five_kinds),
        cmocka_unit_test(test_known_addresses),
        cmocka_unit_test(test_octal),
        cmocka_unit_test(test_canonical),
        cmocka_unit_test(test_worked_example),
        cmocka_unit_test(test_large_pages),
        cmocka_unit_test(test_bit_7),
        cmocka_unit_test(test_presence_is_bit_0),
        cmocka_unit_test(test_effective_rights),
        cmocka_unit_test(test_entry_layout),
        cmocka_unit_test(test_internal_fragmentation),
        cmocka_unit_test(test_two_levels_save_entries),
    };
    return cmocka_run_group_tests_name("table_arithmetic", tests, NULL, NULL);
}
