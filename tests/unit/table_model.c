/*
 * table_model.c: a model of mapped pages beside the real tables. See table_model.h.
 */
#include "tests/unit/table_model.h"

#include <string.h>

#include "gen/layout.h"
#include "tests/unit/cmocka_headers.h"

enum { PAGES = 40, FRAMES = 16, KEPT = 3 };

struct page {
    uint64_t at;
    uint32_t level;
    bool mapped;
    uint64_t frame;
    uint64_t rights;
};

static struct page pages[PAGES];
static struct page_space space;
/* Level-3 tables of the kernel's slots stay once made: those of the places 3, 4 and 5 below. */
static bool kept[KEPT];
uint32_t table_model_results[TABLE_BAD_RIGHTS + 1];

#define MIB_2 0x200000ull
#define GIB   0x40000000ull

static const uint64_t places[] = {0,
                                  0xdeac0000000 - MIB_2,
                                  0x00007fffc0000000,
                                  VIRT_HEAP_START - GIB,
                                  0xffff800000000000,
                                  VIRT_KERNEL_START};

/* A few places, each with pages of all sizes that cover one another and touch table ends. */
static void pages_make(void)
{
    static const uint32_t levels[] = {1, 1, 1, 2, 2, 3};
    static const uint64_t offsets[] = {0, 4096, MIB_2 - 4096, 0, MIB_2, 0};
    uint32_t count = 0;
    for (size_t place = 0; place < ARRAY_LENGTH(places); place++) {
        for (size_t i = 0; i < ARRAY_LENGTH(levels); i++) {
            uint64_t base = places[place] / GIB * GIB;
            pages[count++] = (struct page){.at = base + offsets[i], .level = levels[i]};
        }
    }
    while (count < PAGES) {
        pages[count] = (struct page){.at = GIB + count * (MIB_2 + 4096), .level = 1};
        count++;
    }
}

static bool covers(const struct page *larger, const struct page *smaller)
{
    return smaller->at - larger->at < page_bytes(larger->level);
}

static uint32_t slot_of(uint64_t address)
{
    return (uint32_t)(address >> 39 & 511);
}

/* Which of the kept tables an address has, or KEPT. */
static uint32_t kept_of(uint64_t address)
{
    for (uint32_t i = 0; i < KEPT; i++) {
        if (slot_of(places[ARRAY_LENGTH(places) - KEPT + i]) == slot_of(address)) {
            return i;
        }
    }
    return KEPT;
}

/* How many tables all mapped pages need, and `extra` too, together with the kept ones. */
static uint32_t tables_needed(const struct page *extra)
{
    uint64_t seen[PAGES * 3 + KEPT];
    uint32_t count = 0;
    for (uint32_t i = 0; i < KEPT; i++) {
        uint64_t at = places[ARRAY_LENGTH(places) - KEPT + i];
        if (kept[i]) {
            seen[count++] = (at >> 39) * 4 + 3;
        }
    }
    for (uint32_t i = 0; i < PAGES; i++) {
        for (uint32_t level = pages[i].level; (pages[i].mapped || &pages[i] == extra) && level <= 3;
             level++) {
            uint64_t table = (pages[i].at >> (12 + 9 * level)) * 4 + level;
            uint32_t known = 0;
            while (known < count && seen[known] != table) {
                known++;
            }
            seen[known] = table;
            count += known == count;
        }
    }
    return count;
}

static const struct page *blocker_find(const struct page *page, enum table_error *error)
{
    for (uint32_t i = 0; i < PAGES; i++) {
        const struct page *other = &pages[i];
        if (other->mapped && other->level >= page->level && covers(other, page)) {
            *error = other->level > page->level ? TABLE_PARENT_IS_HUGE : TABLE_ALREADY_MAPPED;
            return other;
        }
        if (other->mapped && other->level < page->level && covers(page, other)) {
            *error = TABLE_SMALLER_PAGES;
            return other;
        }
    }
    *error = TABLE_OK;
    return NULL;
}

static uint64_t rights_draw(struct random *random)
{
    static const uint64_t rights[] = {0,     PTE_NX,         PTE_W | PTE_NX,
                                      PTE_U, PTE_U | PTE_NX, PTE_U | PTE_W | PTE_NX};
    return rights[random_below(random, ARRAY_LENGTH(rights))];
}

