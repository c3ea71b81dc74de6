/*
 * test_memory_map_random.c: 100000 drawn maps against a painter; row 02-19.
 *
 * The painter knows no ranges. It has a small world of 48 pages, each of 8 cells, and paints what
 * every entry and claim says into the cells, one by one; then a page is what its cells say. The
 * world stands at 0, across 4 GiB, or at the very top of physical addresses, where entries also
 * reach beyond it and wrap.
 */
#include <stdio.h>
#include <string.h>

#include "tests/unit/cmocka_headers.h"
#include "tests/unit/memory_oracle.h"
#include "tests/unit/random.h"

enum {
    PAGE = 4096,
    PAGES = 48,
    PAGE_CELLS = 8,
    CELLS = PAGES * PAGE_CELLS,
    CELL_BYTES = PAGE / PAGE_CELLS,
    WORLD_BYTES = PAGES * PAGE,
    ENTRIES_MOST = 14,
    CLAIMS_MOST = 5,
    MAPS = 100000,
    FULL_CHECK_EVERY = 10, /* all properties of memory_oracle.h are checked for one map in ten */
};

struct world {
    uint64_t origin;
    bool at_the_top;
    struct e820_entry entries[ENTRIES_MOST];
    struct memory_range claims[CLAIMS_MOST];
    struct memory_source source;
    bool usable[CELLS];
    uint32_t taken[CELLS];
};

/* --- drawing -----------------------------------------------------------------------------------
 */

static uint64_t address_draw(struct random *random, const struct world *world)
{
    uint64_t cell = random_below(random, CELLS);
    /* Half of the bounds are page bounds, as with most firmware. */
    cell -= random_below(random, 2) == 0 ? cell % PAGE_CELLS : 0;
    return world->origin + cell * CELL_BYTES;
}

static uint64_t length_draw(struct random *random, const struct world *world, uint64_t base)
{
    uint64_t room = world->origin + WORLD_BYTES - base;
    if (world->at_the_top && random_below(random, 8) == 0) {
        uint64_t more = random_magnitude(random); /* beyond the limit, or round the end of all */
        return more < UINT64_MAX - room ? room + more : UINT64_MAX;
    }
    uint64_t cells = random_below(random, random_below(random, 3) == 0 ? CELLS : 3 * PAGE_CELLS);
    cells -= random_below(random, 2) == 0 ? cells % PAGE_CELLS : 0;
    uint64_t length = cells * CELL_BYTES;
    return length < room ? length : room;
}

/* One draw a statement: C leaves the order within an initialiser to the compiler, and a seed shall
 * mean the same map under each. */
static struct e820_entry entry_draw(struct random *random, const struct world *world)
{
    static const uint32_t types[] = {1, 1, 1, 1, 1, 1, 2, 2, 3, 4, 5, 0, 7, 12, UINT32_MAX};
    struct e820_entry entry;
    entry.base = address_draw(random, world);
    entry.length = length_draw(random, world, entry.base);
    entry.type = types[random_below(random, ARRAY_LENGTH(types))];
    entry.attributes = (uint32_t)random_below(random, 4) | (random_below(random, 6) != 0);
    return entry;
}

static struct memory_range claim_draw(struct random *random, const struct world *world)
{
    struct memory_range claim = {0};
    claim.base = address_draw(random, world);
    claim.end = claim.base + length_draw(random, world, claim.base) % (WORLD_BYTES + 1);
    claim.kind = (uint32_t)random_below(random, MEMORY_KINDS + 1);
    return claim;
}

static void world_draw(struct random *random, struct world *world)
{
    const uint64_t origins[] = {0, (1ull << 32) - WORLD_BYTES / 2,
                                MEMORY_ADDRESS_LIMIT - WORLD_BYTES};
    size_t origin = random_below(random, ARRAY_LENGTH(origins));
    memset(world, 0, sizeof(*world));
    world->origin = origins[origin];
    world->at_the_top = origin == ARRAY_LENGTH(origins) - 1;
    world->source.entries = world->entries;
    world->source.claims = world->claims;
    world->source.entry_count = (uint32_t)random_below(random, ENTRIES_MOST + 1);
    world->source.claim_count = (uint32_t)random_below(random, CLAIMS_MOST + 1);
    world->source.attributes_count = random_below(random, 2) == 0;
    bool cut = random_below(random, 4) == 0;
    world->source.usable_limit = cut ? address_draw(random, world) : UINT64_MAX;
    for (uint32_t i = 0; i < world->source.entry_count; i++) {
        world->entries[i] = entry_draw(random, world);
    }
    for (uint32_t i = 0; i < world->source.claim_count; i++) {
        world->claims[i] = claim_draw(random, world);
    }
}

/* --- painting ----------------------------------------------------------------------------------
 */

static void cell_paint(struct world *world, uint64_t cell, uint32_t kind)
{
    if (kind == MEMORY_USABLE) {
        uint64_t page = world->origin / PAGE + cell / PAGE_CELLS;
        if (page < world->source.usable_limit / PAGE) {
            world->usable[cell] = true;
            return;
        }
        kind = MEMORY_RESERVED;
    }
    if (kind > world->taken[cell]) {
        world->taken[cell] = kind;
    }
}

