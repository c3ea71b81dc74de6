/*
 * line_history.h: the lines that were entered, in a store of fixed size.
 *
 * No line stands in it twice: one that is entered again moves to the newest place. Where the store
 * is full, the oldest line makes room.
 */
#ifndef KERNEL_CORE_LINE_HISTORY_H
#define KERNEL_CORE_LINE_HISTORY_H

#include "kernel/core/line_text.h"

enum { HISTORY_LINES = 32 };

/* All zero is an empty history. */
struct line_history {
    uint32_t count;
    char lines[HISTORY_LINES][LINE_BYTES]; /* the oldest first */
};

/* Keeps a line of at most LINE_MOST bytes; a line of blanks alone is not kept. */
void history_add(struct line_history *history, const char *line);

/* The line entered `age` lines ago, 1 being the newest; NULL where there are not so many. */
const char *history_line(const struct line_history *history, uint32_t age);

#endif
