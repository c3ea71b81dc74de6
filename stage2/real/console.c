/*
 * console.c: stage2's text, on the screen through the BIOS and on COM1 through its registers.
 *
 * [RBIL 10/00, 10/03, 10/0F, 10/13] [16550]. Called by all of stage2/real. The screen goes through
 * INT 10h as long as the BIOS is there: firmware may have left a mode in which a character poked at
 * the text buffer would not show (quirk 84).
 */
#include "stage2/real/console.h"

#include "common/pc/bios.h"
#include "common/pc/uart.h"
#include "common/pc/vga_text.h"
#include "gen/layout.h"
#include "stage2/facts.h"
#include "stage2/print.h"
#include "stage2/real/doors.h"

/* Text modes 2 and 3 serve as they are, if their page 0 is shown in 25 rows. */
static bool screen_is_text(void)
{
    struct bios_registers mode = {.eax = BIOS_VIDEO_GET_MODE << 8};
    bios_call(BIOS_VIDEO, &mode);
    uint8_t number = mode.eax & BIOS_VIDEO_MODE_MASK;
    uint8_t columns = (uint8_t)(mode.eax >> 8);
    uint8_t page = (uint8_t)(mode.ebx >> 8);
    uint8_t last_row;
    far_read(&last_row, RAM_BDA_START + BDA_LAST_ROW, sizeof(last_row));
    return (number == VGA_MODE_TEXT_COLOUR || number == VGA_MODE_TEXT_COLOUR - 1) &&
           columns == VGA_COLUMNS && page == 0 && last_row == VGA_ROWS - 1;
}

/* Anything else, a graphics mode too, becomes mode 3, which also clears the screen. Where there is
 * no graphics card the BIOS answers nothing; it is given all text in spite of that, because some
 * send it elsewhere, and some that show it may lie about their mode. */
static bool screen_start(void)
{
    bool is_text = screen_is_text();
    if (!is_text) {
        struct bios_registers mode = {.eax = BIOS_VIDEO_SET_MODE << 8 | VGA_MODE_TEXT_COLOUR};
        bios_call(BIOS_VIDEO, &mode);
        is_text = screen_is_text();
    }
    stage2_facts.screen_ready = true;
    return is_text;
}

/* Two values that come back from the scratch register prove a port; an absent one reads FF. */
static bool serial_exists(void)
{
    port_out(UART_COM1 + UART_SCR, UART_PROBE_A);
    if (port_in(UART_COM1 + UART_SCR) != UART_PROBE_A) {
        return false;
    }
    port_out(UART_COM1 + UART_SCR, UART_PROBE_B);
    return port_in(UART_COM1 + UART_SCR) == UART_PROBE_B;
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

bool console_start(void)
{
    serial_start();
    return screen_start();
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
static void screen_put(const char *text, size_t length, uint8_t attribute)
{
    struct bios_registers cursor = {.eax = BIOS_VIDEO_GET_CURSOR << 8};
    bios_call(BIOS_VIDEO, &cursor);
    struct bios_registers registers = {
        .eax = BIOS_VIDEO_WRITE << 8 | BIOS_VIDEO_WRITE_MOVE,
        .ebx = attribute,
        .ecx = (uint32_t)length,
        .edx = cursor.edx & 0xffff,
        .ebp = (uint32_t)(uintptr_t)text,
    };
    bios_call(BIOS_VIDEO, &registers);
}

void console_put(const char *text, size_t length, uint8_t attribute)
{
    if (stage2_facts.screen_ready) {
        screen_put(text, length, attribute);
    }
    for (size_t i = 0; i < length && stage2_facts.serial_ready; i++) {
        serial_put((uint8_t)text[i]);
    }
}

void console_stop(void)
{
    print("Stopped. Press Ctrl-Alt-Del to restart.\n");
    halt();
}
