/*
 * fake_mmu.c: see fake_mmu.h.
 */
#include "tests/unit/fake_mmu.h"

#include <string.h>

#include "kernel/core/page_entry.h"
#include "tests/unit/cmocka_headers.h"

enum { CACHE_MOST = 4096 };

/* A present, writable, plausible entry: what a forgotten clearing would turn into a mapping. */
#define GARBAGE 0x0000000000777007ull

struct upper { /* one cached entry of level 4, 3 or 2 */
    int level;
    uint64_t prefix; /* of the addresses it serves */
    uint64_t table;
    uint64_t joined; /* W and U by AND, NX by OR, of it and of what is above */
};

static uint64_t memory[MMU_FRAMES][512];
static bool taken[MMU_FRAMES];
static uint32_t limit;
static uint64_t cr3;
static struct mmu_page tlb[CACHE_MOST];
static struct upper uppers[CACHE_MOST];
static uint32_t tlb_count, upper_count, forgets;

static uint64_t *cell(uint64_t phys_address)
{
    assert_true(phys_address >= MMU_MEMORY && phys_address % 8 == 0);
    uint64_t offset = phys_address - MMU_MEMORY;
    assert_true(offset < sizeof(memory));
    return &memory[offset / 4096][offset % 4096 / 8];
}

uint64_t mmu_read(uint64_t phys_address)
{
    return *cell(phys_address);
}

void mmu_write(uint64_t phys_address, uint64_t value)
{
    *cell(phys_address) = value;
}

/* --- the walk ---------------------------------------------------------------------------------
 */

static int shift_of(int level)
{
    return 12 + 9 * (level - 1);
}

static const struct upper *upper_find(uint64_t address)
{
    const struct upper *lowest = NULL;
    for (uint32_t i = 0; i < upper_count; i++) {
        uint64_t prefix = address >> shift_of(uppers[i].level);
        if (uppers[i].prefix == prefix && (lowest == NULL || uppers[i].level < lowest->level)) {
            lowest = &uppers[i];
        }
    }
    return lowest;
}

/* Bits that must be 0 [SDM3 4.5]: above the width, PS in level 4, the low address of large pages.
 */
static void assert_not_reserved(uint64_t entry, int level)
{
    assert_int_equal(entry >> MMU_PHYS_BITS & ((1ull << (52 - MMU_PHYS_BITS)) - 1), 0);
    assert_true(level < 4 || (entry >> 7 & 1) == 0);
    if (level > 1 && (entry >> 7 & 1) != 0) {
        assert_int_equal(entry >> 13 & ((1ull << (shift_of(level) - 13)) - 1), 0);
    }
}

static uint64_t join(uint64_t above, uint64_t entry)
{
    return (above & entry & 6) | ((above | entry) >> 63 << 63);
}

static struct mmu_page page_make(uint64_t address, int level, uint64_t entry, uint64_t joined)
{
    uint64_t bytes = 1ull << shift_of(level);
    return (struct mmu_page){
        .mapped = true,
        .base = address & ~(bytes - 1),
        .bytes = bytes,
        .phys = entry & 0x000ffffffffff000 & ~(bytes - 1),
        .writable = (joined & 2) != 0,
        .user = (joined & 4) != 0,
        .executable = joined >> 63 == 0,
    };
}

static struct mmu_page walk(uint64_t address, bool cached)
{
    uint64_t table = cr3;
    uint64_t joined = 6;
    int level = 4;
    const struct upper *known = cached ? upper_find(address) : NULL;
    if (known != NULL) {
        table = known->table;
        joined = known->joined;
        level = known->level - 1;
    }
    for (;; level--) {
        uint64_t entry = mmu_read(table + (address >> shift_of(level) & 511) * 8);
        if ((entry & 1) == 0) {
            return (struct mmu_page){.mapped = false};
        }
        assert_not_reserved(entry, level);
        joined = join(joined, entry);
        if (level == 1 || (entry & 1 << 7) != 0) {
            return page_make(address, level, entry, joined);
        }
        table = entry & 0x000ffffffffff000;
        if (cached) {
            assert_true(upper_count < CACHE_MOST);
            uppers[upper_count++] =
                (struct upper){level, address >> shift_of(level), table, joined};
        }
    }
}

struct mmu_page mmu_walk(uint64_t address)
{
    return walk(address, false);
}

struct mmu_page mmu_access(uint64_t address)
{
    static uint32_t last; /* the same page again, most of the time */
    if (last < tlb_count && address - tlb[last].base < tlb[last].bytes) {
        return tlb[last];
    }
    for (last = 0; last < tlb_count; last++) {
        if (address - tlb[last].base < tlb[last].bytes) {
            return tlb[last];
        }
    }
    struct mmu_page page = walk(address, true);
    if (page.mapped) {
        assert_true(tlb_count < CACHE_MOST);
        tlb[tlb_count++] = page;
    }
    return page;
}

