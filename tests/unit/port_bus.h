/*
 * port_bus.h: ports for drivers that run on the host, with fake devices behind them.
 *
 * common/x86/io.h declares in8() and out8() here; port_bus.c passes them on to the device that
 * claims the port, and writes down what passes. A port that nobody claims fails the test, unless
 * the test says that nothing is there.
 */
#ifndef TESTS_UNIT_PORT_BUS_H
#define TESTS_UNIT_PORT_BUS_H

#include "common/types.h"

enum { BUS_TRACE_CAPACITY = 256, BUS_NOTHING = 0xff };

struct bus_access {
    bool is_write;
    uint16_t port;
    uint8_t value;
};

struct bus_device {
    uint16_t first;
    uint16_t last;
    uint8_t (*read)(uint16_t port);
    void (*write)(uint16_t port, uint8_t value);
};

struct bus {
    uint64_t accesses; /* of all ports; time, for devices that need one */
    uint64_t delays;   /* writes to port 80h, which stand in no trace */
    uint32_t traced;
    struct bus_access trace[BUS_TRACE_CAPACITY]; /* the first since bus_trace_clear */
};
extern struct bus bus;

/* A bus without devices. */
void bus_start(void);
void bus_attach(const struct bus_device *device);

/* A device that is not there: its ports read FF and take anything. */
void bus_attach_nothing(uint16_t first, uint16_t last);

void bus_trace_clear(void);

/* Fails the test unless exactly these accesses have been made since bus_trace_clear. */
void assert_trace(const struct bus_access *expected, uint32_t count);
#define ASSERT_TRACE(...)                                                                          \
    assert_trace((const struct bus_access[]){__VA_ARGS__},                                         \
                 ARRAY_LENGTH(((const struct bus_access[]){__VA_ARGS__})))
#define OUT(port, value)                                                                           \
    {                                                                                              \
        true, port, value                                                                          \
    }
#define IN(port, value)                                                                            \
    {                                                                                              \
        false, port, value                                                                         \
    }

#endif
