/*
 * memory_oracle.c: an independent judge of clean memory maps. See memory_oracle.h.
 */
#include "tests/unit/memory_oracle.h"

#include <string.h>

#include "tests/unit/cmocka_headers.h"

enum { PAGE = 4096, GUARD = 0xa5 };

static struct memory_range runs[ORACLE_RUNS_MOST];
static uint32_t run_count;

/* --- the oracle --------------------------------------------------------------------------------
 */

struct said {
    bool usable;
    uint32_t taken; /* the most restrictive kind above usable, or 0 */
};

/* In 128 bits nothing wraps, so no case has to be made of an entry that does. */
static bool holds(uint64_t base, unsigned __int128 end, uint64_t byte)
{
    return base <= byte && byte < end;
}

static uint32_t taken_by_type(uint32_t type)
{
    static const uint32_t known[] = {[E820_ACPI_RECLAIMABLE] = MEMORY_ACPI_RECLAIMABLE,
                                     [E820_ACPI_NVS] = MEMORY_ACPI_NVS,
                                     [E820_BAD] = MEMORY_BAD};
    return type < ARRAY_LENGTH(known) && known[type] != 0 ? known[type] : MEMORY_RESERVED;
}

static struct said said_of_byte(const struct memory_source *source, uint64_t byte)
{
    struct said said = {0};
    for (uint32_t i = 0; i < source->entry_count; i++) {
        const struct e820_entry *entry = &source->entries[i];
        if (!holds(entry->base, (unsigned __int128)entry->base + entry->length, byte)) {
            continue;
        }
        uint32_t taken = taken_by_type(entry->type);
        if (entry->type == E820_USABLE) {
            if (source->attributes_count && entry->attributes % 2 == 0) {
                continue;
            }
            bool beyond = byte / PAGE >= source->usable_limit / PAGE;
            said.usable |= !beyond;
            taken = beyond ? (uint32_t)MEMORY_RESERVED : 0;
        }
        said.taken = taken > said.taken ? taken : said.taken;
    }
    for (uint32_t i = 0; i < source->claim_count; i++) {
        const struct memory_range *claim = &source->claims[i];
        if (holds(claim->base, claim->end, byte) && claim->kind > MEMORY_USABLE) {
            uint32_t taken = claim->kind < MEMORY_KINDS ? claim->kind : MEMORY_RESERVED;
            said.taken = taken > said.taken ? taken : said.taken;
        }
    }
    return said;
}

/* One byte more of the page: usable only while all bytes are, taken as soon as one byte is. */
static void byte_add(const struct memory_source *source, uint64_t page, uint64_t byte,
                     struct said *all)
{
    if (byte / PAGE == page / PAGE) {
        struct said said = said_of_byte(source, byte);
        all->usable &= said.usable;
        all->taken = said.taken > all->taken ? said.taken : all->taken;
    }
}

static void edge_add(const struct memory_source *source, uint64_t page, uint64_t edge,
                     struct said *all)
{
    byte_add(source, page, edge, all);
    byte_add(source, page, edge - 1, all);
}

uint32_t oracle_page_kind(const struct memory_source *source, uint64_t page)
{
    struct said all = {.usable = true};
    edge_add(source, page, page, &all);
    edge_add(source, page, page + PAGE, &all);
    for (uint32_t i = 0; i < source->entry_count; i++) {
        edge_add(source, page, source->entries[i].base, &all);
        edge_add(source, page, source->entries[i].base + source->entries[i].length, &all);
    }
    for (uint32_t i = 0; i < source->claim_count; i++) {
        edge_add(source, page, source->claims[i].base, &all);
        edge_add(source, page, source->claims[i].end, &all);
    }
    return all.taken != 0 ? all.taken : all.usable ? (uint32_t)MEMORY_USABLE : MEMORY_HOLE;
}

/* --- the properties ----------------------------------------------------------------------------
 */

static uint32_t kind_in_map(uint64_t page)
{
    for (uint32_t i = 0; i < run_count; i++) {
        if (runs[i].base <= page && page < runs[i].end) {
            return runs[i].kind;
        }
    }
    return MEMORY_HOLE;
}

