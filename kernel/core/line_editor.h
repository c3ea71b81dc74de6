/*
 * line_editor.h: a line of input with its editing keys, history and completion.
 *
 * Keys go in one at a time, from whichever keyboard; the line is shown on all displays through one
 * sink. The line stays on one row: a long one is shown in part, with '<' and '>' for what is
 * hidden.
 *
 *     Left Right Home End, Ctrl-A Ctrl-E      move           Up Down     earlier and later lines
 *     Backspace Delete                        delete one     Tab         completes the word
 *     Ctrl-U Ctrl-K       delete to the beginning, the end   Enter       enters the line
 *     Ctrl-L              asks for a cleared screen          Ctrl-C      gives the line up
 */
#ifndef KERNEL_CORE_LINE_EDITOR_H
#define KERNEL_CORE_LINE_EDITOR_H

#include "kernel/core/completion.h"
#include "kernel/core/input.h"
#include "kernel/core/line_history.h"
#include "kernel/core/line_view.h"

enum line_result {
    LINE_GOES_ON,
    LINE_ENTERED,   /* editor->text is what was entered */
    LINE_CANCELLED, /* by Ctrl-C */
    LINE_CLEAR,     /* by Ctrl-L: the caller clears its screens, then calls line_editor_show() */
};

/* What the editor works with; set once, before the first line. */
struct line_setup {
    const char *prompt; /* of ASCII, well below 40 characters */
    format_sink sink;   /* takes characters, '\b' and '\n' */
    void (*bell)(void *context);
    void *context;                 /* of both */
    struct line_history *history;  /* may be NULL */
    struct completion_words words; /* without a function, Tab rings the bell */
};

struct line_editor {
    struct line_setup setup;
    char text[LINE_BYTES]; /* ends with a NUL after `length` bytes */
    uint32_t length;
    uint32_t cursor;        /* the byte before which it stands */
    uint32_t hidden;        /* columns of the line that are left of what is shown */
    uint32_t age;           /* of the history's line that is shown; 0 for the one being typed */
    char draft[LINE_BYTES]; /* the one being typed, while another is shown */
    struct line_view view;
};

/* Begins a new line at the beginning of a row, with the prompt. */
void line_editor_start(struct line_editor *editor);

/* Takes one key. After LINE_ENTERED and LINE_CANCELLED the cursor stands on a new row, and the next
 * key comes after line_editor_start(). What cannot be done rings the bell: above all, a character
 * that finds the line full, or that a line does not take. */
enum line_result line_editor_input(struct line_editor *editor, struct input input);

/* Shows prompt and line anew, at the beginning of a row; for when something else was printed. */
void line_editor_show(struct line_editor *editor);

#endif
