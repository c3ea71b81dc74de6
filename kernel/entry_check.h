/*
 * entry_check.h: whether stage2 kept the promises of common/boot_info.h.
 */
#ifndef KERNEL_ENTRY_CHECK_H
#define KERNEL_ENTRY_CHECK_H

#include "common/boot_info.h"
#include "kernel/cpu/cpu_state.h"

/* Call before anything writes to .bss. */
bool entry_bss_is_zero(void);

/* Prints how many promises are kept, or panics with the first that is not. Row 02-18. */
void entry_check(const struct boot_info *info, const struct cpu_state *entry, bool bss_was_zero);

#endif
