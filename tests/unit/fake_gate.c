/*
 * fake_gate.c: the fake machine's ports: I/O delay, port 92h, 8042, and the A20 gate behind them.
 *
 * See fake_bios.h. [8042] [RBIL P0092]
 */
#include "common/pc/i8042.h"
#include "common/pc/port92.h"
#include "common/pc/uart.h"
#include "tests/unit/fake_bios.h"

enum {
    PORT_DELAY = 0x80,
    OUTPUT_RESET = 1 << 0, /* of the 8042's output port; low resets */
    OUTPUT_A20 = 1 << 1,
    PULSE_FIRST = 0xf0, /* commands F0 to FF pulse the lines whose bits are clear */
    A_KEY = 0x1c,
};

static void gate_ask(bool works)
{
    fake.gate.asked |= works;
    fake.gate.open |= fake.gate.asked && fake.gate.delay == 0;
}

static void delay(void)
{
    struct fake_gate *gate = &fake.gate;
    gate->delays++;
    if (gate->asked && gate->delay > 0) {
        gate->delay--;
        gate_ask(true);
    }
}

static bool is_serial(uint16_t port)
{
    return port >= UART_COM1 && port <= UART_COM1 + UART_SCR;
}

static uint8_t i8042_status(void)
{
    if (!fake.gate.i8042_present) {
        return I8042_STATUS_ABSENT;
    }
    bool full = fake.gate.i8042_most > 0 && fake.gate.i8042_writes >= fake.gate.i8042_most;
    return (uint8_t)((fake.gate.i8042_busy || full ? I8042_STATUS_IBF : 0) |
                     (fake.gate.i8042_keys > 0 ? I8042_STATUS_OBF : 0));
}

uint8_t port_in(uint16_t port)
{
    struct fake_gate *gate = &fake.gate;
    fake.port_accesses++;
    if (is_serial(port)) {
        return fake_serial_in(port);
    }
    switch (port) {
    case PORT_92:
        return gate->port_92;
    case I8042_STATUS:
        gate->i8042_accesses++;
        return i8042_status();
    case I8042_DATA:
        gate->i8042_accesses++;
        gate->i8042_keys -= gate->i8042_keys > 0 && gate->i8042_keys != UINT32_MAX;
        return A_KEY;
    default:
        fake_breach("a port that nobody needs");
        return UINT8_MAX;
    }
}

static void i8042_write(uint16_t port, uint8_t value)
{
    struct fake_gate *gate = &fake.gate;
    gate->i8042_accesses++;
    if (i8042_status() != 0) {
        fake_breach("a byte for an 8042 that is not ready");
    }
    gate->i8042_writes++;
    if (port == I8042_COMMAND) {
        gate->i8042_last_command = value;
        bool pulse = value >= PULSE_FIRST;
        gate->machine_reset |= pulse && !(value & OUTPUT_RESET);
        return;
    }
    if (gate->i8042_last_command == I8042_COMMAND_WRITE_OUTPUT_PORT) {
        gate->machine_reset |= !(value & OUTPUT_RESET);
        gate_ask(gate->i8042_opens && value & OUTPUT_A20);
    }
}

void port_out(uint16_t port, uint8_t value)
{
    struct fake_gate *gate = &fake.gate;
    fake.port_accesses++;
    if (is_serial(port)) {
        fake_serial_out(port, value);
        return;
    }
    switch (port) {
    case PORT_DELAY:
        delay();
        break;
    case PORT_92:
        gate->port_92_writes++;
        gate->machine_reset |= value & PORT_92_RESET;
        gate->port_92 = value;
        gate_ask(gate->port_92_opens && value & PORT_92_A20);
        break;
    case I8042_COMMAND:
    case I8042_DATA:
        i8042_write(port, value);
        break;
    default:
        fake_breach("a port that nobody needs");
    }
}
