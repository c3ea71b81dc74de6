/*
 * paging.h: builds four-level page tables in memory that the caller owns [SDM3 4.5].
 *
 *      63 62      52 51                                  12 11  9 8 7 6 5  4   3   2 1 0
 *     +--+----------+--------------------------------------+-----+-+-+-+-+---+---+---+-+-+
 *     |NX| ignored  | physical address of table or page    | avl |G|S|D|A|PCD|PWT|U/S|W|P|
 *     +--+----------+--------------------------------------+-----+-+-+-+-+---+---+---+-+-+
 *
 * Parents are present and writable and never NX; permissions stand in the leaves alone. Pure: a
 * table is found by its place in the pool, never by dereferencing a physical address, so the same
 * file runs in 32-bit protected mode and on the host.
 */
#ifndef COMMON_PAGING_H
#define COMMON_PAGING_H

#include "common/types.h"

#define PAGE_BYTES         4096ull
#define PAGE_SHIFT         12u
#define PAGE_TABLE_ENTRIES 512u
#define PAGE_INDEX_BITS    9u  /* of an address, for each level: 512 entries */
#define PAGE_LEVELS        4u  /* 4 is the root; leaves: level 3 is 1 GiB, 2 2 MiB, 1 4 KiB */
#define VIRT_BITS          48u /* what four levels and the offset translate */
#define PHYS_BITS_MOST     52u /* of the address in an entry; a CPU may have fewer [SDM3 4.1.4] */

/* Page-table entry bits, named as the manual names them. */
#define PTE_P       (1ull << 0)
#define PTE_W       (1ull << 1)
#define PTE_U       (1ull << 2)
#define PTE_PWT     (1ull << 3)
#define PTE_PCD     (1ull << 4)
#define PTE_A       (1ull << 5)
#define PTE_D       (1ull << 6)
#define PTE_PS      (1ull << 7) /* levels 3, 2: a large page; reserved in level 4 */
#define PTE_PAT     (1ull << 7) /* the same bit in level 1: selects the memory type */
#define PTE_G       (1ull << 8)
#define PTE_PS_PAT  (1ull << 12) /* where PAT has gone in a large page: no bit of its address */
#define PTE_NX      (1ull << 63)
#define PTE_ADDRESS 0x000ffffffffff000ull

struct page_table {
    uint64_t entry[PAGE_TABLE_ENTRIES];
};

_Static_assert(sizeof(struct page_table) == PAGE_BYTES, "a table fills one frame");

/* Frames for tables, side by side; the first becomes the level-4 table. */
struct page_pool {
    struct page_table *tables; /* where this program reaches them */
    phys_t tables_phys;        /* where they lie; page-aligned */
    uint32_t capacity;
    uint32_t used;
    bool nx; /* false: the CPU has no NX bit, so it stays clear in every entry */
};

enum page_error {
    PAGE_OK,
    PAGE_NO_FRAME,       /* the pool is used up */
    PAGE_ALREADY_MAPPED, /* another mapping stands there */
    PAGE_MISALIGNED,     /* an address is not a multiple of 4096 */
    PAGE_NOT_CANONICAL,  /* bits 63..47 of a virtual address differ */
    PAGE_OUT_OF_RANGE,   /* beyond 52 bits of physical or 48 bits of virtual address */
};

enum page_access { PAGE_READ, PAGE_WRITE, PAGE_EXECUTE, PAGE_DEVICE /* writable, not cached */ };

const char *page_error_text(enum page_error error);

/* Zeroes every table of the pool, takes the first as level 4 and points its entry `slot` at itself
 * (supervisor, writable, NX): the recursive mapping. */
enum page_error page_pool_start(struct page_pool *pool, uint32_t recursive_slot);

/* Maps `pages` pages of 4 KiB; what was mapped before an error stays mapped. */
enum page_error page_map(struct page_pool *pool, virt_t from, phys_t to, uint64_t pages,
                         enum page_access access);

/* The level-`level` index (4 to 1) of a virtual address: 0 to 511. */
static inline uint32_t page_index(virt_t address, uint32_t level)
{
    uint32_t shift = PAGE_SHIFT + PAGE_INDEX_BITS * (level - 1);
    return (uint32_t)(address.value >> shift) % PAGE_TABLE_ENTRIES;
}

/* True where bits 63..48 copy bit 47 [SDM1 3.3.7.1]. Row 08-8. */
static inline bool virt_is_canonical(virt_t address)
{
    /* Adding 2^47 turns the two halves of the canonical space into 0 .. 2^48. */
    return (address.value + (1ull << (VIRT_BITS - 1))) >> VIRT_BITS == 0;
}

#endif