static void check_shape(const struct memory_source *source)
{
    assert_true(run_count <= 2 * (source->entry_count + source->claim_count) + 2);
    for (uint32_t i = 0; i < run_count; i++) {
        assert_true(runs[i].base < runs[i].end);
        assert_true(runs[i].end <= MEMORY_ADDRESS_LIMIT);
        assert_int_equal((runs[i].base | runs[i].end) % PAGE, 0);
        assert_int_equal(runs[i].base, i == 0 ? 0 : runs[i - 1].end);
        assert_true(runs[i].kind < MEMORY_KINDS);
        assert_true(i == 0 || runs[i].kind != runs[i - 1].kind);
        assert_int_equal(runs[i].reserved, 0);
    }
    assert_true(run_count == 0 || runs[run_count - 1].kind != MEMORY_HOLE);
}

static void check_around(const struct memory_source *source, uint64_t address)
{
    uint64_t page = address / PAGE * PAGE;
    const uint64_t neighbours[] = {page - PAGE, page, page + PAGE};
    for (size_t i = 0; i < ARRAY_LENGTH(neighbours); i++) {
        if (neighbours[i] < MEMORY_ADDRESS_LIMIT) {
            assert_int_equal(kind_in_map(neighbours[i]), oracle_page_kind(source, neighbours[i]));
        }
    }
}

static void check_against_the_oracle(const struct memory_source *source)
{
    check_around(source, source->usable_limit);
    for (uint32_t i = 0; i < run_count; i++) {
        check_around(source, runs[i].base);
        check_around(source, runs[i].end);
    }
    for (uint32_t i = 0; i < source->entry_count; i++) {
        check_around(source, source->entries[i].base);
        check_around(source, source->entries[i].base + source->entries[i].length);
    }
    for (uint32_t i = 0; i < source->claim_count; i++) {
        check_around(source, source->claims[i].base);
        check_around(source, source->claims[i].end);
    }
}

/* The clean map given as a raw one: firmware's kinds as entries, ours as claims. */
static void check_idempotence(void)
{
    static struct e820_entry entries[ORACLE_RUNS_MOST];
    static struct memory_range claims[ORACLE_RUNS_MOST];
    static struct memory_range again[ORACLE_RUNS_MOST];
    static const uint32_t types[MEMORY_KINDS] = {
        [MEMORY_USABLE] = E820_USABLE,     [MEMORY_ACPI_RECLAIMABLE] = E820_ACPI_RECLAIMABLE,
        [MEMORY_ACPI_NVS] = E820_ACPI_NVS, [MEMORY_BAD] = E820_BAD,
        [MEMORY_RESERVED] = E820_RESERVED,
    };
    struct memory_source source = {
        .entries = entries, .claims = claims, .usable_limit = UINT64_MAX};
    for (uint32_t i = 0; i < run_count; i++) {
        if (types[runs[i].kind] != 0) {
            entries[source.entry_count++] = (struct e820_entry){
                .base = runs[i].base,
                .length = runs[i].end - runs[i].base,
                .type = types[runs[i].kind],
            };
        } else if (runs[i].kind != MEMORY_HOLE) {
            claims[source.claim_count++] = runs[i];
        }
    }
    assert_int_equal(memory_map_clean(&source, again, ORACLE_RUNS_MOST), run_count);
    assert_memory_equal(again, runs, run_count * sizeof(runs[0]));
}

/* Whatever a claim touches is at least as restricted as the claim. */
static void check_claims(const struct memory_source *source)
{
    for (uint32_t i = 0; i < source->claim_count; i++) {
        const struct memory_range *claim = &source->claims[i];
        if (claim->kind <= MEMORY_USABLE || claim->base >= claim->end ||
            claim->base >= MEMORY_ADDRESS_LIMIT) {
            continue;
        }
        uint32_t least = claim->kind < MEMORY_KINDS ? claim->kind : MEMORY_RESERVED;
        assert_true(run_count > 0 && (runs[run_count - 1].end >= claim->end ||
                                      runs[run_count - 1].end == MEMORY_ADDRESS_LIMIT));
        for (uint32_t run = 0; run < run_count; run++) {
            if (runs[run].base < claim->end && claim->base < runs[run].end) {
                assert_true(runs[run].kind >= least);
            }
        }
    }
}

