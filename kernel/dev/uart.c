/*
 * uart.c: COM1, sending through a ring and receiving into a sink [16550].
 *
 * Called by print.c, the dispatcher of line 4, and tasks.c. stage2 has set speed and format
 * (stage2/real/console.c).
 *
 * Bytes on their way out stand in the ring; whenever the transmitter is empty (THRE), up to a FIFO
 * of them moves on. A put looks at THRE itself, so the ring is only left with bytes while the port
 * is sending; the interrupt that then follows takes the next ones. Which interrupt came does not
 * matter: reading IIR silences the transmitter's, so whoever has read it looks at everything.
 */
#include "kernel/dev/uart.h"

#include "common/pc/uart.h"
#include "common/x86/io.h"
#include "kernel/core/ring.h"

enum {
    RING_BYTES = 4096,
    ROUNDS_MOST = RING_BYTES / UART_FIFO_BYTES, /* of one interrupt: enough for the whole ring */
    LSR_SPOILT = UART_LSR_PE | UART_LSR_FE | UART_LSR_BI,
};

static uint8_t ring_bytes[RING_BYTES];

static struct port {
    bool present;
    bool gone;   /* it has stopped taking bytes: nobody waits for it until it takes one again */
    bool spoilt; /* LSR has said of the byte that is read next that it is none */
    bool interrupts;
    uint32_t fifo_bytes;
    uart_sink sink;
    struct ring waiting;
    struct uart_counters counters;
} port;

/* Two values that come back from the scratch register prove a port. */
static bool port_exists(void)
{
    out8(UART_COM1 + UART_SCR, UART_PROBE_A);
    if (in8(UART_COM1 + UART_SCR) != UART_PROBE_A) {
        return false;
    }
    out8(UART_COM1 + UART_SCR, UART_PROBE_B);
    return in8(UART_COM1 + UART_SCR) == UART_PROBE_B;
}

/* The FIFOs are not cleared: stage2's last words may still be in one, somebody's key in the other.
 */
void uart_start(bool is_there)
{
    port = (struct port){.present = is_there && port_exists(), .waiting = RING(ring_bytes)};
    if (!port.present) {
        return;
    }
    out8(UART_COM1 + UART_IER, UART_IER_NONE);
    out8(UART_COM1 + UART_FCR, UART_FCR_ENABLE | UART_FCR_TRIGGER_14);
    out8(UART_COM1 + UART_MCR, UART_MCR_DTR | UART_MCR_RTS | UART_MCR_OUT2);
    bool has_fifos = (in8(UART_COM1 + UART_IIR) & UART_IIR_FIFOS) == UART_IIR_FIFOS;
    port.fifo_bytes = has_fifos ? UART_FIFO_BYTES : 1;
}

bool uart_is_present(void)
{
    return port.present;
}

/* Without a sink a received byte would ask for ever. */
static void interrupts_write(void)
{
    uint32_t receive = port.sink ? UART_IER_RECEIVED | UART_IER_LINE : UART_IER_NONE;
    uint32_t all = UART_IER_TRANSMITTED | receive;
    out8(UART_COM1 + UART_IER, (uint8_t)(port.interrupts ? all : UART_IER_NONE));
}

void uart_receive(uart_sink sink)
{
    port.sink = sink;
    if (port.present) {
        interrupts_write();
    }
}

/* The port has been there and is no more. */
static void port_vanish(void)
{
    uint8_t byte;
    port.present = false;
    while (ring_pop(&port.waiting, &byte)) {
        port.counters.send_dropped++;
    }
}

static void errors_count(uint8_t status)
{
    port.counters.overruns += (status & UART_LSR_OE) != 0;
    port.counters.breaks += (status & UART_LSR_BI) != 0;
    if (!(status & UART_LSR_BI)) { /* a break looks like a byte in a wrong frame, too */
        port.counters.parity_errors += (status & UART_LSR_PE) != 0;
        port.counters.framing_errors += (status & UART_LSR_FE) != 0;
    }
    port.spoilt |= (status & LSR_SPOILT) != 0;
}

