/*
 * page_list.h: everything that an address space maps, in order, and what must hold of it.
 *
 * [SDM3 4.6]. The window itself is left out: it shows nothing but the tables.
 */
#ifndef KERNEL_CORE_PAGE_LIST_H
#define KERNEL_CORE_PAGE_LIST_H

#include "kernel/core/page_map.h"

/* Pages of one size side by side, in virtual and in physical memory, with the same rights. */
struct page_run {
    virt_t from;
    phys_t to;
    uint64_t pages;
    uint32_t level;  /* of their leaves, hence their size */
    uint64_t rights; /* PAGE_RIGHTS as they take effect: joined over all levels (row 08-7) */
};

typedef void page_visitor(void *context, const struct page_run *run);

/* Calls `visit` for each run, by ascending address. Reads each entry of each table once. The
 * visitor may print, and may not map. */
void space_list(const struct page_space *space, page_visitor *visit, void *context);

/* The first of these runs at or above an address; false where none is. For who cannot hold the
 * tables still from the first run to the last: each call begins anew at the level-4 table. */
bool space_next(const struct page_space *space, virt_t from, struct page_run *run);

struct page_audit {
    uint32_t runs;
    uint32_t tables;           /* below the level-4 table */
    uint32_t read_only_tables; /* whose window cannot be written: must be 0 */
    uint32_t writable_code;    /* runs that are writable and executable: 0 where W^X holds */
    virt_t offender;           /* the first of them */
};

/* Looks at every leaf and every table. */
struct page_audit space_audit(const struct page_space *space);

#endif