static void check_sums(const struct memory_source *source)
{
    unsigned __int128 reported = 0;
    uint64_t usable = 0;
    for (uint32_t i = 0; i < source->entry_count; i++) {
        reported += source->entries[i].type == E820_USABLE ? source->entries[i].length : 0;
    }
    for (uint32_t i = 0; i < run_count; i++) {
        usable += runs[i].kind == MEMORY_USABLE ? runs[i].end - runs[i].base : 0;
    }
    assert_true(usable <= reported);
    assert_int_equal(memory_map_usable_bytes(source), usable);
}

static void check_small_arrays(const struct memory_source *source)
{
    static struct memory_range few[ORACLE_RUNS_MOST + 1];
    struct memory_range guard;
    memset(&guard, GUARD, sizeof(guard));
    const uint32_t capacities[] = {0, 1, run_count / 2, run_count - 1, run_count};
    for (size_t i = 0; i < ARRAY_LENGTH(capacities); i++) {
        uint32_t capacity = capacities[i] <= run_count ? capacities[i] : 0;
        few[capacity] = guard;
        assert_int_equal(memory_map_clean(source, few, capacity), run_count);
        assert_memory_equal(few, runs, capacity * sizeof(few[0]));
        assert_memory_equal(&few[capacity], &guard, sizeof(guard));
    }
}

/* From any page on, next gives the rest of that page's run. */
static void check_next(const struct memory_source *source)
{
    struct memory_range run;
    for (uint32_t i = 0; i < run_count; i++) {
        uint64_t middle = (runs[i].base + (runs[i].end - runs[i].base) / 2) / PAGE * PAGE;
        assert_true(memory_map_next(source, middle, &run));
        assert_int_equal(run.base, middle);
        assert_int_equal(run.end, runs[i].end);
        assert_int_equal(run.kind, runs[i].kind);
    }
    uint64_t end = run_count > 0 ? runs[run_count - 1].end : 0;
    assert_false(memory_map_next(source, end, &run));
    assert_false(memory_map_next(source, MEMORY_ADDRESS_LIMIT, &run));
}

/* The first usable run in the map that still has room above `from`. */
static bool place_in_map(uint64_t from, uint64_t bytes, uint64_t *place)
{
    for (uint32_t i = 0; i < run_count; i++) {
        uint64_t begin = runs[i].base > from ? runs[i].base : from;
        if (runs[i].kind == MEMORY_USABLE && begin < runs[i].end && runs[i].end - begin >= bytes) {
            *place = begin;
            return true;
        }
    }
    return false;
}

static void check_places(const struct memory_source *source)
{
    const uint64_t froms[] = {0, PAGE, 1 << 20, (1 << 24) + PAGE, 1ull << 32, MEMORY_ADDRESS_LIMIT};
    const uint64_t sizes[] = {PAGE, 16 * PAGE, 1 << 20, 1 << 25, 1ull << 34};
    for (size_t i = 0; i < ARRAY_LENGTH(froms) * ARRAY_LENGTH(sizes); i++) {
        uint64_t from = froms[i / ARRAY_LENGTH(sizes)];
        uint64_t bytes = sizes[i % ARRAY_LENGTH(sizes)];
        uint64_t expected = 0;
        phys_t place = phys(GUARD);
        bool found = place_in_map(from, bytes, &expected);
        assert_int_equal(memory_map_place(source, from, bytes, &place), found);
        assert_int_equal(place.value, found ? expected : GUARD);
        if (from > 0) {
            /* A start within a page counts from the next one. */
            assert_int_equal(memory_map_place(source, from - 1, bytes, &place), found);
        }
    }
}

void memory_properties_check(const struct memory_source *source)
{
    run_count = memory_map_clean(source, runs, ORACLE_RUNS_MOST);
    assert_true(run_count <= ORACLE_RUNS_MOST);
    check_shape(source);
    check_against_the_oracle(source);
    check_idempotence();
    check_claims(source);
    check_sums(source);
    check_small_arrays(source);
    check_next(source);
    check_places(source);
}
