/*
 * symbols.h: the kernel's own symbol table: from an address to the function it lies in.
 *
 * tools/symbols.awk makes the table of what nm prints of the finished kernel, static functions
 * included, so that a crash report can name them (make/programs.mk, link_kernel).
 */
#ifndef KERNEL_CORE_SYMBOLS_H
#define KERNEL_CORE_SYMBOLS_H

#include "common/types.h"

struct symbol {
    uint32_t offset; /* of the function's first byte, from the first byte of .text */
    uint32_t name;   /* of its name, from the first byte of all names */
};

struct symbol_table {
    const struct symbol *symbols; /* in ascending order of offset */
    const char *names;            /* each ends with NUL */
    uint32_t count;
};

/* The last symbol at or before `offset`; NULL where there is none. */
const struct symbol *symbol_find(const struct symbol_table *table, uint64_t offset);

#endif
