/*
 * console.c: stage2's text after the BIOS: the text buffer, the CRT controller's cursor, COM1.
 *
 * [VGA] [16550] [RBIL MEM 0040h:0050h]. Called by all of stage2/protected. The kernel takes the
 * cursor over from the CRT controller, so the text goes on from stage to stage.
 */
#include "stage2/protected/console.h"

#include "common/pc/bios.h"
#include "common/pc/uart.h"
#include "common/pc/vga_text.h"
#include "common/string.h"
#include "common/x86/io.h"
#include "gen/layout.h"
#include "stage2/facts.h"
#include "stage2/print.h"
#include "stage2/protected/memory.h"

static uint16_t *cells(void)
{
    return memory_at(RAM_VGA_TEXT_START);
}

static void cursor_show(void)
{
    out8(CRTC_INDEX, CRTC_CURSOR_HIGH);
    out8(CRTC_DATA, (uint8_t)(stage2_facts.cursor >> 8));
    out8(CRTC_INDEX, CRTC_CURSOR_LOW);
    out8(CRTC_DATA, (uint8_t)stage2_facts.cursor);
}

void console_continue(void)
{
    const uint8_t *cursor = memory_at(RAM_BDA_START + BDA_CURSOR);
    stage2_facts.cursor = (uint32_t)(cursor[1] * VGA_COLUMNS + cursor[0]);
    if (stage2_facts.cursor >= VGA_CELLS) {
        stage2_facts.cursor = VGA_CELLS - VGA_COLUMNS; /* a BIOS that keeps its cursor elsewhere */
    }
}

static void screen_scroll(void)
{
    uint16_t *screen = cells();
    memmove(screen, screen + VGA_COLUMNS, (VGA_CELLS - VGA_COLUMNS) * sizeof(*screen));
    for (uint32_t i = VGA_CELLS - VGA_COLUMNS; i < VGA_CELLS; i++) {
        screen[i] = VGA_LIGHT_GRAY << 8 | ' ';
    }
    stage2_facts.cursor -= VGA_COLUMNS;
}

static void screen_put(char character, uint8_t attribute)
{
    if (character == '\r') {
        stage2_facts.cursor -= stage2_facts.cursor % VGA_COLUMNS;
    } else if (character == '\n') {
        stage2_facts.cursor += VGA_COLUMNS;
    } else {
        cells()[stage2_facts.cursor++] = (uint16_t)(attribute << 8 | (uint8_t)character);
    }
    if (stage2_facts.cursor >= VGA_CELLS) {
        screen_scroll();
    }
}

static void serial_put(char character)
{
    uint32_t reads = 0;
    while (!(in8(UART_COM1 + UART_LSR) & UART_LSR_THRE)) {
        if (++reads == UART_WAIT_READS) {
            stage2_facts.serial_ready = false;
            return;
        }
    }
    out8(UART_COM1 + UART_THR, (uint8_t)character);
}

void console_put(const char *text, size_t length, uint8_t attribute)
{
    for (size_t i = 0; i < length; i++) {
        screen_put(text[i], attribute);
        if (stage2_facts.serial_ready) {
            serial_put(text[i]);
        }
    }
    cursor_show();
}

void console_stop(void)
{
    print("Stopped. Reset the machine or switch it off.\n");
    halt();
}
