/*
 * symbols.c: binary search in the symbol table.
 *
 * Called by kernel/crash/where.c.
 */
#include "kernel/core/symbols.h"

const struct symbol *symbol_find(const struct symbol_table *table, uint64_t offset)
{
    uint32_t first = 0;
    uint32_t end = table->count;
    /* Everything before `first` is at or below the offset, everything from `end` on is above. */
    while (first < end) {
        uint32_t middle = first + (end - first) / 2;
        if (table->symbols[middle].offset <= offset) {
            first = middle + 1;
        } else {
            end = middle;
        }
    }
    return first > 0 ? &table->symbols[first - 1] : NULL;
}
