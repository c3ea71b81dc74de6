/*
 * size_text.c: a size in few columns.
 *
 * Called by commands that list ranges of memory.
 */
#include "kernel/core/size_text.h"

#include "common/format.h"

enum { UNIT = 1024, FEW = 9 };

const char *size_text(char text[SIZE_TEXT_BYTES], uint64_t bytes)
{
    static const char *const units[] = {"", "K", "M", "G", "T", "P", "E"};
    uint32_t unit = 0;
    /* 1 for what is nearly 2 would say too little. */
    while (bytes >= UNIT && (bytes / UNIT >= FEW || bytes % UNIT == 0)) {
        bytes /= UNIT;
        unit++;
    }
    format_buffer(text, SIZE_TEXT_BYTES, "%llu%s", (unsigned long long)bytes, units[unit]);
    return text;
}
