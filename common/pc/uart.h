/*
 * uart.h: the 16550 serial port's registers and bits [16550].
 */
#ifndef COMMON_PC_UART_H
#define COMMON_PC_UART_H

enum {
    UART_COM1 = 0x3f8,

    /* Offsets from the port's base; with LCR.DLAB set, the first two are the divisor. */
    UART_THR = 0, /* write: transmitter holding register */
    UART_DLL = 0, /* divisor, low byte */
    UART_IER = 1,
    UART_DLM = 1, /* divisor, high byte */
    UART_FCR = 2,
    UART_LCR = 3,
    UART_MCR = 4,
    UART_LSR = 5,
    UART_SCR = 7, /* scratch: keeps what is written, if there is a port at all */

    UART_IER_NONE = 0,
    UART_FCR_ENABLE = 1 << 0,
    UART_FCR_CLEAR_RX = 1 << 1,
    UART_FCR_CLEAR_TX = 1 << 2,
    UART_LCR_8N1 = 3,
    UART_LCR_DLAB = 1 << 7,
    UART_MCR_DTR = 1 << 0,
    UART_MCR_RTS = 1 << 1,
    UART_LSR_THRE = 1 << 5,

    UART_CLOCK_HZ = 1843200,
    UART_DIVISOR_115200 = UART_CLOCK_HZ / (16 * 115200),

    /* A byte takes 87 us at 115200 baud, a full FIFO 1.4 ms, a port access 0.2 to 1 us. */
    UART_WAIT_READS = 10000,
};

#endif