/* Reading LSR clears its errors, so each reading counts them, whoever it is that looks. */
static uint8_t status_read(void)
{
    uint8_t status = in8(UART_COM1 + UART_LSR);
    if (status == UART_LSR_ABSENT) {
        port_vanish();
        return 0;
    }
    if (status & (UART_LSR_OE | LSR_SPOILT)) {
        errors_count(status);
    }
    return status;
}

static void byte_receive(void)
{
    uint8_t byte = in8(UART_COM1 + UART_RBR);
    if (port.spoilt) {
        port.spoilt = false;
        return;
    }
    port.counters.received++;
    port.counters.receive_dropped += !port.sink(byte);
}

static void byte_send(uint8_t byte)
{
    out8(UART_COM1 + UART_THR, byte);
    port.counters.sent++;
}

static void ring_send(uint8_t status)
{
    if (!(status & UART_LSR_THRE)) {
        return;
    }
    port.gone = false;
    uint8_t byte;
    for (uint32_t i = 0; i < port.fifo_bytes && ring_pop(&port.waiting, &byte); i++) {
        byte_send(byte);
    }
}

/* One look at both directions. */
static void serve(void)
{
    uint8_t status = status_read();
    for (uint32_t i = 0; i < UART_FIFO_BYTES && status & UART_LSR_DR && port.sink; i++) {
        byte_receive();
        status = status_read();
    }
    ring_send(status);
}

/* Waits for one of the bits; where the port has been given up before, one look has to do. */
static uint8_t status_wait(uint8_t bits)
{
    uint32_t reads_most = port.gone ? 1 : UART_WAIT_READS;
    for (uint32_t reads = 0; reads < reads_most && port.present; reads++) {
        uint8_t status = status_read();
        if (status & bits) {
            port.gone = false;
            return status;
        }
    }
    port.gone = true;
    return 0;
}

/* Moves all that waits into the port; false where it does not take it. */
static bool ring_drain(void)
{
    while (ring_count(&port.waiting) > 0) {
        uint8_t status = status_wait(UART_LSR_THRE);
        if (status == 0) {
            return false;
        }
        ring_send(status);
    }
    return true;
}

static void byte_put(uint8_t byte)
{
    if (ring_push(&port.waiting, byte)) {
        return;
    }
    ring_send(status_wait(UART_LSR_THRE));
    port.counters.send_dropped += !ring_push(&port.waiting, byte);
}

/* Nothing overtakes what waits, not even when the port comes back in the middle of the text. */
static void byte_put_now(uint8_t byte)
{
    if (ring_drain() && status_wait(UART_LSR_THRE) != 0) {
        byte_send(byte);
    } else {
        port.counters.send_dropped++;
    }
}

static void text_put(void (*put)(uint8_t byte), const char *text, size_t length)
{
    for (size_t i = 0; i < length && port.present; i++) {
        if (text[i] == '\n') {
            put('\r');
        }
        put((uint8_t)text[i]);
    }
}

void uart_put(const char *text, size_t length)
{
    text_put(byte_put, text, length);
    if (!port.interrupts) {
        ring_drain();
    } else if (port.present) {
        ring_send(status_read());
    }
}

void uart_put_now(const char *text, size_t length)
{
    text_put(byte_put_now, text, length);
}

/* Before the end the port gets a last chance, even if it has been given up. */
bool uart_flush(void)
{
    port.gone = false;
    return port.present && ring_drain() && status_wait(UART_LSR_TEMT) != 0;
}

void uart_interrupts(bool on)
{
    if (port.present) {
        port.interrupts = on;
        interrupts_write();
    }
}

/* The interrupt controller sees only the moment at which the line rises. So until the line has
 * fallen there is no end, but for a port that is fed without pause: that has to wait for a poll. */
void uart_interrupt(void)
{
    for (uint32_t round = 0; round < ROUNDS_MOST && port.present; round++) {
        if (in8(UART_COM1 + UART_IIR) & UART_IIR_NONE) {
            return;
        }
        serve();
    }
}

void uart_poll(void)
{
    if (port.present) {
        serve();
        uart_interrupt();
    }
}

struct uart_counters uart_read_counters(void)
{
    return port.counters;
}
