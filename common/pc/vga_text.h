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

    VGA_BLACK = 0x00,
    VGA_BLUE = 0x01,
    VGA_GREEN = 0x02,
    VGA_CYAN = 0x03,
    VGA_RED = 0x04,
    VGA_MAGENTA = 0x05,
    VGA_BROWN = 0x06,
    VGA_LIGHT_GRAY = 0x07,
    VGA_DARK_GRAY = 0x08,
    VGA_LIGHT_BLUE = 0x09,
    VGA_LIGHT_GREEN = 0x0a,
    VGA_LIGHT_CYAN = 0x0b,
    VGA_LIGHT_RED = 0x0c,
    VGA_PINK = 0x0d,
    VGA_YELLOW = 0x0e,
    VGA_WHITE = 0x0f,

    /* The CRT controller's index and data ports, and the cursor's address in cells. */
    CRTC_INDEX = 0x3d4,
    CRTC_DATA = 0x3d5,
    CRTC_CURSOR_HIGH = 0x0e,
    CRTC_CURSOR_LOW = 0x0f,
};

#endif
