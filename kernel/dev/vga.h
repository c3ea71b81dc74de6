/*
 * vga.h: the text screen.
 *
 * There is no lock in it. Callers take turns (print.c), apart from a crash report, which may come
 * between any two instructions of theirs and still finds a screen that it can write on.
 */
#ifndef KERNEL_DEV_VGA_H
#define KERNEL_DEV_VGA_H

#include "common/types.h"

/* Takes over the screen as stage2 left it: text, cursor and all. Not needed before vga_put; without
 * it text begins in the screen's first row. */
void vga_start(void);

/* Writes `length` bytes of UTF-8 at the cursor in the current attribute, as core/text_screen.h
 * tells, and puts the hardware cursor behind them. */
void vga_put(const char *text, size_t length);

/* The same for bytes that are no text: all but printable ASCII and '\n' are squares. */
void vga_put_bytes(const char *bytes, size_t length);

/* Blanks the screen in the current colour. */
void vga_clear(void);

/* The attribute (common/pc/vga_text.h) of the text that follows. */
void vga_attribute(uint8_t attribute);

/* What bit 7 of an attribute does: the character blinks (as the BIOS leaves it), or its background
 * is one of the eight bright colours (row 03-3). */
void vga_blink(bool blinks);

#endif
