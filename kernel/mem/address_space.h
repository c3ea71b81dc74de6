/*
 * address_space.h: the kernel's address space, and others beside it.
 *
 * Each space has a level-4 table of its own. Where the kernel lives all of them point at the same
 * tables; the rest is private: the same address may mean another frame, or none (row 09-14).
 */
#ifndef KERNEL_MEM_ADDRESS_SPACE_H
#define KERNEL_MEM_ADDRESS_SPACE_H

#include "kernel/core/page_map.h"

/* Finds out what the CPU's tables can hold, and from where new ones are taken from now on. May be
 * called again with another source. */
void address_space_start(struct frame_source frames);

/* The space that is active, seen through slot 510. */
const struct page_space *address_space(void);

/* Makes a space with nothing in it but the kernel, and returns its level-4 table; FRAME_NONE where
 * no frame is left. It must not be active when it is given back, nor map anything of its own. */
phys_t address_space_create(void);
void address_space_free(phys_t root);

/* Shows the tables of another space in the window VIRT_OTHER_SPACE, so that space_map and its kin
 * change that space, until the next call. */
struct page_space address_space_attach(phys_t root);
void address_space_detach(void);

/* Goes over to another space, and returns the root of the one that was active. Attaches none. The
 * CPU forgets all translations but those of global pages, the kernel's, which are the same there.
 */
phys_t address_space_enter(phys_t root);

#endif
