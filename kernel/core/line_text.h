/*
 * line_text.h: the text of a line of input: how long it may be, and the characters in its UTF-8.
 *
 * A line takes only characters that fill one column on every screen and terminal. So columns are
 * counted by counting characters, and two displays of one line never disagree. A line's UTF-8 is
 * always valid, since utf8_put() alone makes it.
 */
#ifndef KERNEL_CORE_LINE_TEXT_H
#define KERNEL_CORE_LINE_TEXT_H

#include "common/types.h"

enum {
    LINE_MOST = 255, /* bytes of a line */
    LINE_BYTES = LINE_MOST + 1,
    CHARACTER_MOST = 3, /* bytes of a character that a line takes */
};

/* May it stand in a line? No control, no combining or wide character does. */
bool character_is_narrow(uint32_t code);

/* Reads the character that begins at `from`; returns the number of its bytes. */
uint32_t character_get(const char *from, uint32_t *code);

/* Where the character before `at`, which is not 0, begins. */
uint32_t character_before(const char *text, uint32_t at);

/* The number of characters in so many bytes. */
uint32_t text_columns(const char *text, uint32_t bytes);

#endif
