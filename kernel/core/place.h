/*
 * place.h: what lies at an address, in words.
 */
#ifndef KERNEL_CORE_PLACE_H
#define KERNEL_CORE_PLACE_H

#include "common/types.h"

struct place {
    const char *name;
    uint64_t start, end;
    bool guarded; /* the pages before and behind are left unmapped on purpose */
};

enum { PLACE_TEXT_MOST = 96 };

/* "kernel_stack + 0x10", "the guard page below df_stack", "page 0: a null pointer",
 * "no address: bits 63 to 47 differ", "nothing of ours". Returns `buffer`. */
const char *place_text(char buffer[PLACE_TEXT_MOST], const struct place *places, size_t count,
                       uint64_t address);

#endif
