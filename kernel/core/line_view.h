/*
 * line_view.h: one row of text that several displays show alike.
 *
 * It is told what the row should show, compares that with what the row shows already, and sends the
 * difference: characters, '\b' and blanks, which mean the same to a VGA screen and to any terminal.
 * The last column stays free, because displays do not agree on where the cursor goes from there.
 */
#ifndef KERNEL_CORE_LINE_VIEW_H
#define KERNEL_CORE_LINE_VIEW_H

#include "common/format.h"

enum { LINE_VIEW_COLUMNS = 79 };

struct line_view {
    format_sink sink;
    void *context;
    uint32_t cursor;                   /* its column, on all displays */
    uint32_t cells[LINE_VIEW_COLUMNS]; /* the characters that they show */
};

/* The cursor stands at the beginning of an empty row. */
void line_view_begin(struct line_view *view);

/* Shows these characters, each one column wide, and the cursor in column `cursor`. */
void line_view_show(struct line_view *view, const uint32_t cells[LINE_VIEW_COLUMNS],
                    uint32_t cursor);

#endif
