/*
 * paging.c: builds four-level page tables in a pool of frames. Contract in paging.h; the walk that
 * the CPU makes through them, and the bits of an entry, in [SDM3 4.5].
 *
 *      47      39 38      30 29      21 20      12 11         0
 *     +----------+----------+----------+----------+------------+
 *     | level 4  | level 3  | level 2  | level 1  |   offset   |     a virtual address
 *     +----|-----+----|-----+----|-----+----|-----+------------+
 *        table 0 --> table --> table --> table --> page of 4 KiB
 *
 * An entry holds a physical address, which this program cannot follow: it may run before paging, or
 * in a test on another machine. But all tables lie side by side, so a table's place in the pool
 * follows from its address, and an address that is no table's belongs to somebody else's mapping.
 *
 * From stage2's protected half, and the host's tests.
 */
#include "common/paging.h"

#include "common/string.h"

#define PAGE_OFFSET_MASK (PAGE_BYTES - 1)
#define VIRT_PAGES_MOST  (1ull << (VIRT_BITS - PAGE_SHIFT))
#define PHYS_END         (PTE_ADDRESS + PAGE_BYTES) /* 52 bits of address [SDM3 4.1.4] */

static const uint64_t access_bits[] = {
    [PAGE_READ] = PTE_P | PTE_NX,
    [PAGE_WRITE] = PTE_P | PTE_W | PTE_NX,
    [PAGE_EXECUTE] = PTE_P,
    [PAGE_DEVICE] = PTE_P | PTE_W | PTE_PWT | PTE_PCD | PTE_NX, /* PAT entry 3: uncacheable */
};

/* Bit 63 is reserved, and faults, where the CPU has no NX or EFER.NXE is clear. */
static uint64_t bits_for_cpu(const struct page_pool *pool, uint64_t bits)
{
    return pool->nx ? bits : bits & ~PTE_NX;
}

static uint64_t table_phys(const struct page_pool *pool, uint32_t table)
{
    return pool->tables_phys.value + table * PAGE_BYTES;
}

enum page_error page_pool_start(struct page_pool *pool, uint32_t recursive_slot)
{
    if (pool->capacity == 0) {
        return PAGE_NO_FRAME;
    }
    if ((pool->tables_phys.value & PAGE_OFFSET_MASK) != 0) {
        return PAGE_MISALIGNED;
    }
    if (pool->tables_phys.value >= PHYS_END || recursive_slot >= PAGE_TABLE_ENTRIES ||
        pool->capacity > (PHYS_END - pool->tables_phys.value) >> PAGE_SHIFT) {
        return PAGE_OUT_OF_RANGE;
    }
    /* Machines do not clear their RAM, and whatever stands in a table is a mapping (quirk 72). */
    memset(pool->tables, 0, pool->capacity * sizeof(struct page_table));
    pool->used = 1;
    pool->tables[0].entry[recursive_slot] =
        table_phys(pool, 0) | bits_for_cpu(pool, PTE_P | PTE_W | PTE_NX);
    return PAGE_OK;
}

/* The table that an entry points to, which a new one is made for where the entry is empty. */
static enum page_error table_below(struct page_pool *pool, uint64_t *entry,
                                   struct page_table **table)
{
    if (*entry == 0) {
        if (pool->used == pool->capacity) {
            return PAGE_NO_FRAME;
        }
        *table = &pool->tables[pool->used];
        *entry = table_phys(pool, pool->used) | PTE_P | PTE_W;
        pool->used++;
        return PAGE_OK;
    }
    /* The level-4 table lies below no other: an entry that points to it is the recursive one. */
    uint64_t place = ((*entry & PTE_ADDRESS) - pool->tables_phys.value) >> PAGE_SHIFT;
    if ((*entry & PTE_PS) != 0 || place == 0 || place >= pool->used) {
        return PAGE_ALREADY_MAPPED;
    }
    *table = &pool->tables[place];
    return PAGE_OK;
}

/* The level-1 table of an address, with all tables on the way to it. */
static enum page_error leaf_table(struct page_pool *pool, virt_t address, struct page_table **table)
{
    *table = &pool->tables[0];
    for (uint32_t level = PAGE_LEVELS; level > 1; level--) {
        uint64_t *entry = &(*table)->entry[page_index(address, level)];
        enum page_error error = table_below(pool, entry, table);
        if (error != PAGE_OK) {
            return error;
        }
    }
    return PAGE_OK;
}

static enum page_error range_check(virt_t from, phys_t to, uint64_t pages)
{
    if (((from.value | to.value) & PAGE_OFFSET_MASK) != 0) {
        return PAGE_MISALIGNED;
    }
    if (!virt_is_canonical(from)) {
        return PAGE_NOT_CANONICAL;
    }
    if (pages > VIRT_PAGES_MOST || to.value > PHYS_END ||
        pages > (PHYS_END - to.value) >> PAGE_SHIFT) {
        return PAGE_OUT_OF_RANGE;
    }
    virt_t last = virt(from.value + (pages - 1) * PAGE_BYTES);
    if (pages > 0 && (!virt_is_canonical(last) || last.value < from.value)) {
        return PAGE_NOT_CANONICAL;
    }
    return PAGE_OK;
}

enum page_error page_map(struct page_pool *pool, virt_t from, phys_t to, uint64_t pages,
                         enum page_access access)
{
    const uint64_t bits = bits_for_cpu(pool, access_bits[access]);
    enum page_error error = range_check(from, to, pages);

    while (error == PAGE_OK && pages > 0) {
        struct page_table *table;
        error = leaf_table(pool, from, &table);
        if (error != PAGE_OK) {
            break;
        }
        /* All pages of one level-1 table at once: the walk to it is made once in 512 pages. */
        for (uint32_t i = page_index(from, 1); i < PAGE_TABLE_ENTRIES && pages > 0; i++, pages--) {
            if (table->entry[i] != 0) {
                return PAGE_ALREADY_MAPPED;
            }
            table->entry[i] = to.value | bits;
            from.value += PAGE_BYTES;
            to.value += PAGE_BYTES;
        }
    }
    return error;
}

const char *page_error_text(enum page_error error)
{
    switch (error) {
    case PAGE_OK:
        return "no error";
    case PAGE_NO_FRAME:
        return "no frame left for a page table";
    case PAGE_ALREADY_MAPPED:
        return "another mapping stands there";
    case PAGE_MISALIGNED:
        return "an address is not a multiple of 4096";
    case PAGE_NOT_CANONICAL:
        return "a virtual address is not canonical";
    case PAGE_OUT_OF_RANGE:
        return "beyond 52 bits of physical or 48 bits of virtual address";
    }
    return "unknown error";
}
