/*
 * page_text.h: page table entries, walks and sizes in words.
 */
#ifndef KERNEL_CORE_PAGE_TEXT_H
#define KERNEL_CORE_PAGE_TEXT_H

#include "kernel/core/page_walk.h"

enum {
    PAGE_FLAGS_BYTES = 64, /* has room for all flags at once */
    PAGE_RIGHTS_BYTES = 4,
    PAGE_SIZE_TEXT_BYTES = 24,
};

/* "P W A D NX": the bits that are set, by the manual's names; PS or PAT as the level has it, and
 * AVL where any of those is set that the CPU leaves to the system. "none" where nothing is set.
 * Returns `text`. */
const char *page_flags_text(char text[PAGE_FLAGS_BYTES], uint64_t entry, uint32_t level);

/* "rw-", "r-x", "r--": rights as they take effect. */
const char *page_rights_text(char text[PAGE_RIGHTS_BYTES], uint64_t rights);

/* "12 KiB", "2 MiB", "264 TiB": the largest unit of which it is a multiple, at least KiB. */
const char *page_size_text(char text[PAGE_SIZE_TEXT_BYTES], uint64_t bytes);

/* Why a walk that does not arrive has ended. */
const char *page_walk_end_text(const struct page_walk *walk);

#endif
