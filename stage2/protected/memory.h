/*
 * memory.h: physical memory as 32-bit code sees it: one to one, below 4 GiB.
 *
 * On the host a test provides the memory, as it does for ports (common/x86/io.h).
 */
#ifndef STAGE2_PROTECTED_MEMORY_H
#define STAGE2_PROTECTED_MEMORY_H

#include "common/types.h"

#if __STDC_HOSTED__

void *memory_at(uint32_t address);

#else

/* The compiler must not know the number, or it warns that nothing can lie at such an address. */
static inline void *memory_at(uint32_t address)
{
    __asm__("" : "+r"(address));
    return (void *)(uintptr_t)address;
}

#endif

#endif
