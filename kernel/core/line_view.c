/*
 * line_view.c: one row of text that several displays show alike.
 *
 * Called by line_editor.c after every key. A key typed at the end costs the one character that it
 * adds; one typed in the middle costs the rest of the row and as many '\b'.
 */
#include "kernel/core/line_view.h"

#include "kernel/core/line_text.h"
#include "kernel/core/utf8.h"

void line_view_begin(struct line_view *view)
{
    view->cursor = 0;
    for (uint32_t i = 0; i < LINE_VIEW_COLUMNS; i++) {
        view->cells[i] = ' ';
    }
}

/* Sends the cells from the cursor up to a column; this is also how the cursor moves right. */
static void send_to(struct line_view *view, uint32_t column)
{
    char text[LINE_VIEW_COLUMNS * CHARACTER_MOST + UTF8_MOST + 1];
    uint32_t bytes = 0;
    while (view->cursor < column) {
        bytes += (uint32_t)utf8_put(text + bytes, view->cells[view->cursor++]);
    }
    if (bytes > 0) {
        view->sink(view->context, text, bytes);
    }
}

static void move_to(struct line_view *view, uint32_t column)
{
    char text[LINE_VIEW_COLUMNS];
    uint32_t bytes = 0;
    while (view->cursor > column) {
        text[bytes++] = '\b';
        view->cursor--;
    }
    if (bytes > 0) {
        view->sink(view->context, text, bytes);
    }
    send_to(view, column);
}

void line_view_show(struct line_view *view, const uint32_t cells[LINE_VIEW_COLUMNS],
                    uint32_t cursor)
{
    uint32_t first = 0;
    uint32_t end = LINE_VIEW_COLUMNS;
    while (first < end && view->cells[first] == cells[first]) {
        first++;
    }
    while (end > first && view->cells[end - 1] == cells[end - 1]) {
        end--;
    }
    if (first < end) {
        move_to(view, first);
        for (uint32_t i = first; i < end; i++) {
            view->cells[i] = cells[i];
        }
        send_to(view, end);
    }
    move_to(view, cursor);
}
