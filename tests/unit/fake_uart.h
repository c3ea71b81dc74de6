/*
 * fake_uart.h: a 16550 behind COM1's ports, which can be slow, stuck, poor or absent [16550].
 *
 * It watches its driver: more bytes than the FIFO holds, or a register that nobody needs, fail the
 * test. Its interrupt line is seen as the controller sees it, by its rising edges alone. Written
 * without the driver's constants.
 */
#ifndef TESTS_UNIT_FAKE_UART_H
#define TESTS_UNIT_FAKE_UART_H

#include "common/types.h"

enum { FAKE_WIRE_CAPACITY = 1 << 20 };

/* Errors of a received byte, as LSR has them. */
enum { FAKE_PARITY = 4, FAKE_FRAMING = 8, FAKE_BREAK = 16 };

struct fake_uart {
    bool absent;        /* reads FF, takes nothing */
    bool plain;         /* a 16450: no FIFOs */
    bool stuck;         /* nothing leaves the transmitter */
    bool endless;       /* a received byte always waits */
    uint32_t byte_time; /* accesses of any port until a byte has left */

    uint8_t ier, fcr, mcr, scr;
    uint32_t lsr_reads;

    uint32_t fifo;      /* bytes that wait in the transmitter */
    bool shifting;      /* one more is on its way */
    uint64_t shift_end; /* bus.accesses at which it is out */
    bool thre_asks;     /* the transmitter's interrupt, which reading IIR takes back */
    uint32_t wire_bytes;
    uint8_t wire[FAKE_WIRE_CAPACITY];

    struct {
        uint8_t byte, errors;
    } received[16];
    uint32_t received_count;
    uint8_t errors; /* in LSR, until it is read */

    bool line;
    bool edge; /* the line has risen: the controller will interrupt once */
};
extern struct fake_uart fake_uart;

/* A port as stage2 leaves it, sending at once. */
void fake_uart_start(void);

/* How many bytes each direction holds. */
uint32_t fake_uart_fifo(void);

/* A byte arrives; errors go with it. Without room for it, it is an overrun. */
void fake_uart_receive(uint8_t byte, uint8_t errors);

/* So many accesses of other ports pass. */
void fake_uart_wait(uint32_t accesses);

/* Whether the controller interrupts now; asking takes the edge. */
bool fake_uart_interrupts(void);

/* The processor's side: takes the interrupts that come while so many accesses pass. */
void fake_uart_run(uint32_t steps);

#endif
