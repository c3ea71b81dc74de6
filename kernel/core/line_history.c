/*
 * line_history.c: the lines that were entered, in a store of fixed size.
 *
 * Called by line_editor.c. The lines lie in the order of their age, and adding one moves those
 * between: 8 KiB at most, once for each Enter.
 */
#include "kernel/core/line_history.h"

#include "common/string.h"

static bool is_blank(const char *line)
{
    while (*line == ' ') {
        line++;
    }
    return *line == '\0';
}

/* Where the line stands; history->count where it does not. */
static uint32_t position_of(const struct line_history *history, const char *line, size_t bytes)
{
    uint32_t position = 0;
    while (position < history->count && memcmp(history->lines[position], line, bytes) != 0) {
        position++;
    }
    return position;
}

static void remove_at(struct line_history *history, uint32_t position)
{
    history->count--;
    memmove(history->lines[position], history->lines[position + 1],
            (history->count - position) * sizeof(history->lines[0]));
}

void history_add(struct line_history *history, const char *line)
{
    size_t length = strnlen(line, LINE_MOST);
    if (is_blank(line)) {
        return;
    }
    char added[LINE_BYTES] = {0}; /* the line may be one of ours, which now moves */
    memcpy(added, line, length);
    uint32_t position = position_of(history, added, length + 1);
    if (position < history->count) {
        remove_at(history, position);
    } else if (history->count == HISTORY_LINES) {
        remove_at(history, 0);
    }
    memcpy(history->lines[history->count++], added, sizeof(added));
}

const char *history_line(const struct line_history *history, uint32_t age)
{
    bool exists = age >= 1 && age <= history->count;
    return exists ? history->lines[history->count - age] : NULL;
}
