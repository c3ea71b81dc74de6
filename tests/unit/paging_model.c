/*
 * paging_model.c: drawn mappings of common/paging.c against a list of them. See paging_model.h.
 */
#include "tests/unit/paging_model.h"

#include "tests/unit/cmocka_headers.h"
#include "tests/unit/page_walk.h"

struct mapping {
    uint64_t from, to, pages;
    enum page_access access;
};

enum { MAPPINGS_MOST = 12 };

static bool overlaps(const struct mapping *mappings, uint32_t count, const struct mapping *other)
{
    for (uint32_t i = 0; i < count; i++) {
        if (mappings[i].from <= other->from + other->pages * PAGE_BYTES &&
            other->from <= mappings[i].from + mappings[i].pages * PAGE_BYTES) {
            return true; /* or touch: the pages around each mapping stay free */
        }
    }
    return false;
}

/* Near the ends of tables of every level, in five places of the address space. */
static struct mapping mapping_draw(struct random *random)
{
    static const uint64_t places[] = {LEVEL2_SPAN, LEVEL3_SPAN, 0x444444440000, KERNEL,
                                      KERNEL + LEVEL2_SPAN};
    struct mapping mapping;
    mapping.from = places[random_below(random, ARRAY_LENGTH(places))];
    mapping.from += (random_below(random, 2000) - 1000) * PAGE_BYTES;
    mapping.pages = random_below(random, 1200) + 1;
    mapping.to = random_below(random, 1ull << 39) * PAGE_BYTES;
    mapping.access = (enum page_access)random_below(random, 4);
    return mapping;
}

/* How many distinct tables of one level the mappings need. */
static uint32_t tables_needed(const struct mapping *mappings, uint32_t count, uint64_t span)
{
    static uint64_t seen[TABLES];
    uint32_t needed = 0;
    for (uint32_t i = 0; i < count; i++) {
        uint64_t last = mappings[i].from + (mappings[i].pages - 1) * PAGE_BYTES;
        for (uint64_t table = mappings[i].from / span; table <= last / span; table++) {
            uint32_t known = 0;
            while (known < needed && seen[known] != table) {
                known++;
            }
            if (known == needed) {
                seen[needed++] = table;
            }
        }
    }
    return needed;
}

/* Every leaf that the recursive entry does not lead to, and no page both W and X: row 02-18. */
static uint64_t leaves_count(uint64_t table, int level, uint64_t inherited)
{
    uint64_t leaves = 0;
    for (uint64_t i = 0; i < 512; i++) {
        uint64_t entry = phys_read(table + i * 8);
        if (entry % 2 == 0 || (level == 4 && i == RECURSIVE)) {
            continue;
        }
        bool writable = (inherited & entry & 2) != 0;
        if (level > 1) {
            leaves += leaves_count(entry & 0x000ffffffffff000, level - 1, inherited & entry);
            continue;
        }
        bool executable = entry >> 63 == 0;
        assert_false(writable && executable);
        leaves++;
    }
    return leaves;
}

static void check_mappings(const struct mapping *mappings, uint32_t count,
                           const struct page_pool *pool)
{
    uint64_t pages = 0;
    for (uint32_t i = 0; i < count; i++) {
        const struct mapping *mapping = &mappings[i];
        for (uint64_t page = 0; page < mapping->pages; page++) {
            uint64_t offset = page * PAGE_BYTES + page * 37 % PAGE_BYTES;
            assert_mapped(mapping->from + offset, mapping->to + offset, mapping->access);
        }
        assert_unmapped(mapping->from - 1);
        assert_unmapped(mapping->from + mapping->pages * PAGE_BYTES);
        pages += mapping->pages;
    }
    assert_int_equal(leaves_count(TABLES_PHYS, 4, UINT64_MAX), pages);
    assert_int_equal(pool->used, 1 + tables_needed(mappings, count, LEVEL1_SPAN) +
                                     tables_needed(mappings, count, LEVEL2_SPAN) +
                                     tables_needed(mappings, count, LEVEL3_SPAN));
}

void paging_model_round(struct random *random)
{
    struct page_pool pool = pool_make(TABLES, true);
    struct mapping mappings[MAPPINGS_MOST];
    uint32_t count = 0;
    for (int tries = 0; tries < MAPPINGS_MOST; tries++) {
        struct mapping mapping = mapping_draw(random);
        if (!overlaps(mappings, count, &mapping)) {
            assert_int_equal(page_map(&pool, virt(mapping.from), phys(mapping.to), mapping.pages,
                                      mapping.access),
                             PAGE_OK);
            mappings[count++] = mapping;
        }
    }
    check_mappings(mappings, count, &pool);
}
