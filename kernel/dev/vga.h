/*
 * vga.h: the text screen.
 */
#ifndef KERNEL_DEV_VGA_H
#define KERNEL_DEV_VGA_H

#include "common/types.h"

/* Takes over the screen as stage2 left it: text, cursor and all. */
void vga_start(void);

/* Writes `length` characters at the cursor in the current attribute; '\n' begins a line, and the
 * last row scrolls. */
void vga_put(const char *text, size_t length);

/* The attribute (common/pc/vga_text.h) of the text that follows. */
void vga_attribute(uint8_t attribute);

#endif
