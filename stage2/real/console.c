/*
 * console.c: stage2's text, on the screen through the BIOS and on COM1 through its registers.
 *
 * [RBIL 10/00, 10/03, 10/0F, 10/13] [16550]. Called by all of stage2/real. The screen goes through
 * INT 10h as long as the BIOS is there: firmware may have left a mode in which a character poked at
 * the text buffer would not show (quirk 84).
 */
#include "stage2/real/console.h"

#include "common/format.h"
#include "common/pc/bios.h"
#include "common/pc/uart.h"
#include "common/pc/vga_text.h"
#include "gen/layout.h"
#include "stage2/facts.h"
#include "stage2/real/doors.h"
#include "stage2/trace.h"

enum {
    SERIAL_PROBE_A = 0x5a,
    SERIAL_PROBE_B = 0xa5,
};

static uint8_t text_attribute = VGA_LIGHT_GRAY;

static uint32_t video_call(uint8_t function, uint8_t value)
{
    struct bios_registers registers = {.eax = (uint32_t)(function << 8 | value)};
    bios_call(BIOS_VIDEO, &registers);
    return registers.eax;
}

/* Text modes 2 and 3 serve as they are; anything else, a graphics mode too, becomes mode 3. */
static void screen_start(void)
{
    uint32_t answer = video_call(BIOS_VIDEO_GET_MODE, 0);
    uint8_t mode = answer & BIOS_VIDEO_MODE_MASK;
    uint8_t columns = (uint8_t)(answer >> 8);
    bool text = mode == VGA_MODE_TEXT_COLOUR || mode == VGA_MODE_TEXT_COLOUR - 1;
    if (!text || columns != VGA_COLUMNS) {
        video_call(BIOS_VIDEO_SET_MODE, VGA_MODE_TEXT_COLOUR);
    }
    stage2_facts.screen_ready = true;
}

/* Two values that come back from the scratch register prove a port; an absent one reads FF. */
static bool serial_exists(void)
{
    port_out(UART_COM1 + UART_SCR, SERIAL_PROBE_A);
    if (port_in(UART_COM1 + UART_SCR) != SERIAL_PROBE_A) {
        return false;
    }
    port_out(UART_COM1 + UART_SCR, SERIAL_PROBE_B);
    return port_in(UART_COM1 + UART_SCR) == SERIAL_PROBE_B;
}

static void serial_start(void)
{
    if (!serial_exists()) {
        return;
    }
    port_out(UART_COM1 + UART_IER, UART_IER_NONE);
    port_out(UART_COM1 + UART_LCR, UART_LCR_DLAB);
    port_out(UART_COM1 + UART_DLL, UART_DIVISOR_115200);
    port_out(UART_COM1 + UART_DLM, 0);
    port_out(UART_COM1 + UART_LCR, UART_LCR_8N1);
    port_out(UART_COM1 + UART_FCR, UART_FCR_ENABLE | UART_FCR_CLEAR_RX | UART_FCR_CLEAR_TX);
    port_out(UART_COM1 + UART_MCR, UART_MCR_DTR | UART_MCR_RTS);
    stage2_facts.serial_ready = true;
}

void console_start(void)
{
    serial_start();
    screen_start();
}

/* A port that stops taking bytes is given up for good: text may be lost, time may not. */
static void serial_put(uint8_t byte)
{
    for (uint32_t reads = 0; reads < UART_WAIT_READS; reads++) {
        if (port_in(UART_COM1 + UART_LSR) & UART_LSR_THRE) {
            port_out(UART_COM1 + UART_THR, byte);
            return;
        }
    }
    stage2_facts.serial_ready = false;
}

/* ES:BP points at the text, which lies below 64 KiB as everything here. */
static void screen_put(const char *text, size_t length)
{
    struct bios_registers cursor = {.eax = BIOS_VIDEO_GET_CURSOR << 8};
    bios_call(BIOS_VIDEO, &cursor);
    struct bios_registers registers = {
        .eax = BIOS_VIDEO_WRITE << 8 | BIOS_VIDEO_WRITE_MOVE,
        .ebx = text_attribute,
        .ecx = length,
        .edx = cursor.edx & 0xffff,
        .ebp = (uintptr_t)text,
    };
    bios_call(BIOS_VIDEO, &registers);
}

static void console_put(const char *text, size_t length)
{
    if (stage2_facts.screen_ready) {
        screen_put(text, length);
    }
    for (size_t i = 0; i < length && stage2_facts.serial_ready; i++) {
        serial_put((uint8_t)text[i]);
    }
}

/* The sink gathers a line before it goes out: a BIOS call a character would cost the most of the
 * whole boot. */
struct line {
    char text[VGA_COLUMNS];
    size_t length;
};

static void line_flush(struct line *line)
{
    if (line->length > 0) {
        console_put(line->text, line->length);
        line->length = 0;
    }
}

static void line_put(struct line *line, char character)
{
    if (line->length == sizeof(line->text)) {
        line_flush(line);
    }
    line->text[line->length++] = character;
}

static void line_sink(void *context, const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '\n') {
            line_put(context, '\r');
        }
        line_put(context, text[i]);
    }
}

static void print_v(const char *format, va_list arguments)
{
    struct line line = {.length = 0};
    format_to_v(line_sink, &line, format, arguments);
    line_flush(&line);
}

void print(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    print_v(format, arguments);
    va_end(arguments);
}

void print_step(const char *step, const char *format, ...)
{
    text_attribute = VGA_DARK_GRAY;
    print("[stage2] ");
    text_attribute = VGA_LIGHT_GRAY;
    va_list arguments;
    va_start(arguments, format);
    print("%s: ", step);
    print_v(format, arguments);
    print("\n");
    va_end(arguments);
}

void die(const char *step, const char *format, ...)
{
    text_attribute = VGA_LIGHT_RED;
    va_list arguments;
    va_start(arguments, format);
    print("[stage2] %s: error: ", step);
    print_v(format, arguments);
    print("\nStopped. Press Ctrl-Alt-Del to restart.\n");
    va_end(arguments);
    halt();
}
