/*
 * test_uart_random.c: whatever is done with COM1 in whatever order, every byte leaves in order or
 * is counted (row 04-6).
 *
 * Puts, crash puts, interrupts, polls, flushes, received bytes and the port's own moods are drawn.
 * What was put and what is on the wire must agree: on a port that never got stuck, byte for byte;
 * on others, the wire holds what was put without as many bytes as were counted as dropped.
 */
#include "kernel/dev/uart.h"
#include "tests/unit/cmocka_headers.h"
#include "tests/unit/fake_uart.h"
#include "tests/unit/port_bus.h"
#include "tests/unit/random.h"

enum { ROUNDS = 40, STEPS = 150, PUT_MOST = 700, STEP_ACCESSES = 600000 };

static uint8_t meant[FAKE_WIRE_CAPACITY]; /* for the wire */
static uint32_t meant_bytes;
static uint32_t arrived;
static uint32_t taken;

static bool sink(uint8_t byte)
{
    (void)byte;
    taken++;
    return true;
}

static void put_drawn(struct random *random, void (*put)(const char *text, size_t length))
{
    char text[PUT_MOST];
    size_t length = random_below(random, PUT_MOST);
    for (size_t i = 0; i < length; i++) {
        text[i] = (char)random_below(random, 128);
        if (text[i] == '\n') {
            meant[meant_bytes++] = '\r';
        }
        meant[meant_bytes++] = (uint8_t)text[i];
    }
    put(text, length);
}

static void bytes_arrive(struct random *random)
{
    uint32_t room = fake_uart_fifo() - fake_uart.received_count;
    for (uint64_t count = random_below(random, 17); count > 0 && room > 0; count--, room--) {
        fake_uart_receive((uint8_t)count, 0);
        arrived++;
    }
}

static void step_drawn(struct random *random, bool may_stick)
{
    switch (random_below(random, 10)) {
    case 0:
    case 1:
        put_drawn(random, uart_put);
        break;
    case 2:
        put_drawn(random, uart_put_now);
        break;
    case 3:
        uart_poll();
        break;
    case 4:
        uart_interrupts(random_below(random, 4) > 0);
        break;
    case 5:
        bytes_arrive(random);
        break;
    case 6:
        fake_uart.stuck = may_stick && random_below(random, 2);
        break;
    case 7:
        uart_flush();
        break;
    default:
        fake_uart_wait((uint32_t)random_below(random, 3000));
    }
    /* The processor may have had interrupts off until now. */
    if (random_below(random, 3) > 0 && fake_uart_interrupts()) {
        uart_interrupt();
    }
}

/* The wire is `meant` without some bytes; gives how many. */
static uint32_t bytes_missing(void)
{
    uint32_t missing = 0;
    uint32_t sent = 0;
    for (uint32_t i = 0; i < meant_bytes; i++) {
        if (sent < fake_uart.wire_bytes && fake_uart.wire[sent] == meant[i]) {
            sent++;
        } else {
            missing++;
        }
    }
    assert_int_equal(sent, fake_uart.wire_bytes);
    return missing;
}

static void round_run(struct random *random, bool may_stick)
{
    bus_start();
    fake_uart_start();
    meant_bytes = arrived = taken = 0;
    fake_uart.plain = random_below(random, 4) == 0;
    fake_uart.byte_time = (uint32_t)random_below(random, 100);
    uart_start(true);
    uart_receive(sink);
    for (int step = 0; step < STEPS; step++) {
        uint64_t before = bus.accesses;
        step_drawn(random, may_stick);
        assert_true(bus.accesses - before < STEP_ACCESSES);
    }

    fake_uart.stuck = false;
    assert_true(uart_flush());
    uart_poll();
    struct uart_counters counters = uart_read_counters();
    assert_int_equal(counters.sent, fake_uart.wire_bytes);
    assert_int_equal(bytes_missing(), counters.send_dropped);
    assert_true(may_stick || counters.send_dropped == 0);
    assert_int_equal(taken, arrived);
    assert_int_equal(counters.received, arrived);
}

static void test_nothing_is_lost_on_a_good_port(void **state)
{
    (void)state;
    struct random random = {.state = 16550};
    for (int round = 0; round < ROUNDS; round++) {
        round_run(&random, false);
    }
}

static void test_everything_is_counted_on_a_bad_one(void **state)
{
    (void)state;
    struct random random = {.state = 8250};
    for (int round = 0; round < ROUNDS; round++) {
        round_run(&random, true);
    }
}

/* With interrupts on and taken, all leaves by itself: no poll, no flush, no further put. */
static void test_it_never_falls_asleep(void **state)
{
    (void)state;
    struct random random = {.state = 4};
    for (int round = 0; round < ROUNDS; round++) {
        bus_start();
        fake_uart_start();
        meant_bytes = arrived = 0;
        fake_uart.byte_time = (uint32_t)random_below(&random, 30);
        uart_start(true);
        uart_receive(sink);
        uart_interrupts(true);
        for (int step = 0; step < 6; step++) {
            put_drawn(&random, uart_put);
            fake_uart_run((uint32_t)random_below(&random, 2000));
            bytes_arrive(&random);
        }
        fake_uart_run(6 * 2 * PUT_MOST * (fake_uart.byte_time + 2));
        assert_int_equal(fake_uart.wire_bytes, meant_bytes);
        assert_int_equal(uart_read_counters().received, arrived);
        assert_false(fake_uart.line);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nothing_is_lost_on_a_good_port),
        cmocka_unit_test(test_everything_is_counted_on_a_bad_one),
        cmocka_unit_test(test_it_never_falls_asleep),
    };
    return cmocka_run_group_tests_name("uart_random", tests, NULL, NULL);
}
