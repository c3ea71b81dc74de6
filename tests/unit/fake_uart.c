/*
 * fake_uart.c: a 16550 behind COM1's ports; see fake_uart.h [16550].
 */
#include "tests/unit/fake_uart.h"

#include "kernel/dev/uart.h"
#include "tests/unit/cmocka_headers.h"
#include "tests/unit/port_bus.h"

enum { IER_RECEIVED = 1, IER_TRANSMITTED = 2, IER_LINE = 4, MCR_OUT2 = 8 };
enum { LSR_DR = 1, LSR_OE = 2, LSR_THRE = 32, LSR_TEMT = 64 };
enum { ASKS_NOT = 1, ASKS_TRANSMITTED = 2, ASKS_RECEIVED = 4, ASKS_LINE = 6 };

struct fake_uart fake_uart;

uint32_t fake_uart_fifo(void)
{
    return !fake_uart.plain && fake_uart.fcr & 1 ? 16 : 1;
}

/* The highest reason of an interrupt, as IIR names it. */
static uint8_t reason(void)
{
    if (fake_uart.ier & IER_LINE && fake_uart.errors) {
        return ASKS_LINE;
    }
    if (fake_uart.ier & IER_RECEIVED && fake_uart.received_count > 0) {
        return ASKS_RECEIVED;
    }
    if (fake_uart.ier & IER_TRANSMITTED && fake_uart.thre_asks) {
        return ASKS_TRANSMITTED;
    }
    return ASKS_NOT;
}

static void line_update(void)
{
    bool line = reason() != ASKS_NOT && fake_uart.mcr & MCR_OUT2;
    fake_uart.edge |= line && !fake_uart.line;
    fake_uart.line = line;
}

/* A byte's errors show as soon as it is the next one to be read. */
static void next_received(void)
{
    if (fake_uart.received_count > 0) {
        fake_uart.errors |= fake_uart.received[0].errors;
        fake_uart.received[0].errors = 0;
    }
}

static void transmitter_runs(void)
{
    while (!fake_uart.stuck && (fake_uart.fifo > 0 || fake_uart.shifting)) {
        if (fake_uart.shifting) {
            if (bus.accesses < fake_uart.shift_end) {
                return;
            }
            fake_uart.shifting = false;
        } else {
            fake_uart.shifting = true;
            fake_uart.shift_end = bus.accesses + fake_uart.byte_time;
            fake_uart.fifo--;
            fake_uart.thre_asks |= fake_uart.fifo == 0;
        }
    }
}

static void receiver_runs(void)
{
    if (fake_uart.endless && fake_uart.received_count == 0) {
        fake_uart_receive('e', 0);
    }
}

static void time_passes(void)
{
    transmitter_runs();
    receiver_runs();
    line_update();
}

static uint8_t status(void)
{
    uint32_t value = fake_uart.errors;
    value |= fake_uart.received_count > 0 ? LSR_DR : 0;
    value |= fake_uart.fifo == 0 ? LSR_THRE : 0;
    value |= fake_uart.fifo == 0 && !fake_uart.shifting ? LSR_TEMT : 0;
    fake_uart.errors = 0;
    fake_uart.lsr_reads++;
    return (uint8_t)value;
}

static uint8_t receiver_buffer(void)
{
    uint8_t byte = fake_uart.received[0].byte;
    if (fake_uart.received_count > 0) {
        fake_uart.received_count--;
        for (uint32_t i = 0; i < fake_uart.received_count; i++) {
            fake_uart.received[i] = fake_uart.received[i + 1];
        }
        next_received();
    }
    return byte;
}

static uint8_t identification(void)
{
    uint8_t value = reason();
    fake_uart.thre_asks &= value != ASKS_TRANSMITTED;
    return fake_uart_fifo() == 16 ? value | 0xc0 : value;
}

static uint8_t uart_read(uint16_t port)
{
    if (fake_uart.absent) {
        return BUS_NOTHING;
    }
    time_passes();
    uint8_t value = 0;
    switch (port) {
    case 0x3f8:
        value = receiver_buffer();
        break;
    case 0x3fa:
        value = identification();
        break;
    case 0x3fd:
        value = status();
        break;
    case 0x3ff:
        value = fake_uart.scr;
        break;
    default:
        fail_msg("nobody reads port %x", port);
    }
    line_update();
    return value;
}

static void transmit(uint8_t byte)
{
    assert_true(fake_uart.fifo < fake_uart_fifo()); /* else a byte is lost on its way */
    fake_uart.fifo++;
    fake_uart.thre_asks = false;
    assert_true(fake_uart.wire_bytes < FAKE_WIRE_CAPACITY);
    fake_uart.wire[fake_uart.wire_bytes++] = byte;
}

static void interrupts_enable(uint8_t value)
{
    bool transmitter_is_new = value & ~fake_uart.ier & IER_TRANSMITTED;
    fake_uart.thre_asks |= transmitter_is_new && fake_uart.fifo == 0;
    fake_uart.ier = value;
}

static void uart_write(uint16_t port, uint8_t value)
{
    if (fake_uart.absent) {
        return;
    }
    time_passes();
    switch (port) {
    case 0x3f8:
        transmit(value);
        break;
    case 0x3f9:
        interrupts_enable(value);
        break;
    case 0x3fa:
        assert_int_equal(value & 6, 0); /* what is in the FIFOs is not to be thrown away */
        fake_uart.fcr = value;
        break;
    case 0x3fc:
        fake_uart.mcr = value;
        break;
    case 0x3ff:
        fake_uart.scr = value;
        break;
    default:
        fail_msg("nobody writes port %x", port);
    }
    time_passes();
}

void fake_uart_receive(uint8_t byte, uint8_t errors)
{
    if (fake_uart.received_count == fake_uart_fifo()) {
        fake_uart.errors |= LSR_OE;
    } else {
        fake_uart.received[fake_uart.received_count].byte = byte;
        fake_uart.received[fake_uart.received_count++].errors = errors;
        next_received();
    }
    line_update();
}

void fake_uart_wait(uint32_t accesses)
{
    for (uint32_t i = 0; i < accesses; i++) {
        bus.accesses++;
        time_passes();
    }
}

bool fake_uart_interrupts(void)
{
    bool edge = fake_uart.edge;
    fake_uart.edge = false;
    return edge;
}

void fake_uart_run(uint32_t steps)
{
    for (uint32_t i = 0; i < steps; i++) {
        fake_uart_wait(1);
        if (fake_uart_interrupts()) {
            uart_interrupt();
        }
    }
}

void fake_uart_start(void)
{
    fake_uart = (struct fake_uart){.fcr = 1, .mcr = 3};
    bus_attach(&(struct bus_device){0x3f8, 0x3ff, uart_read, uart_write});
}