static void map_step(struct page *page, struct random *random)
{
    uint64_t bytes = page_bytes(page->level);
    uint64_t frame = random_below(random, (1ull << MMU_PHYS_BITS) / bytes) * bytes;
    uint64_t rights = rights_draw(random);
    enum table_error expected;
    const struct page *blocker = blocker_find(page, &expected);
    uint32_t most = mmu_frames_used() + 4 - page->level;
    if (expected == TABLE_OK && tables_needed(page) > FRAMES) {
        expected = TABLE_NO_FRAME;
    }
    struct table_change change =
        space_map(&space, virt(page->at), phys(frame), page->level, rights);
    assert_int_equal(table_flush(change), expected);
    table_model_results[expected]++;
    assert_true(mmu_frames_used() <= most);
    if (expected == TABLE_ALREADY_MAPPED || expected == TABLE_PARENT_IS_HUGE) {
        assert_int_equal(change.frame.value, blocker->frame);
    }
    uint32_t slot = kept_of(page->at);
    if (slot < KEPT && (expected == TABLE_OK || expected == TABLE_NO_FRAME)) {
        /* Even where the page found no room, its level-3 table may have. */
        kept[slot] = kept[slot] || space_walk(&space, virt(page->at)).entry[4] != 0;
    }
    if (expected == TABLE_OK) {
        *page = (struct page){page->at, page->level, true, frame, rights};
    }
}

/* What unmap and protect say of a page, and whether they do anything. */
static enum table_error leaf_expected(const struct page *page)
{
    enum table_error error;
    blocker_find(page, &error);
    return error == TABLE_ALREADY_MAPPED ? TABLE_OK : error == TABLE_OK ? TABLE_NOT_MAPPED : error;
}

static void unmap_step(struct page *page)
{
    enum table_error expected = leaf_expected(page);
    struct table_change change = space_unmap(&space, virt(page->at), page->level);
    assert_int_equal(table_flush(change), expected);
    table_model_results[expected]++;
    if (expected == TABLE_OK) {
        assert_int_equal(change.frame.value, page->frame);
        page->mapped = false;
    }
}

static void protect_step(struct page *page, struct random *random)
{
    enum table_error expected = leaf_expected(page);
    uint64_t rights = rights_draw(random);
    struct table_change change = space_protect(&space, virt(page->at), page->level, rights);
    assert_int_equal(table_flush(change), expected);
    table_model_results[expected]++;
    if (expected == TABLE_OK) {
        page->rights = rights;
    }
}

static void check(void)
{
    for (uint32_t i = 0; i < PAGES; i++) {
        if (!pages[i].mapped) {
            continue;
        }
        uint64_t last = pages[i].at + page_bytes(pages[i].level) - 1;
        struct mmu_page seen = mmu_access(i % 2 ? pages[i].at : last);
        assert_true(seen.mapped);
        assert_int_equal(seen.base, pages[i].at);
        assert_int_equal(seen.bytes, page_bytes(pages[i].level));
        assert_int_equal(seen.phys, pages[i].frame);
        assert_int_equal(seen.writable, (pages[i].rights & PTE_W) != 0);
        assert_int_equal(seen.user, (pages[i].rights & PTE_U) != 0);
        assert_int_equal(seen.executable, (pages[i].rights & PTE_NX) == 0);
    }
    for (uint32_t i = 0; i < PAGES; i++) {
        enum table_error error;
        bool mapped = blocker_find(&pages[i], &error) != NULL && error != TABLE_SMALLER_PAGES;
        assert_true(error == TABLE_SMALLER_PAGES || mmu_access(pages[i].at).mapped == mapped);
        assert_true(error == TABLE_SMALLER_PAGES ||
                    space_walk(&space, virt(pages[i].at)).mapped == mapped);
    }
    mmu_assert_coherent();
    assert_int_equal(mmu_frames_used(), tables_needed(NULL));
}

void table_model_start(void)
{
    mmu_start();
    space = mmu_space(FRAMES);
    memset(kept, 0, sizeof(kept));
    pages_make();
}

void table_model_step(struct random *random, uint64_t growing)
{
    struct page *page = &pages[random_below(random, PAGES)];
    uint64_t draw = random_below(random, 10);
    if (draw < growing) {
        map_step(page, random);
    } else if (draw < 8) {
        unmap_step(page);
    } else {
        protect_step(page, random);
    }
    check();
}
