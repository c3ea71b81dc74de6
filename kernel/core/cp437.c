/*
 * cp437.c: which glyph of code page 437 shows a character [CP437].
 *
 * Called by text_screen.c and the command `chars`. The character generator of a PC has 256 glyphs:
 * ASCII in its place, 128 letters, lines and signs above it, and 32 pictures where ASCII has no
 * glyphs.
 */
#include "kernel/core/cp437.h"

#include "common/pc/vga_text.h"

enum {
    PICTURES_FIRST = 0x01,
    ASCII_FIRST = ' ',
    ASCII_LAST = '~',
    HOUSE = 0x7f,
    HOUSE_CHARACTER = 0x2302,
    UPPER_FIRST = 0x80,
};

/* The characters whose glyphs stand from PICTURES_FIRST on; behind a line, the glyph it begins
 * with. */
static const uint16_t pictures[] = {
    0x263a, 0x263b, 0x2665, 0x2666, 0x2663, 0x2660, 0x2022,         /* 01 */
    0x25d8, 0x25cb, 0x25d9, 0x2642, 0x2640, 0x266a, 0x266b, 0x263c, /* 08 */
    0x25ba, 0x25c4, 0x2195, 0x203c, 0x00b6, 0x00a7, 0x25ac, 0x21a8, /* 10 */
    0x2191, 0x2193, 0x2192, 0x2190, 0x221f, 0x2194, 0x25b2, 0x25bc, /* 18 */
};

/* The same from UPPER_FIRST on: letters, frames, Greek, mathematics. */
static const uint16_t upper[] = {
    0x00c7, 0x00fc, 0x00e9, 0x00e2, 0x00e4, 0x00e0, 0x00e5, 0x00e7, /* 80 */
    0x00ea, 0x00eb, 0x00e8, 0x00ef, 0x00ee, 0x00ec, 0x00c4, 0x00c5, /* 88 */
    0x00c9, 0x00e6, 0x00c6, 0x00f4, 0x00f6, 0x00f2, 0x00fb, 0x00f9, /* 90 */
    0x00ff, 0x00d6, 0x00dc, 0x00a2, 0x00a3, 0x00a5, 0x20a7, 0x0192, /* 98 */
    0x00e1, 0x00ed, 0x00f3, 0x00fa, 0x00f1, 0x00d1, 0x00aa, 0x00ba, /* a0 */
    0x00bf, 0x2310, 0x00ac, 0x00bd, 0x00bc, 0x00a1, 0x00ab, 0x00bb, /* a8 */
    0x2591, 0x2592, 0x2593, 0x2502, 0x2524, 0x2561, 0x2562, 0x2556, /* b0 */
    0x2555, 0x2563, 0x2551, 0x2557, 0x255d, 0x255c, 0x255b, 0x2510, /* b8 */
    0x2514, 0x2534, 0x252c, 0x251c, 0x2500, 0x253c, 0x255e, 0x255f, /* c0 */
    0x255a, 0x2554, 0x2569, 0x2566, 0x2560, 0x2550, 0x256c, 0x2567, /* c8 */
    0x2568, 0x2564, 0x2565, 0x2559, 0x2558, 0x2552, 0x2553, 0x256b, /* d0 */
    0x256a, 0x2518, 0x250c, 0x2588, 0x2584, 0x258c, 0x2590, 0x2580, /* d8 */
    0x03b1, 0x00df, 0x0393, 0x03c0, 0x03a3, 0x03c3, 0x00b5, 0x03c4, /* e0 */
    0x03a6, 0x0398, 0x03a9, 0x03b4, 0x221e, 0x03c6, 0x03b5, 0x2229, /* e8 */
    0x2261, 0x00b1, 0x2265, 0x2264, 0x2320, 0x2321, 0x00f7, 0x2248, /* f0 */
    0x00b0, 0x2219, 0x00b7, 0x221a, 0x207f, 0x00b2, 0x25a0, 0x00a0, /* f8 */
};

/* Characters that share a glyph with one of the above, or have it elsewhere. */
static const struct {
    uint16_t character;
    uint8_t glyph;
} others[] = {
    {HOUSE_CHARACTER, HOUSE}, /* where ASCII has DEL */
    {0x03b2, 0xe1},           /* beta, as sharp s */
    {0x03bc, 0xe6},           /* mu, as the micro sign */
    {0x2126, 0xea},           /* ohm, as omega */
    {0x2205, 0xed},           /* the empty set, as phi */
    {0x2208, 0xee},           /* element of, as epsilon */
};

/* Text is nearly always ASCII, so the rest may be searched for. */
uint8_t cp437_glyph(uint32_t character)
{
    if (character >= ASCII_FIRST && character <= ASCII_LAST) {
        return (uint8_t)character;
    }
    for (uint32_t i = 0; i < ARRAY_LENGTH(upper); i++) {
        if (upper[i] == character) {
            return (uint8_t)(UPPER_FIRST + i);
        }
    }
    for (uint32_t i = 0; i < ARRAY_LENGTH(pictures); i++) {
        if (pictures[i] == character) {
            return (uint8_t)(PICTURES_FIRST + i);
        }
    }
    for (uint32_t i = 0; i < ARRAY_LENGTH(others); i++) {
        if (others[i].character == character) {
            return others[i].glyph;
        }
    }
    return VGA_SQUARE;
}

uint16_t cp437_character(uint8_t glyph)
{
    if (glyph >= UPPER_FIRST) {
        return upper[glyph - UPPER_FIRST];
    }
    if (glyph == HOUSE) {
        return HOUSE_CHARACTER;
    }
    bool is_picture = glyph >= PICTURES_FIRST && glyph < ASCII_FIRST;
    return is_picture ? pictures[glyph - PICTURES_FIRST] : glyph ? glyph : ASCII_FIRST;
}
