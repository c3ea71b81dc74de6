/*
 * cp437.h: the glyphs of the text screen, found by character.
 */
#ifndef KERNEL_CORE_CP437_H
#define KERNEL_CORE_CP437_H

#include "common/types.h"

/* The byte whose glyph shows the character, or VGA_SQUARE where there is none. Control characters
 * have none: the pictures in their places belong to characters of their own. */
uint8_t cp437_glyph(uint32_t character);

/* The way back: a character that this glyph shows. The two that are blank, the first and the last,
 * belong to the space and to the space at which no line breaks. */
uint16_t cp437_character(uint8_t glyph);

#endif
