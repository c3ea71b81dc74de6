/*
 * uart.c: sends text to COM1 [16550].
 *
 * Called by print.c. stage2 has set speed and format (stage2/real/console.c).
 */
#include "kernel/dev/uart.h"

#include "common/pc/uart.h"
#include "common/x86/io.h"

static bool present;

void uart_start(bool is_there)
{
    present = is_there;
}

static void put_byte(uint8_t byte)
{
    for (uint32_t reads = 0; reads < UART_WAIT_READS; reads++) {
        if (in8(UART_COM1 + UART_LSR) & UART_LSR_THRE) {
            out8(UART_COM1 + UART_THR, byte);
            return;
        }
    }
    present = false;
}

void uart_put(const char *text, size_t length)
{
    for (size_t i = 0; i < length && present; i++) {
        if (text[i] == '\n') {
            put_byte('\r');
        }
        put_byte((uint8_t)text[i]);
    }
}
