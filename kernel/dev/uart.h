/*
 * uart.h: COM1, by interrupts where they come and by polling where they do not.
 *
 * Sent bytes wait in a ring of 4 KiB until the port takes them. Nothing here waits for ever: a port
 * that stops taking bytes is given up, what is meant for it is counted as dropped, and as soon as
 * it takes one again, it is back. Everything is called with interrupts off; uart_put_now also from
 * a crash in the middle of anything else.
 */
#ifndef KERNEL_DEV_UART_H
#define KERNEL_DEV_UART_H

#include "common/types.h"

/* Takes a received byte; false where there is no room for it. */
typedef bool (*uart_sink)(uint8_t byte);

struct uart_counters {
    uint32_t sent;
    uint32_t send_dropped; /* the port did not take them */
    uint32_t received;
    uint32_t receive_dropped; /* nobody had room for them */
    uint32_t overruns;        /* the port itself had none: at least one byte each */
    uint32_t parity_errors;   /* these three spoil one byte each, which is not delivered */
    uint32_t framing_errors;
    uint32_t breaks;
};

/* stage2 has looked for the port and set speed and format; where it found none, or where there is
 * none any more, all that follows does nothing. Begins without interrupts. */
void uart_start(bool is_there);
bool uart_is_present(void);

/* Where received bytes go; until then, they wait in the port. */
void uart_receive(uart_sink sink);

/* Sends `length` bytes, each '\n' as CR LF. With interrupts on, they leave by and by; otherwise
 * they have left for the port's FIFO when this returns. */
void uart_put(const char *text, size_t length);

/* The same for a crash report: first all that waits, then the text, by polling alone. */
void uart_put_now(const char *text, size_t length);

/* Whether the port asks on line 4 when bytes have come or gone. */
void uart_interrupts(bool on);

/* The handler of line 4. */
void uart_interrupt(void);

/* One look at the port: takes what has come, sends what fits. Called now and then by who idles,
 * it also helps out where an interrupt gets lost. */
void uart_poll(void);

/* Waits until the last bit has left, before the machine is stopped or switched off; false where the
 * port has been given up. */
bool uart_flush(void);

struct uart_counters uart_read_counters(void);

#endif
