/*
 * page_map.h: maps, unmaps and protects single pages of 4 KiB, 2 MiB and 1 GiB.
 *
 * [SDM3 4.5, 4.10.4]. The tables are reached through a slot of the active level-4 table: slot 510
 * for the active address space, another one for a space that is not active (mem/address_space.h).
 *
 *     struct table_change change = space_map(space, page, frame, PAGE_LEVEL_4K, PTE_W | PTE_NX);
 *     enum table_error error = table_flush(change);
 *
 * Nothing here locks: whoever maps stays out of interrupt handlers, or keeps them out.
 *
 * What a change returns cannot be dropped without the compiler's complaint: the caller either lets
 * the CPU forget the page, or says that it need not, and looks at the error (row 09-8).
 */
#ifndef KERNEL_CORE_PAGE_MAP_H
#define KERNEL_CORE_PAGE_MAP_H

#include "kernel/core/frame_source.h"
#include "kernel/core/page_walk.h"

#define MUST_USE __attribute__((warn_unused_result))

/* A leaf's level, by the size of its page. */
enum { PAGE_LEVEL_4K = 1, PAGE_LEVEL_2M = 2, PAGE_LEVEL_1G = 3 };

/* What the caller of space_map chooses of a leaf; present, size, accessed and dirty are not. */
#define PAGE_RIGHTS (PTE_W | PTE_U | PTE_PWT | PTE_PCD | PTE_G | PTE_NX)

/* One address space, and what the CPU allows in its tables. */
struct page_space {
    uint32_t slot;      /* of the active level-4 table, which leads to this space's */
    uint32_t phys_bits; /* the CPU's width of a physical address [SDM3 4.1.4] */
    bool nx;            /* false: no NX bit, so it stays clear in every entry */
    bool large_1g;      /* the CPU has pages of 1 GiB */
    struct frame_source frames;
};

enum table_error {
    TABLE_OK,
    TABLE_NO_FRAME,       /* the source has none left for a table */
    TABLE_PARENT_IS_HUGE, /* a larger page covers this one */
    TABLE_ALREADY_MAPPED, /* the change tells which frame stands there */
    TABLE_SMALLER_PAGES,  /* a table of smaller pages stands where this page has its entry */
    TABLE_NOT_MAPPED,
    TABLE_MISALIGNED,    /* the page or the frame, for its size */
    TABLE_NOT_CANONICAL, /* bits 63..47 of the page differ */
    TABLE_OUT_OF_RANGE,  /* the frame lies beyond the CPU's physical address width */
    TABLE_IN_WINDOW,     /* the page belongs to the window: mapping there would rewrite tables */
    TABLE_KERNELS,       /* the kernel's part, which is changed in the active space alone */
    TABLE_NO_SUCH_SIZE,  /* the CPU has no pages of this level */
    TABLE_BAD_RIGHTS,    /* writable and executable at once, or bits that are no rights */
};

/* The token that every change leaves. */
struct table_change {
    enum table_error error;
    bool stale;  /* the CPU may still know what was there before */
    virt_t page; /* what changed, or was to change */
    phys_t
        frame; /* unmapped, protected: the page's; an error of "mapped" or "huge": what is there */
};

/*
 * Maps one page. Takes at most three frames for tables (row 09-12), zeroes them before they are
 * used, and gives them back where an error follows. Upper levels become writable, and open to the
 * user where the page is; permissions stand in the leaf (row 09-13).
 */
struct table_change space_map(const struct page_space *space, virt_t page, phys_t frame,
                              uint32_t level, uint64_t rights) MUST_USE;

/* Unmaps one page of just this size, and gives back tables that become empty. The page's own frame
 * is the caller's, once flushed. */
struct table_change space_unmap(const struct page_space *space, virt_t page,
                                uint32_t level) MUST_USE;

/* Gives a mapped page other rights. */
struct table_change space_protect(const struct page_space *space, virt_t page, uint32_t level,
                                  uint64_t rights) MUST_USE;

/* Translates any address of the space (row 09-5). */
struct page_walk space_walk(const struct page_space *space, virt_t address);

/* Makes level 4 of `to` agree with `from` where the kernel lives. The tables below are the same
 * frames for both from then on, which is why they are never given back. */
void space_share(const struct page_space *from, const struct page_space *to);

/* Settles a change: lets the CPU forget the page, or asserts that nobody has used it since the
 * space was entered. Both return the error. */
enum table_error table_flush(struct table_change change) MUST_USE;
enum table_error table_flush_ignore(struct table_change change) MUST_USE;

const char *table_error_text(enum table_error error);

#endif
