/*
 * memory_map.c: from what the firmware says to what each page is. Contract in memory_map.h.
 *
 * [ACPI 6.5 15.2] promises no order and forbids no overlap, and real firmware uses that freedom:
 * empty entries, entries in disorder, entries over each other, types that no document knows
 * (quirks 65, 70, 71). So nothing is sorted and nothing is merged in place. One question is asked
 * again and again: what is the page at this address, and where is the next place at which the
 * answer may change?
 *
 *     usable    xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx            xxxxxxxxxxxxxx   two entries
 *     reserved                      xxxxxxxxxxxxxxxx                       one, at odd bytes
 *     claim             xxxxxxxx                                           the kernel
 *     pages     |-------|-------|-------|-------|-------|-------|-------|
 *
 *     reserved                  .-----------------------.
 *     kernel            .-------'                       |
 *     usable    --------'                               |       .--------
 *     hole                                              '-------'
 *
 * What takes memory away takes every page that it touches; what gives memory gives only pages that
 * it covers whole. The crumbs at the ends of usable memory are holes: nobody can hand them out.
 * A range has two edges, and each edge changes the answer only at the page bound below it and the
 * one above it, so between two neighbouring bounds of all ranges every page is the same. Such a
 * piece costs one look at every range, and pieces of one kind join into a run.
 *
 * From stage2's memory query, in 16-bit mode, and from its hand-over, in 32-bit mode.
 */
#include "common/memory_map.h"

enum { PAGE = 4096 };

/* A whole page lies below the limit of addresses, so rounding up cannot overflow. */
static uint64_t page_below(uint64_t address)
{
    return address & ~(uint64_t)(PAGE - 1);
}

static uint64_t page_above(uint64_t address)
{
    return page_below(address + PAGE - 1);
}

static uint64_t address_cut(uint64_t address)
{
    return address < MEMORY_ADDRESS_LIMIT ? address : MEMORY_ADDRESS_LIMIT;
}

/* Types that no document names count as reserved, 0 included (quirks 65, 71). */
static uint32_t kind_of_type(uint32_t type)
{
    switch (type) {
    case E820_USABLE:
        return MEMORY_USABLE;
    case E820_ACPI_RECLAIMABLE:
        return MEMORY_ACPI_RECLAIMABLE;
    case E820_ACPI_NVS:
        return MEMORY_ACPI_NVS;
    case E820_BAD:
        return MEMORY_BAD;
    default:
        return MEMORY_RESERVED;
    }
}

/*
 * Entry `index` as a half-open range; false where it says nothing. An entry that asks to be ignored
 * gives nothing, but what it takes stays taken: to believe firmware twice costs at most memory.
 */
static bool entry_range(const struct memory_source *source, uint32_t index,
                        struct memory_range *range)
{
    const struct e820_entry *entry = &source->entries[index];
    uint64_t end = entry->base + entry->length;
    if (end < entry->base) {
        end = UINT64_MAX; /* it wraps */
    }
    range->base = address_cut(entry->base);
    range->end = address_cut(end);
    range->kind = kind_of_type(entry->type);
    bool believed = !source->attributes_count || (entry->attributes & E820_ATTRIBUTE_VALID) != 0;
    return range->base < range->end && (believed || range->kind != MEMORY_USABLE);
}

/* Claim `index` likewise. A claim takes; one that would give memory, or a hole, says nothing. */
static bool claim_range(const struct memory_source *source, uint32_t index,
                        struct memory_range *range)
{
    const struct memory_range *claim = &source->claims[index];
    range->base = address_cut(claim->base);
    range->end = address_cut(claim->end);
    range->kind = claim->kind < MEMORY_KINDS ? claim->kind : MEMORY_RESERVED;
    return range->base < range->end && range->kind > MEMORY_USABLE;
}

/* All that is said, in one numbering: the entries, then the claims. */
static bool said_range(const struct memory_source *source, uint32_t index,
                       struct memory_range *range)
{
    if (index < source->entry_count) {
        return entry_range(source, index, range);
    }
    return claim_range(source, index - source->entry_count, range);
}

/*
 * True where usable entries, taken together, leave no byte of the page out. From the page's first
 * byte on, the entry that reaches farthest hands over to the next: every round ends at the end of
 * an entry within this page, so all pages together need no more rounds than there are entries.
 */
static bool page_is_covered(const struct memory_source *source, uint64_t page)
{
    uint64_t reached = page;
    while (reached < page + PAGE) {
        uint64_t farthest = reached;
        for (uint32_t index = 0; index < source->entry_count; index++) {
            struct memory_range range;
            if (entry_range(source, index, &range) && range.kind == MEMORY_USABLE &&
                range.base <= reached && range.end > farthest) {
                farthest = range.end;
            }
        }
        if (farthest == reached) {
            return false;
        }
        reached = farthest;
    }
    return true;
}

