/*
 * fake_i8254.c: the interval timer and port 61h; see fake_i8254.h [8254] [RBIL P0061].
 */
#include "tests/unit/fake_i8254.h"

#include "tests/unit/cmocka_headers.h"
#include "tests/unit/port_bus.h"

struct fake_pit fake_pit;
static uint64_t seen_accesses;
static uint64_t counts_before; /* that time is worth, from the start */

/* Modes 0 and 2 alone; channel 2 counts while its gate is open. */
static void time_passes(void)
{
    for (; seen_accesses < bus.accesses; seen_accesses++) {
        fake_pit.ns += fake_pit.access_ns;
        bool again = fake_pit.stall_every > 0 && seen_accesses % fake_pit.stall_every == 0;
        fake_pit.ns += again || seen_accesses == fake_pit.stall_at ? fake_pit.stall_ns : 0;
    }
    uint64_t counts = fake_pit.ns * 105 / 88000;
    if (!fake_pit.stands_still) {
        fake_pit.channels[0].counted += counts - counts_before;
        fake_pit.channels[2].counted += fake_pit.port_61 & 1 ? counts - counts_before : 0;
    }
    counts_before = counts;
}

uint64_t fake_counter(void)
{
    time_passes();
    return fake_pit.ns * (fake_pit.counter_hz / 1000) / 1000000;
}

static uint16_t count_now(const struct fake_channel *channel)
{
    uint32_t passed = (uint32_t)(channel->counted % channel->reload);
    if ((channel->control & 0x0e) == 0) { /* mode 0 counts on through 0 */
        return (uint16_t)(channel->reload - channel->counted);
    }
    return (uint16_t)(channel->reload - passed);
}

static uint8_t pit_read(uint16_t port)
{
    time_passes();
    struct fake_channel *channel = &fake_pit.channels[port - 0x40];
    assert_int_not_equal(port, 0x43);
    assert_true(channel->latched); /* a count read without a latch may be torn */
    channel->high_next = !channel->high_next;
    if (channel->high_next) {
        return (uint8_t)channel->latch;
    }
    channel->latched = false;
    return (uint8_t)(channel->latch >> 8);
}

static void control_write(uint8_t value)
{
    assert_true(value >> 6 == 0 || value >> 6 == 2);
    struct fake_channel *channel = &fake_pit.channels[value >> 6];
    if ((value & 0x30) == 0) {
        channel->latch = channel->latched ? channel->latch : count_now(channel);
        channel->latched = true;
        channel->high_next = false;
        return;
    }
    assert_int_equal(value & 0x30, 0x30);
    assert_int_equal(value & 1, 0);
    *channel = (struct fake_channel){.control = value & 0x3f, .reload = channel->reload};
}

static void pit_write(uint16_t port, uint8_t value)
{
    time_passes();
    if (port == 0x43) {
        control_write(value);
        return;
    }
    struct fake_channel *channel = &fake_pit.channels[port - 0x40];
    if (!channel->high_next) {
        channel->low = value;
        channel->high_next = true;
        return;
    }
    channel->high_next = false;
    channel->reload = (uint32_t)value << 8 | channel->low;
    channel->reload = channel->reload == 0 ? 0x10000 : channel->reload;
    channel->counted = 0;
}

static uint8_t port_61_read(uint16_t port)
{
    (void)port;
    time_passes();
    return fake_pit.port_61 | (fake_pit.ns / 15000 % 2 ? 0x10 : 0); /* the refresh's own bit */
}

static void port_61_write(uint16_t port, uint8_t value)
{
    (void)port;
    time_passes();
    assert_int_equal(value & 0xf0, 0);
    fake_pit.speaker_on += value >> 1 & 1;
    fake_pit.port_61 = value;
}

void fake_pit_start(void)
{
    fake_pit = (struct fake_pit){.access_ns = 500, .counter_hz = 2000000000, .port_61 = 0x0c};
    for (int i = 0; i < 3; i++) {
        fake_pit.channels[i] = (struct fake_channel){.control = 0x36, .reload = 0x10000};
    }
    seen_accesses = 0;
    counts_before = 0;
    bus_attach(&(struct bus_device){0x40, 0x43, pit_read, pit_write});
    bus_attach(&(struct bus_device){0x61, 0x61, port_61_read, port_61_write});
}
