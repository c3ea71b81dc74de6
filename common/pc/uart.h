/*
 * uart.h: the 16550 serial port's registers and bits [16550].
 */
#ifndef COMMON_PC_UART_H
#define COMMON_PC_UART_H

enum {
    UART_COM1 = 0x3f8,

    /* Offsets from the port's base; with LCR.DLAB set, the first two are the divisor. */
    UART_RBR = 0, /* read: receiver buffer */
    UART_THR = 0, /* write: transmitter holding register */
    UART_DLL = 0, /* divisor, low byte */
    UART_IER = 1,
    UART_DLM = 1, /* divisor, high byte */
    UART_IIR = 2, /* read: why it interrupts */
    UART_FCR = 2, /* write: FIFO control */
    UART_LCR = 3,
    UART_MCR = 4,
    UART_LSR = 5,
    UART_SCR = 7, /* scratch: keeps what is written, if there is a port at all */

    UART_IER_NONE = 0,
    UART_IER_RECEIVED = 1 << 0,
    UART_IER_TRANSMITTED = 1 << 1,
    UART_IER_LINE = 1 << 2,
    UART_IIR_NONE = 1 << 0,  /* a 1: no interrupt waits */
    UART_IIR_FIFOS = 3 << 6, /* both set: there are FIFOs, and they are on */
    UART_FCR_ENABLE = 1 << 0,
    UART_FCR_CLEAR_RX = 1 << 1,
    UART_FCR_CLEAR_TX = 1 << 2,
    UART_FCR_TRIGGER_14 = 3 << 6, /* interrupts when so many bytes have come, or none for a while */
    UART_LCR_8N1 = 3,
    UART_LCR_DLAB = 1 << 7,
    UART_MCR_DTR = 1 << 0,
    UART_MCR_RTS = 1 << 1,
    UART_MCR_OUT2 = 1 << 3, /* a PC's switch between the chip and its interrupt line */
    UART_LSR_DR = 1 << 0,   /* a byte has been received */
    UART_LSR_OE = 1 << 1,   /* overrun: bytes have been lost before it */
    UART_LSR_PE = 1 << 2,   /* this and the next two: of the byte that is read next */
    UART_LSR_FE = 1 << 3,
    UART_LSR_BI = 1 << 4, /* a break: the line was low for longer than a byte */
    UART_LSR_THRE = 1 << 5,
    UART_LSR_TEMT = 1 << 6, /* and the last bit has left */
    UART_LSR_ABSENT = 0xff,

    UART_FIFO_BYTES = 16,
    UART_PROBE_A = 0x5a, /* for SCR; from both, every bit is seen as 0 and as 1 */
    UART_PROBE_B = 0xa5,

    UART_CLOCK_HZ = 1843200,
    UART_DIVISOR_115200 = UART_CLOCK_HZ / (16 * 115200),

    /* A byte takes 87 us at 115200 baud, a full FIFO 1.4 ms, a port access 0.2 to 1 us; but behind
     * an emulated port there may be a terminal that pauses for some tenths of a second. */
    UART_WAIT_READS = 200000,
};

#endif