/* The nearest page bound above `page` at which this range, ending above it, may change a page. */
static uint64_t next_bound(const struct memory_range *range, uint64_t page)
{
    uint64_t bound = page_below(range->base > page ? range->base : range->end);
    return bound > page ? bound : bound + PAGE;
}

/*
 * The pages from `page` on up to the next bound, all alike; false above everything that is said.
 * Usable memory at or above the limit is not believed: it counts as reserved, so that nobody takes
 * it for free address space either.
 */
static bool piece_at(const struct memory_source *source, uint64_t page, struct memory_range *piece)
{
    const uint32_t count = source->entry_count + source->claim_count;
    const uint64_t limit = page_below(source->usable_limit);
    uint64_t next = UINT64_MAX;
    uint32_t greatest = MEMORY_HOLE;

    for (uint32_t index = 0; index < count; index++) {
        struct memory_range range;
        /* Most ranges lie below this page, or begin beyond the nearest bound found so far. */
        if (!said_range(source, index, &range) || range.end <= page || range.base >= next) {
            continue;
        }
        uint64_t bound = next_bound(&range, page);
        next = bound < next ? bound : next;
        if (range.base < page + PAGE) {
            bool believed = range.kind != MEMORY_USABLE || page < limit;
            uint32_t kind = believed ? range.kind : (uint32_t)MEMORY_RESERVED;
            greatest = kind > greatest ? kind : greatest;
        }
    }
    if (next == UINT64_MAX) {
        return false;
    }
    if (greatest == MEMORY_USABLE && !page_is_covered(source, page)) {
        greatest = MEMORY_HOLE;
    }
    next = page < limit && limit < next ? limit : next;
    *piece = (struct memory_range){.base = page, .end = next, .kind = greatest};
    return true;
}

/* A walk upwards: the first piece that belongs to no run yet, if there is one. */
struct walk {
    const struct memory_source *source;
    struct memory_range ahead;
    bool more;
};

static struct walk walk_start(const struct memory_source *source, uint64_t from)
{
    struct walk walk = {.source = source};
    walk.more = piece_at(source, from, &walk.ahead);
    return walk;
}

static bool walk_next(struct walk *walk, struct memory_range *run)
{
    if (!walk->more) {
        return false;
    }
    *run = walk->ahead;
    while ((walk->more = piece_at(walk->source, run->end, &walk->ahead)) &&
           walk->ahead.kind == run->kind) {
        run->end = walk->ahead.end;
    }
    /* A last crumb of usable memory ends above the last page that is anything: no run. */
    return walk->more || run->kind != MEMORY_HOLE;
}

bool memory_map_next(const struct memory_source *source, uint64_t from, struct memory_range *run)
{
    struct walk walk = walk_start(source, from);
    return walk_next(&walk, run);
}

uint32_t memory_map_clean(const struct memory_source *source, struct memory_range *out,
                          uint32_t capacity)
{
    uint32_t count = 0;
    struct memory_range run;
    struct walk walk = walk_start(source, 0);
    while (walk_next(&walk, &run)) {
        if (count < capacity) {
            out[count] = run;
        }
        count++;
    }
    return count;
}

uint64_t memory_map_usable_bytes(const struct memory_source *source)
{
    uint64_t bytes = 0;
    struct memory_range run;
    struct walk walk = walk_start(source, 0);
    while (walk_next(&walk, &run)) {
        bytes += run.kind == MEMORY_USABLE ? run.end - run.base : 0;
    }
    return bytes;
}

bool memory_map_place(const struct memory_source *source, uint64_t from, uint64_t bytes,
                      phys_t *place)
{
    struct memory_range run;
    struct walk walk = walk_start(source, page_above(address_cut(from)));
    while (walk_next(&walk, &run)) {
        if (run.kind == MEMORY_USABLE && run.end - run.base >= bytes) {
            *place = phys(run.base);
            return true;
        }
    }
    return false;
}

const char *memory_kind_name(uint32_t kind)
{
    static const char *const names[MEMORY_KINDS] = {
        [MEMORY_HOLE] = "hole",
        [MEMORY_USABLE] = "usable",
        [MEMORY_STAGE2] = "stage2",
        [MEMORY_BOOT_INFO] = "boot info",
        [MEMORY_KERNEL] = "kernel",
        [MEMORY_STACKS] = "stacks",
        [MEMORY_PAGE_TABLES] = "page tables",
        [MEMORY_FRAME_ZERO] = "frame zero",
        [MEMORY_ACPI_RECLAIMABLE] = "ACPI reclaimable",
        [MEMORY_ACPI_NVS] = "ACPI NVS",
        [MEMORY_BAD] = "bad",
        [MEMORY_RESERVED] = "reserved",
    };
    return kind < MEMORY_KINDS ? names[kind] : "?";
}
