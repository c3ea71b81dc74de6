/*
 * fake_mmu.h: the memory management unit that the tests put behind kernel/core/page_entry.h.
 *
 * Written from [SDM3 4.5, 4.6, 4.10], not from the product. It has some frames of physical memory,
 * full of present entries that nobody wrote, and it is as unkind as the manual allows: its TLB and
 * its cache of upper levels keep everything that was ever walked until they are told to forget it,
 * and are always asked first. What a change forgets to flush therefore stays visible.
 */
#ifndef TESTS_UNIT_FAKE_MMU_H
#define TESTS_UNIT_FAKE_MMU_H

#include "kernel/core/frame_source.h"
#include "kernel/core/page_map.h"

enum { MMU_FRAMES = 64, MMU_PHYS_BITS = 40 };

#define MMU_MEMORY 0x8123400000ull /* above 4 GiB, and below 2^40 */
#define MMU_ROOT   MMU_MEMORY      /* the first frame is the level-4 table */

struct mmu_page {
    bool mapped;
    uint64_t base, bytes; /* the page, in virtual memory */
    uint64_t phys;        /* where it begins */
    bool writable, user, executable;
};

/* Fills memory with garbage and makes a level-4 table with nothing in it but slot 510. */
void mmu_start(void);

/* A space over the active tables, whose source has `frames` frames. */
struct page_space mmu_space(uint32_t frames);

/* How many frames are handed out, and how often a page was forgotten. */
uint32_t mmu_frames_used(void);
uint32_t mmu_forgets(void);

/* Eight bytes of physical memory. */
uint64_t mmu_read(uint64_t phys_address);
void mmu_write(uint64_t phys_address, uint64_t value);

/* What the CPU sees: caches first, then the tables. */
struct mmu_page mmu_access(uint64_t address);

/* What the tables say, caches aside. */
struct mmu_page mmu_walk(uint64_t address);

/* Every translation and every upper level that is cached is still what the tables say. */
void mmu_assert_coherent(void);

/* Loads CR3: everything is forgotten. Unless `root` is what was active, the next walks begin
 * there. */
void mmu_load_cr3(uint64_t root);

#endif
