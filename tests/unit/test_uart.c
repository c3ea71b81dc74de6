/*
 * test_uart.c: kernel/dev/uart.c over a fake port: finding it, and sending (row 04-6).
 */
#include <string.h>

#include "common/pc/uart.h"
#include "kernel/dev/uart.h"
#include "tests/unit/cmocka_headers.h"
#include "tests/unit/fake_uart.h"
#include "tests/unit/port_bus.h"

enum { RING_BYTES = 4096 };

static int machine_start(void **state)
{
    (void)state;
    bus_start();
    fake_uart_start();
    uart_start(true);
    return 0;
}

static void put(const char *text)
{
    uart_put(text, strlen(text));
}

static void assert_wire(const char *expected)
{
    assert_int_equal(fake_uart.wire_bytes, strlen(expected));
    assert_memory_equal(fake_uart.wire, expected, fake_uart.wire_bytes);
}

/* Numbered bytes, none of them a newline. */
static char long_text[3 * RING_BYTES];

static void long_text_make(void)
{
    for (size_t i = 0; i < sizeof(long_text); i++) {
        long_text[i] = (char)(' ' + i % 89);
    }
}

static void assert_long_text_sent(size_t length)
{
    assert_int_equal(fake_uart.wire_bytes, length);
    assert_memory_equal(fake_uart.wire, long_text, length);
    assert_int_equal(uart_read_counters().sent, length);
    assert_int_equal(uart_read_counters().send_dropped, 0);
}

static void test_the_words_of_the_start(void **state)
{
    (void)state;
    ASSERT_TRACE(OUT(0x3ff, 0x5a), IN(0x3ff, 0x5a), OUT(0x3ff, 0xa5), IN(0x3ff, 0xa5),
                 OUT(0x3f9, 0), OUT(0x3fa, 0xc1), OUT(0x3fc, 0x0b), IN(0x3fa, 0xc1));
    assert_true(uart_is_present());
}

static void assert_nothing_happens(void)
{
    uint64_t before = bus.accesses;
    put("text\n");
    uart_put_now("text\n", 5);
    uart_interrupts(true);
    uart_interrupt();
    uart_poll();
    uart_receive(NULL);
    assert_false(uart_flush());
    assert_false(uart_is_present());
    assert_int_equal(bus.accesses, before);
}

static void test_no_port(void **state)
{
    (void)state;
    bus.accesses = 0;
    uart_start(false);
    assert_int_equal(bus.accesses, 0);
    assert_nothing_happens();
    fake_uart.absent = true;
    uart_start(true);
    assert_nothing_happens();
}

/* FF in LSR: somebody has unplugged the card, or the port was never more than a scratch byte. */
static void test_a_port_that_vanishes(void **state)
{
    (void)state;
    uart_interrupts(true);
    fake_uart.byte_time = 1000;
    put("a text of more than the FIFO's sixteen bytes");
    fake_uart.absent = true;
    put("xyz");
    assert_nothing_happens();
    assert_int_equal(uart_read_counters().sent, 16);
    assert_int_equal(uart_read_counters().send_dropped, 28 + 3);
}

static void test_lines_end_in_cr_lf(void **state)
{
    (void)state;
    put("one\n\ntwo\n");
    assert_wire("one\r\n\r\ntwo\r\n");
}

/* Before there are interrupts, everything has left when the call returns, whatever the speed. */
static void test_polling_sends_all(void **state)
{
    (void)state;
    for (uint32_t byte_time = 0; byte_time < 300; byte_time += 59) {
        machine_start(NULL);
        fake_uart.byte_time = byte_time;
        uart_put(long_text, sizeof(long_text));
        assert_long_text_sent(sizeof(long_text));
    }
}

static void test_sixteen_bytes_for_one_look(void **state)
{
    (void)state;
    uart_put(long_text, 1600);
    assert_long_text_sent(1600);
    assert_in_range(fake_uart.lsr_reads, 100, 101);
}

static void test_a_port_without_fifos_gets_single_bytes(void **state)
{
    (void)state;
    fake_uart.plain = true;
    fake_uart.byte_time = 7;
    uart_start(true);
    uart_put(long_text, 1000);
    assert_long_text_sent(1000); /* the fake fails on a byte too many */
}

