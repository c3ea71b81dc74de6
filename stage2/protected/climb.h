/*
 * climb.h: what long_mode.asm needs to enter long mode and to jump to the kernel.
 */
#ifndef STAGE2_PROTECTED_CLIMB_H
#define STAGE2_PROTECTED_CLIMB_H

#include "common/types.h"

struct climb {
    uint64_t kernel_entry; /* virtual address of _start */
    uint32_t page_tables_phys;
    uint32_t nx_present;
    uint32_t trace_record_phys; /* the free record of boot_info that the last step fills */
    uint32_t reserved;
};

_Static_assert(sizeof(struct climb) == 24, "read by 32- and 64-bit assembly");

/* Verifies the kernel, builds its page tables and the hand-over. Called once, by climb.asm. */
const struct climb *protected_main(void);

#endif