/* --- the caches -------------------------------------------------------------------------------
 */

void mmu_load_cr3(uint64_t root)
{
    cr3 = root;
    tlb_count = 0;
    upper_count = 0;
}

void mmu_assert_coherent(void)
{
    for (uint32_t i = 0; i < tlb_count; i++) {
        struct mmu_page now = mmu_walk(tlb[i].base);
        assert_true(now.mapped);
        assert_int_equal(now.bytes, tlb[i].bytes);
        assert_int_equal(now.phys, tlb[i].phys);
        assert_int_equal(now.writable, tlb[i].writable);
        assert_int_equal(now.user, tlb[i].user);
        assert_int_equal(now.executable, tlb[i].executable);
    }
    for (uint32_t i = 0; i < upper_count; i++) {
        uint64_t table = cr3;
        uint64_t joined = 6;
        for (int level = 4; level >= uppers[i].level; level--) {
            uint64_t address = uppers[i].prefix << shift_of(uppers[i].level);
            uint64_t entry = mmu_read(table + (address >> shift_of(level) & 511) * 8);
            assert_int_equal(entry & 1, 1);
            joined = join(joined, entry);
            table = entry & 0x000ffffffffff000;
        }
        assert_int_equal(table, uppers[i].table);
        assert_int_equal(joined, uppers[i].joined);
    }
}

/* --- what the product calls -------------------------------------------------------------------
 */

static uint64_t *window_cell(virt_t at, bool write)
{
    struct mmu_page page = mmu_access(at.value);
    assert_true(page.mapped);
    assert_true(page.writable || !write);
    assert_false(page.executable); /* tables are no code, by any way */
    assert_false(page.user);
    return cell(page.phys + at.value % 4096);
}

uint64_t page_entry_read(virt_t at)
{
    return *window_cell(at, false);
}

void page_entry_write(virt_t at, uint64_t entry)
{
    *window_cell(at, true) = entry;
}

void page_table_clear(virt_t table)
{
    assert_int_equal(table.value % 4096, 0);
    memset(window_cell(table, true), 0, 4096);
}

void page_forget(virt_t address)
{
    forgets++;
    upper_count = 0;
    for (uint32_t i = tlb_count; i-- > 0;) {
        if (address.value - tlb[i].base < tlb[i].bytes) {
            tlb[i] = tlb[--tlb_count];
        }
    }
}

/* --- frames -----------------------------------------------------------------------------------
 */

static phys_t frame_alloc(void *context)
{
    (void)context;
    for (uint32_t frame = 0; frame < MMU_FRAMES && mmu_frames_used() < limit; frame++) {
        if (!taken[frame]) {
            taken[frame] = true;
            return phys(MMU_MEMORY + frame * 4096ull);
        }
    }
    return phys(FRAME_NONE);
}

/* Whoever gives a frame back must have seen to it that the CPU no longer knows it as a table. */
static void frame_free(void *context, phys_t freed)
{
    (void)context;
    uint64_t frame = (freed.value - MMU_MEMORY) / 4096;
    assert_true(frame > 0 && frame < MMU_FRAMES && taken[frame]);
    for (uint32_t i = 0; i < tlb_count; i++) {
        assert_int_not_equal(tlb[i].phys, freed.value);
    }
    for (uint32_t i = 0; i < upper_count; i++) {
        assert_int_not_equal(uppers[i].table, freed.value);
    }
    taken[frame] = false;
    for (int i = 0; i < 512; i++) {
        memory[frame][i] = GARBAGE;
    }
}

uint32_t mmu_frames_used(void)
{
    uint32_t used = 0;
    for (uint32_t frame = 1; frame < MMU_FRAMES; frame++) {
        used += taken[frame];
    }
    return used;
}

uint32_t mmu_forgets(void)
{
    return forgets;
}

void mmu_start(void)
{
    for (uint32_t i = 0; i < MMU_FRAMES * 512; i++) {
        memory[i / 512][i % 512] = GARBAGE;
    }
    memset(memory[0], 0, sizeof(memory[0]));
    memory[0][510] = MMU_ROOT | 1ull << 63 | 2 | 1;
    memset(taken, 0, sizeof(taken));
    taken[0] = true;
    forgets = 0;
    mmu_load_cr3(MMU_ROOT);
}

struct page_space mmu_space(uint32_t frames)
{
    limit = frames;
    return (struct page_space){
        .slot = 510,
        .phys_bits = MMU_PHYS_BITS,
        .nx = true,
        .large_1g = true,
        .frames = {.alloc = frame_alloc, .free = frame_free},
    };
}
