/*
 * input.h: one key as an editor or a pager sees it, wherever it was pressed.
 *
 * Two sources make it: escape.c from the bytes of the serial line, and the keyboard from its key
 * events. line_editor.c takes it and does not ask which of the two it was.
 */
#ifndef KERNEL_CORE_INPUT_H
#define KERNEL_CORE_INPUT_H

#include "common/types.h"

enum input_kind {
    INPUT_NONE,      /* nothing yet, or nothing that means anything here */
    INPUT_CHARACTER, /* code: the Unicode code point, never a control character */
    INPUT_CONTROL,   /* code: the letter that was pressed with Ctrl, 'A' to 'Z' */
    INPUT_ALT,       /* code: the ASCII character that was pressed with Alt */
    INPUT_ENTER,
    INPUT_TAB,
    INPUT_BACKSPACE,
    INPUT_DELETE,
    INPUT_ESCAPE,
    INPUT_UP,
    INPUT_DOWN,
    INPUT_LEFT,
    INPUT_RIGHT,
    INPUT_HOME,
    INPUT_END,
    INPUT_PAGE_UP,
    INPUT_PAGE_DOWN,
};

struct input {
    enum input_kind kind;
    uint32_t code; /* 0 where the kind says all */
};

#endif
