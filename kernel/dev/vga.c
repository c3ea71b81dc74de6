/*
 * vga.c: the text screen, written through a copy in RAM.
 *
 * [VGA]. Called by print.c. Reading video memory is slow everywhere, so it is read once, at the
 * start; scrolling moves the copy and writes it out.
 */
#include "kernel/dev/vga.h"

#include "common/pc/vga_text.h"
#include "common/string.h"
#include "common/x86/io.h"
#include "gen/layout.h"

static uint16_t shadow[VGA_CELLS];
static uint32_t cursor;
static uint8_t attribute = VGA_YELLOW; /* on black (row 03-4) */

static volatile uint16_t *const screen = (volatile uint16_t *)VIRT_VGA_TEXT_START;

static uint8_t crtc_read(uint8_t index)
{
    out8(CRTC_INDEX, index);
    return in8(CRTC_DATA);
}

static void crtc_write(uint8_t index, uint8_t value)
{
    out8(CRTC_INDEX, index);
    out8(CRTC_DATA, value);
}

void vga_start(void)
{
    for (uint32_t i = 0; i < VGA_CELLS; i++) {
        shadow[i] = screen[i];
    }
    cursor = (uint32_t)(crtc_read(CRTC_CURSOR_HIGH) << 8 | crtc_read(CRTC_CURSOR_LOW));
    if (cursor >= VGA_CELLS) {
        cursor = VGA_CELLS - VGA_COLUMNS;
    }
}

static void scroll(void)
{
    memmove(shadow, shadow + VGA_COLUMNS, (VGA_CELLS - VGA_COLUMNS) * sizeof(shadow[0]));
    for (uint32_t i = VGA_CELLS - VGA_COLUMNS; i < VGA_CELLS; i++) {
        shadow[i] = (uint16_t)(attribute << 8 | ' ');
    }
    for (uint32_t i = 0; i < VGA_CELLS; i++) {
        screen[i] = shadow[i];
    }
    cursor -= VGA_COLUMNS;
}

static void put(char character)
{
    if (character == '\n') {
        cursor += VGA_COLUMNS - cursor % VGA_COLUMNS;
    } else {
        shadow[cursor] = (uint16_t)(attribute << 8 | (uint8_t)character);
        screen[cursor] = shadow[cursor];
        cursor++;
    }
    if (cursor >= VGA_CELLS) {
        scroll();
    }
}

void vga_put(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        put(text[i]);
    }
    crtc_write(CRTC_CURSOR_HIGH, (uint8_t)(cursor >> 8));
    crtc_write(CRTC_CURSOR_LOW, (uint8_t)cursor);
}

void vga_attribute(uint8_t value)
{
    attribute = value;
}