/* With interrupts a put does not wait, and nobody else need call anything. */
static void test_interrupts_alone_send_all(void **state)
{
    (void)state;
    uart_interrupts(true);
    fake_uart_run(10);
    fake_uart.byte_time = 90;
    uint64_t before = bus.accesses;
    uart_put(long_text, 4000);
    assert_true(bus.accesses - before <= 17);
    fake_uart_run(4000 * 92);
    assert_long_text_sent(4000);
}

static void test_interrupts_alone_send_all_without_fifos(void **state)
{
    (void)state;
    fake_uart.plain = true;
    fake_uart.byte_time = 20;
    uart_start(true);
    uart_interrupts(true);
    uart_put(long_text, 1000);
    fake_uart_run(1000 * 30);
    assert_long_text_sent(1000);
}

/* More than the ring holds: then the put waits for room, and no more than that. */
static void test_a_full_ring_waits_for_room(void **state)
{
    (void)state;
    uart_interrupts(true);
    fake_uart.byte_time = 100;
    uart_put(long_text, sizeof(long_text));
    assert_int_equal(uart_read_counters().send_dropped, 0);
    assert_true(fake_uart.wire_bytes < sizeof(long_text) - RING_BYTES + 64);
    assert_true(uart_flush());
    assert_long_text_sent(sizeof(long_text));
}

static void test_a_stuck_port_is_given_up_and_comes_back(void **state)
{
    (void)state;
    uart_interrupts(true);
    fake_uart.stuck = true;
    uint64_t before = bus.accesses;
    uart_put(long_text, sizeof(long_text));
    assert_true(bus.accesses - before < UART_WAIT_READS + sizeof(long_text) + 100);
    uint32_t taken = 16 + RING_BYTES;
    assert_int_equal(uart_read_counters().send_dropped, sizeof(long_text) - taken);
    before = bus.accesses;
    uart_put(long_text, 80);
    assert_true(bus.accesses - before <= 81); /* it is not waited for again */
    assert_int_equal(uart_read_counters().send_dropped, sizeof(long_text) - taken + 80);

    fake_uart.stuck = false;
    fake_uart_run(100);
    assert_int_equal(fake_uart.wire_bytes, taken);
    assert_memory_equal(fake_uart.wire, long_text, taken);
    put("back\n");
    fake_uart_run(100);
    assert_memory_equal(fake_uart.wire + taken, "back\r\n", 6);
}

/* A crash: the ring first, so that the report stands behind what was said before it. */
static void test_put_now_comes_after_what_waits(void **state)
{
    (void)state;
    uart_interrupts(true);
    fake_uart.byte_time = 50;
    put("first, and longer than the FIFO\n");
    uart_put_now("then\n", 5);
    assert_wire("first, and longer than the FIFO\r\nthen\r\n");
}

static void test_put_now_is_bounded(void **state)
{
    (void)state;
    fake_uart.stuck = true;
    uart_put_now(long_text, 2000);
    assert_true(bus.accesses < 2 * UART_WAIT_READS + 2000);
    assert_int_equal(uart_read_counters().send_dropped, 2000 - 1);
}

static void test_flush_waits_for_the_last_bit(void **state)
{
    (void)state;
    fake_uart.byte_time = 200;
    put("last words");
    assert_true(fake_uart.shifting);
    assert_true(uart_flush());
    assert_false(fake_uart.shifting);
    fake_uart.stuck = true;
    put("more");
    assert_false(uart_flush());
}

#define UART_TEST(test) cmocka_unit_test_setup(test, machine_start)

int main(void)
{
    long_text_make();
    const struct CMUnitTest tests[] = {
        UART_TEST(test_the_words_of_the_start),
        UART_TEST(test_no_port),
        UART_TEST(test_a_port_that_vanishes),
        UART_TEST(test_lines_end_in_cr_lf),
        UART_TEST(test_polling_sends_all),
        UART_TEST(test_sixteen_bytes_for_one_look),
        UART_TEST(test_a_port_without_fifos_gets_single_bytes),
        UART_TEST(test_interrupts_alone_send_all),
        UART_TEST(test_interrupts_alone_send_all_without_fifos),
        UART_TEST(test_a_full_ring_waits_for_room),
        UART_TEST(test_a_stuck_port_is_given_up_and_comes_back),
        UART_TEST(test_put_now_comes_after_what_waits),
        UART_TEST(test_put_now_is_bounded),
        UART_TEST(test_flush_waits_for_the_last_bit),
    };
    return cmocka_run_group_tests_name("uart", tests, NULL, NULL);
}
