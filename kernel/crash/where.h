/*
 * where.h: addresses told as places and functions, for reports.
 */
#ifndef KERNEL_CRASH_WHERE_H
#define KERNEL_CRASH_WHERE_H

#include "kernel/core/place.h"
#include "kernel/core/symbols.h"
#include "kernel/cpu/trap.h"

enum { WHERE_TEXT_MOST = 80 };

/* "kernel_run+0x1c" for an address in .text, "" for any other. A return address may lie behind the
 * last instruction of its function, where the call was of one that never returns. Returns
 * `buffer`. */
const char *where_function(char buffer[WHERE_TEXT_MOST], uint64_t address, bool is_return);

/* The place of an address: "kernel text + 0x10". */
const char *where_place(char buffer[PLACE_TEXT_MOST], uint64_t address);

/* The place of an address, and what its page allows: "kernel text + 0x10, read-only". */
const char *where_data(char buffer[WHERE_TEXT_MOST + PLACE_TEXT_MOST], uint64_t address);

/* Reads 8 bytes if every one of them is mapped; never faults. */
bool where_read(void *context, uint64_t address, uint64_t *value);

/* Prints at most `most` lines, the first being where the frame was interrupted. */
void where_backtrace(const struct trap_frame *frame, uint32_t most);

#endif
