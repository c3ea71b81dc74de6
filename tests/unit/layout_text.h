/*
 * layout_text.h: a sound layout, line by line, for tests that then break one of its lines.
 *
 * It is not disk.layout, which anybody may change: the tests name its lines and numbers.
 */
#ifndef TESTS_UNIT_LAYOUT_TEXT_H
#define TESTS_UNIT_LAYOUT_TEXT_H

#include "mkimage/layout.h"

enum { LAYOUT_TEXT_LINES = 29 };

/* The text with `count` lines from `line` on (the first is 1) replaced by `text`; free() it. */
char *layout_text(unsigned line, unsigned count, const char *text);

/* Reads the text as "plan"; fails the test where it is refused. */
void layout_text_read(struct layout *layout);

/* All findings as mkimage prints them; free() it. */
char *findings_text(const struct findings *findings);

#endif
