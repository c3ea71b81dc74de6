/*
 * page_walk.h: page tables as a CPU sees them, for the tests of common/paging.c.
 *
 * The walker is written from [SDM3 4.5] and [SDM3 4.6], not from paging.c: it reads physical memory
 * byte by byte, follows physical addresses from CR3 down, and joins the permissions of all levels.
 * It has no idea what a pool is, and fails the test where an entry leads out of the tables or sets
 * a bit that the manual reserves.
 */
#ifndef TESTS_UNIT_PAGE_WALK_H
#define TESTS_UNIT_PAGE_WALK_H

#include "common/paging.h"

enum { TABLES = 256, RECURSIVE = 510, POISON = 0xcc };

#define TABLES_PHYS        0x123456000ull
#define KERNEL             0xffffffff80000000ull
#define RECURSIVE_BASE     0xffffff0000000000ull
#define LEVEL1_SPAN        (512 * PAGE_BYTES)
#define LEVEL2_SPAN        (512 * LEVEL1_SPAN)
#define LEVEL3_SPAN        (512 * LEVEL2_SPAN)
#define CANONICAL_HOLE     0x0000800000000000ull
#define CANONICAL_HOLE_END 0xffff800000000000ull

/* All the physical memory there is, from TABLES_PHYS on; the last table is a guard. */
extern struct page_table tables[TABLES + 1];

struct walk {
    bool mapped;
    bool writable; /* by the supervisor, with CR0.WP set: every level must agree */
    bool user;
    bool executable;
    bool cached;
    uint64_t phys;
};

/* Eight bytes of physical memory, the lowest first. */
uint64_t phys_read(uint64_t address);

struct walk walk(uint64_t address, bool nx_enabled);

void assert_unmapped(uint64_t address);
void assert_mapped(uint64_t address, uint64_t phys_address, enum page_access access);

/* A pool in memory that nobody has cleared (quirk 72), started with slot RECURSIVE. */
struct page_pool pool_make(uint32_t capacity, bool nx);

#endif
