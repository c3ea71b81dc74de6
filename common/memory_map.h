/*
 * memory_map.h: what the firmware says about memory, and what we make of it.
 *
 * [ACPI 6.5 15] INT 15h AX=E820h. The raw answer is kept as it came; the clean map is computed
 * from it and from our own claims, page by page, without ever changing the raw one.
 *
 *   raw answers (any order, overlapping, odd ends)      claims (what we put where)
 *                       \                                  /
 *                        memory_map_next(): the next run of pages of one kind
 *                                           |
 *             sorted, disjoint, gapless, page-aligned, the most restrictive claim wins
 */
#ifndef COMMON_MEMORY_MAP_H
#define COMMON_MEMORY_MAP_H

#include "common/types.h"

/* One answer of the firmware, as it came. attributes is 1 where the firmware gave only 20 bytes. */
struct e820_entry {
    uint64_t base;
    uint64_t length;
    uint32_t type;
    uint32_t attributes;
};

_Static_assert(sizeof(struct e820_entry) == 24, "as the firmware writes it");

enum e820_type {
    E820_USABLE = 1,
    E820_RESERVED = 2,
    E820_ACPI_RECLAIMABLE = 3,
    E820_ACPI_NVS = 4,
    E820_BAD = 5, /* every other type, 0 included, counts as reserved (quirks 65, 71) */
};

#define E820_ATTRIBUTE_VALID 1u /* [ACPI 6.5 15.1] bit 0; some BIOSes never set it (quirk 62) */

/*
 * What a page is, in ascending order of restriction: where several apply, the greatest wins.
 * Our own kinds stand between usable and reserved: they are RAM that is taken, and they can never
 * make usable what the firmware keeps for itself.
 */
enum memory_kind {
    MEMORY_HOLE, /* nobody reported it, or only a part of it as usable */
    MEMORY_USABLE,
    MEMORY_STAGE2,      /* stage2 and its work areas; free once the kernel says so */
    MEMORY_BOOT_INFO,   /* the hand-over, with trace and maps */
    MEMORY_KERNEL,      /* the kernel's memory image */
    MEMORY_STACKS,      /* the kernel's stacks */
    MEMORY_PAGE_TABLES, /* the tables that stage2 built */
    MEMORY_FRAME_ZERO,  /* interrupt vectors and BIOS data; never handed out */
    MEMORY_ACPI_RECLAIMABLE,
    MEMORY_ACPI_NVS,
    MEMORY_BAD,
    MEMORY_RESERVED,
    MEMORY_KINDS
};

/* Half-open: the first byte that no longer belongs to the range is end. */
struct memory_range {
    uint64_t base;
    uint64_t end;
    uint32_t kind; /* enum memory_kind */
    uint32_t reserved;
};

_Static_assert(sizeof(struct memory_range) == 24, "the same in every mode");

/* All that a clean map is computed from. Nothing in it is changed. */
struct memory_source {
    const struct e820_entry *entries;
    uint32_t entry_count;
    bool attributes_count; /* false: ignore attributes, because believing them left no memory */
    const struct memory_range *claims; /* ours; any order, may overlap; they take, never give */
    uint32_t claim_count;
    uint64_t usable_limit; /* usable pages at or above it are reserved; for an incomplete raw map */
};

/* Addresses beyond this are not physical addresses of any x86 CPU [SDM3 4.1.4]. */
#define MEMORY_ADDRESS_LIMIT (1ull << 52)

/*
 * The run of pages of one kind that begins at `from` (a multiple of 4096), maximal upwards.
 *
 * Returns false at the end of what is reported: nothing at or above `from` is in an entry or a
 * claim. Holes between reported ranges are runs of MEMORY_HOLE. A page is usable only where usable
 * entries cover all of it and nothing else touches it; the parts of pages left at their ends are
 * holes. Entries of length 0 are ignored, an entry that wraps at 2^64 or reaches beyond
 * MEMORY_ADDRESS_LIMIT is cut there. An entry whose attributes say that it does not count gives no
 * usable memory, but what it takes stays taken. The last run is never a hole.
 * Bounded by (entries + claims) squared for each run; no memory but the arguments.
 */
bool memory_map_next(const struct memory_source *source, uint64_t from, struct memory_range *run);

/*
 * The whole clean map into out[capacity]. Returns the number of ranges it has; where that exceeds
 * capacity, only the first `capacity` were written, and the caller must say so and use no more.
 */
uint32_t memory_map_clean(const struct memory_source *source, struct memory_range *out,
                          uint32_t capacity);

/* The sum of all usable bytes, and the lowest usable place for `bytes` (a multiple of 4096) at or
 * above `from`; false if there is none. */
uint64_t memory_map_usable_bytes(const struct memory_source *source);
bool memory_map_place(const struct memory_source *source, uint64_t from, uint64_t bytes,
                      phys_t *place);

/* A short name for screens and logs, "usable", "ACPI NVS"; "?" for what is no kind. */
const char *memory_kind_name(uint32_t kind);

#endif
