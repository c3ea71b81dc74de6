/*
 * test_uart_receive.c: kernel/dev/uart.c over a fake port: receiving (row 04-6).
 */
#include <string.h>

#include "kernel/dev/uart.h"
#include "tests/unit/cmocka_headers.h"
#include "tests/unit/fake_uart.h"
#include "tests/unit/port_bus.h"

static char got[4096];
static uint32_t got_count;
static uint32_t got_room;

static bool sink(uint8_t byte)
{
    if (got_count >= got_room) {
        return false;
    }
    got[got_count++] = (char)byte;
    return true;
}

static void assert_got(const char *expected)
{
    assert_int_equal(got_count, strlen(expected));
    assert_memory_equal(got, expected, got_count);
}

static int machine_start(void **state)
{
    (void)state;
    got_count = 0;
    got_room = sizeof(got);
    bus_start();
    fake_uart_start();
    uart_start(true);
    return 0;
}

static void test_received_by_interrupt(void **state)
{
    (void)state;
    uart_receive(sink);
    uart_interrupts(true);
    for (const char *key = "keys of a serial line, one after the other"; *key; key++) {
        fake_uart_receive((uint8_t)*key, 0);
        fake_uart_run(1);
    }
    assert_got("keys of a serial line, one after the other");
    for (int i = 0; i < 16; i++) {
        fake_uart_receive('0', 0); /* and many at once */
    }
    fake_uart_run(1);
    assert_int_equal(got_count, 42 + 16);
    assert_int_equal(uart_read_counters().received, 42 + 16);
    assert_false(fake_uart.line);
}

static void test_received_by_polling(void **state)
{
    (void)state;
    uart_receive(sink);
    fake_uart_receive('a', 0);
    fake_uart_receive('b', 0);
    uart_poll();
    assert_got("ab");
    assert_false(fake_uart.edge);
}

/* What is typed during the boot waits until somebody wants it, and does not ask until then. */
static void test_without_a_sink_bytes_wait(void **state)
{
    (void)state;
    fake_uart_receive('a', 0);
    uart_interrupts(true);
    fake_uart_run(10);
    uart_poll();
    assert_int_equal(uart_read_counters().received, 0);
    assert_false(fake_uart.line);
    uart_receive(sink);
    fake_uart_run(1);
    assert_got("a");
}

static void test_a_sink_without_room(void **state)
{
    (void)state;
    uart_receive(sink);
    got_room = 3;
    for (int i = 0; i < 5; i++) {
        fake_uart_receive('x', 0);
    }
    uart_poll();
    assert_got("xxx");
    assert_int_equal(uart_read_counters().received, 5);
    assert_int_equal(uart_read_counters().receive_dropped, 2);
}

static void test_spoilt_bytes_are_counted_and_not_delivered(void **state)
{
    (void)state;
    uart_receive(sink);
    uart_interrupts(true);
    const uint8_t errors[] = {0, FAKE_PARITY, 0, FAKE_FRAMING, FAKE_BREAK | FAKE_FRAMING, 0};
    for (uint8_t i = 0; i < ARRAY_LENGTH(errors); i++) {
        fake_uart_receive((uint8_t)('a' + i), errors[i]);
    }
    fake_uart_run(1);
    assert_got("acf");
    struct uart_counters counters = uart_read_counters();
    assert_int_equal(counters.received, 3);
    assert_int_equal(counters.parity_errors, 1);
    assert_int_equal(counters.framing_errors, 1);
    assert_int_equal(counters.breaks, 1);
}

/* A put looks at LSR for its own sake, which clears the error: the byte is spoilt all the same. */
static void test_an_error_that_a_put_has_seen(void **state)
{
    (void)state;
    uart_receive(sink);
    fake_uart_receive('?', FAKE_FRAMING);
    fake_uart_receive('b', 0);
    uart_put("text", 4);
    uart_poll();
    assert_got("b");
    assert_int_equal(uart_read_counters().framing_errors, 1);
}

static void test_overruns_are_counted(void **state)
{
    (void)state;
    uart_receive(sink);
    for (int i = 0; i < 20; i++) {
        fake_uart_receive((uint8_t)('a' + i), 0);
    }
    uart_poll();
    assert_got("abcdefghijklmnop");
    assert_int_equal(uart_read_counters().overruns, 1);
}

/* A port that is fed faster than it can be emptied keeps its line up for ever, so no edge comes any
 * more: the handler ends all the same, and the timer's poll takes over. */
static void test_a_line_that_never_rests(void **state)
{
    (void)state;
    uart_receive(sink);
    uart_interrupts(true);
    fake_uart.endless = true;
    uint64_t before = bus.accesses;
    fake_uart_run(1);
    assert_true(bus.accesses - before < 12000);
    assert_true(fake_uart.line);
    assert_false(fake_uart.edge);
    fake_uart.endless = false;
    uart_poll();
    assert_false(fake_uart.line);
    got_count = 0;
    fake_uart_receive('z', 0);
    fake_uart_run(1);
    assert_got("z");
}

#define UART_TEST(test) cmocka_unit_test_setup(test, machine_start)

int main(void)
{
    const struct CMUnitTest tests[] = {
        UART_TEST(test_received_by_interrupt),
        UART_TEST(test_received_by_polling),
        UART_TEST(test_without_a_sink_bytes_wait),
        UART_TEST(test_a_sink_without_room),
        UART_TEST(test_spoilt_bytes_are_counted_and_not_delivered),
        UART_TEST(test_an_error_that_a_put_has_seen),
        UART_TEST(test_overruns_are_counted),
        UART_TEST(test_a_line_that_never_rests),
    };
    return cmocka_run_group_tests_name("uart_receive", tests, NULL, NULL);
}
