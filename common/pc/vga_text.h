/*
 * vga_text.h: the colour text screen: 80 x 25 cells of character and attribute [VGA].
 *
 *      15    14 .. 12     11 .. 8      7 .. 0
 *     +-----+------------+------------+-----------+
 *     |blink| background | foreground | character |
 *     +-----+------------+------------+-----------+
 *
 * Bit 15 makes the character blink, or the background bright: the attribute controller has it.
 */
#ifndef COMMON_PC_VGA_TEXT_H
#define COMMON_PC_VGA_TEXT_H

enum {
    VGA_COLUMNS = 80,
    VGA_ROWS = 25,
    VGA_CELLS = VGA_COLUMNS * VGA_ROWS,
    VGA_MODE_TEXT_COLOUR = 3,

    VGA_ATTRIBUTE_SHIFT = 8,  /* of the attribute in a cell */
    VGA_BACKGROUND_SHIFT = 4, /* of the background in an attribute */
    VGA_SQUARE = 0xfe,        /* the glyph that stands for every one that there is not */

    /* The CRT controller's index and data ports, and the cursor's address in cells. */
    CRTC_INDEX = 0x3d4,
    CRTC_DATA = 0x3d5,
    CRTC_CURSOR_HIGH = 0x0e,
    CRTC_CURSOR_LOW = 0x0f,

    /* The attribute controller takes index and value in turns at one port; reading the input status
     * makes the index the next. Without the bit beside the index the screen stays dark. */
    ATTRIBUTE_WRITE = 0x3c0,
    ATTRIBUTE_READ = 0x3c1,
    INPUT_STATUS = 0x3da,
    ATTRIBUTE_SCREEN_ON = 0x20,
    ATTRIBUTE_MODE_CONTROL = 0x10,
    ATTRIBUTE_MODE_BLINK = 0x08, /* set: attribute bit 7 blinks; clear: a bright background */
};

/* Row 03-2: the 16 colours; a background has the same. */
enum {
    VGA_BLACK,
    VGA_BLUE,
    VGA_GREEN,
    VGA_CYAN,
    VGA_RED,
    VGA_MAGENTA,
    VGA_BROWN,
    VGA_LIGHT_GRAY,
    VGA_DARK_GRAY,
    VGA_LIGHT_BLUE,
    VGA_LIGHT_GREEN,
    VGA_LIGHT_CYAN,
    VGA_LIGHT_RED,
    VGA_PINK,
    VGA_YELLOW,
    VGA_WHITE,
    VGA_COLOURS,
};

#endif