static void entry_paint(struct world *world, const struct e820_entry *entry)
{
    static const uint32_t kinds[] = {MEMORY_RESERVED,         MEMORY_USABLE,   MEMORY_RESERVED,
                                     MEMORY_ACPI_RECLAIMABLE, MEMORY_ACPI_NVS, MEMORY_BAD};
    uint32_t kind = entry->type < ARRAY_LENGTH(kinds) ? kinds[entry->type] : MEMORY_RESERVED;
    if (world->source.attributes_count && (entry->attributes & 1) == 0 && entry->type == 1) {
        return;
    }
    uint64_t cell = (entry->base - world->origin) / CELL_BYTES;
    /* Rounded up, for lengths beyond the world that are no whole number of cells. */
    uint64_t cells = entry->length / CELL_BYTES + (entry->length % CELL_BYTES != 0);
    for (; cells > 0 && cell < CELLS; cell++, cells--) {
        cell_paint(world, cell, kind);
    }
}

static void claim_paint(struct world *world, const struct memory_range *claim)
{
    uint32_t kind = claim->kind < MEMORY_KINDS ? claim->kind : MEMORY_RESERVED;
    for (uint64_t at = claim->base; kind > MEMORY_USABLE && at < claim->end; at += CELL_BYTES) {
        uint64_t cell = (at - world->origin) / CELL_BYTES;
        if (cell < CELLS) {
            cell_paint(world, cell, kind);
        }
    }
}

static uint32_t painted_kind(const struct world *world, uint32_t page)
{
    bool whole = true;
    uint32_t taken = 0;
    for (uint32_t cell = page * PAGE_CELLS; cell < (page + 1) * PAGE_CELLS; cell++) {
        whole = whole && world->usable[cell];
        taken = world->taken[cell] > taken ? world->taken[cell] : taken;
    }
    return taken != 0 ? taken : whole ? (uint32_t)MEMORY_USABLE : MEMORY_HOLE;
}

/* Page by page into ranges, with the hole that reaches from 0 to the world. */
static uint32_t painted_map(const struct world *world, struct memory_range *ranges)
{
    uint32_t count = 0;
    if (world->origin > 0) {
        ranges[count++] = (struct memory_range){.base = 0, .end = world->origin};
    }
    for (uint32_t page = 0; page < PAGES; page++) {
        uint64_t base = world->origin + (uint64_t)page * PAGE;
        uint32_t kind = painted_kind(world, page);
        if (count > 0 && ranges[count - 1].kind == kind) {
            ranges[count - 1].end = base + PAGE;
        } else {
            ranges[count++] = (struct memory_range){.base = base, .end = base + PAGE, .kind = kind};
        }
    }
    return count - (ranges[count - 1].kind == MEMORY_HOLE ? 1 : 0);
}

/* --- judging -----------------------------------------------------------------------------------
 */

static void world_print(const struct world *world)
{
    const struct memory_source *source = &world->source;
    print_error("limit %#llx, attributes %s\n", (unsigned long long)source->usable_limit,
                source->attributes_count ? "count" : "do not count");
    for (uint32_t i = 0; i < source->entry_count; i++) {
        const struct e820_entry *entry = &source->entries[i];
        print_error("entry %#llx %#llx type %u attributes %u\n", (unsigned long long)entry->base,
                    (unsigned long long)entry->length, entry->type, entry->attributes);
    }
    for (uint32_t i = 0; i < source->claim_count; i++) {
        const struct memory_range *claim = &source->claims[i];
        print_error("claim %#llx .. %#llx %s\n", (unsigned long long)claim->base,
                    (unsigned long long)claim->end, memory_kind_name(claim->kind));
    }
}

static void world_judge(struct world *world, uint64_t seed)
{
    struct memory_range expected[PAGES + 2];
    struct memory_range clean[PAGES + 2];
    for (uint32_t i = 0; i < world->source.entry_count; i++) {
        entry_paint(world, &world->entries[i]);
    }
    for (uint32_t i = 0; i < world->source.claim_count; i++) {
        claim_paint(world, &world->claims[i]);
    }
    uint32_t painted = painted_map(world, expected);
    uint32_t count = memory_map_clean(&world->source, clean, ARRAY_LENGTH(clean));
    if (count != painted || memcmp(clean, expected, count * sizeof(clean[0])) != 0) {
        world_print(world);
        fail_msg("seed %#llx: %u ranges, painted %u", (unsigned long long)seed, count, painted);
    }
}

static void test_drawn_maps(void **state)
{
    (void)state;
    static struct world world;
    struct random random = {.state = 7};
    for (uint32_t i = 0; i < MAPS; i++) {
        uint64_t seed = random.state;
        world_draw(&random, &world);
        world_judge(&world, seed);
        if (i % FULL_CHECK_EVERY == 0) {
            memory_properties_check(&world.source);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_drawn_maps),
    };
    return cmocka_run_group_tests_name("memory_map_random", tests, NULL, NULL);
}
