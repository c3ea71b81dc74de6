/*
 * port_bus.c: passes port accesses on to fake devices; see port_bus.h.
 */
#include "tests/unit/port_bus.h"

#include "common/pc/port80.h"
#include "common/x86/io.h"
#include "tests/unit/cmocka_headers.h"

enum { DEVICES_MOST = 8 };

struct bus bus;
static struct bus_device devices[DEVICES_MOST];
static uint32_t device_count;

void bus_start(void)
{
    bus = (struct bus){0};
    device_count = 0;
}

void bus_attach(const struct bus_device *device)
{
    assert_true(device_count < DEVICES_MOST);
    devices[device_count++] = *device;
}

static uint8_t nothing_read(uint16_t port)
{
    (void)port;
    return BUS_NOTHING;
}

static void nothing_write(uint16_t port, uint8_t value)
{
    (void)port;
    (void)value;
}

void bus_attach_nothing(uint16_t first, uint16_t last)
{
    bus_attach(&(struct bus_device){first, last, nothing_read, nothing_write});
}

void bus_trace_clear(void)
{
    bus.traced = 0;
}

static void trace(bool is_write, uint16_t port, uint8_t value)
{
    if (bus.traced < BUS_TRACE_CAPACITY) {
        bus.trace[bus.traced++] = (struct bus_access){is_write, port, value};
    }
}

static const struct bus_device *device_at(uint16_t port)
{
    for (uint32_t i = 0; i < device_count; i++) {
        if (port >= devices[i].first && port <= devices[i].last) {
            return &devices[i];
        }
    }
    fail_msg("a port that nobody needs: %x", port);
    return NULL;
}

uint8_t in8(uint16_t port)
{
    bus.accesses++;
    uint8_t value = device_at(port)->read(port);
    trace(false, port, value);
    return value;
}

void out8(uint16_t port, uint8_t value)
{
    bus.accesses++;
    if (port == PORT_80) {
        bus.delays++;
        return;
    }
    trace(true, port, value);
    device_at(port)->write(port, value);
}

void assert_trace(const struct bus_access *expected, uint32_t count)
{
    assert_int_equal(bus.traced, count);
    for (uint32_t i = 0; i < count; i++) {
        assert_int_equal(bus.trace[i].is_write, expected[i].is_write);
        assert_int_equal(bus.trace[i].port, expected[i].port);
        assert_int_equal(bus.trace[i].value, expected[i].value);
    }
}
