/*
 * vga_text.h: the colour text screen: 80 x 25 cells of character and attribute [VGA].
 *
 *      15    14 .. 12     11 .. 8      7 .. 0
 *     +-----+------------+------------+-----------+
 *     |blink| background | foreground | character |
 *     +-----+------------+------------+-----------+
 */
#ifndef COMMON_PC_VGA_TEXT_H
#define COMMON_PC_VGA_TEXT_H

enum {
    VGA_COLUMNS = 80,
    VGA_ROWS = 25,
    VGA_CELLS = VGA_COLUMNS * VGA_ROWS,
    VGA_MODE_TEXT_COLOUR = 3,

    VGA_LIGHT_GRAY = 0x07,
    VGA_LIGHT_CYAN = 0x0b,
    VGA_LIGHT_RED = 0x0c,
    VGA_DARK_GRAY = 0x08,

    /* The CRT controller's index and data ports, and the cursor's address in cells. */
    CRTC_INDEX = 0x3d4,
    CRTC_DATA = 0x3d5,
    CRTC_CURSOR_HIGH = 0x0e,
    CRTC_CURSOR_LOW = 0x0f,
};

#endif
