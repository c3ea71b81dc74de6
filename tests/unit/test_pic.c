/*
 * test_pic.c: kernel/dev/pic.c over a fake pair of controllers (rows 07-1, 07-4).
 */
#include "kernel/dev/pic.h"
#include "tests/unit/cmocka_headers.h"
#include "tests/unit/fake_i8259.h"
#include "tests/unit/port_bus.h"
#include "tests/unit/random.h"

static int machine_start(void **state)
{
    (void)state;
    bus_start();
    fake_pic_start();
    pic_start();
    return 0;
}

/* The CPU's side: what a dispatcher does with a vector; returns whether a handler would have run.
 */
static bool dispatch(uint32_t line)
{
    uint8_t vector = fake_pic_acknowledge();
    assert_int_equal(vector, 32 + line);
    if (!pic_begin(line)) {
        return false;
    }
    pic_end(line);
    return true;
}

/* Row 07-1, by the words on the bus; each is followed by a wait. */
static void test_the_words_of_the_remap(void **state)
{
    (void)state;
    bus_trace_clear();
    bus.delays = 0;
    pic_start();
    ASSERT_TRACE(OUT(0x20, 0x11), OUT(0xa0, 0x11), OUT(0x21, 32), OUT(0xa1, 40), OUT(0x21, 4),
                 OUT(0xa1, 2), OUT(0x21, 1), OUT(0xa1, 1), OUT(0xa1, 0xff), OUT(0x21, 0xff));
    assert_int_equal(bus.delays, 8);
}

static void test_both_are_remapped_and_shut_whatever_was_open(void **state)
{
    (void)state;
    assert_true(fake_pic[0].initialised && fake_pic[1].initialised);
    assert_int_equal(fake_pic[0].vector, 32);
    assert_int_equal(fake_pic[1].vector, 40);
    assert_int_equal(fake_pic[0].imr, 0xff);
    assert_int_equal(fake_pic[1].imr, 0xff);
    for (uint32_t line = 0; line < PIC_LINES; line++) {
        fake_pic_raise(line);
    }
    assert_false(fake_pic_asks());
}

/* Every pair of lines: the cascade is open exactly while a line behind it is. */
static void test_masks_of_every_pair(void **state)
{
    (void)state;
    for (uint32_t a = 0; a < PIC_LINES; a++) {
        for (uint32_t b = 0; b < PIC_LINES; b++) {
            pic_start();
            pic_unmask(a);
            pic_unmask(b);
            uint32_t open = (1u << a | 1u << b) & ~4u;
            assert_int_equal(fake_pic[1].imr, 0xff & ~(open >> 8));
            assert_int_equal(fake_pic[0].imr, 0xff & ~(open | (open >> 8 ? 4u : 0)));
            pic_mask(b);
            open &= ~(1u << b);
            assert_int_equal(fake_pic[1].imr, 0xff & ~(open >> 8));
            assert_int_equal(fake_pic[0].imr, 0xff & ~(open | (open >> 8 ? 4u : 0)));
        }
    }
}

static void test_the_cascade_opens_last(void **state)
{
    (void)state;
    bus_trace_clear();
    pic_unmask(8);
    ASSERT_TRACE(OUT(0xa1, 0xfe), OUT(0x21, 0xfb));
}

/* Row 07-4: the primary alone for its own lines, both for those behind the cascade. */
static void test_the_words_of_every_end(void **state)
{
    (void)state;
    for (uint8_t line = 0; line < PIC_LINES; line++) {
        bus_trace_clear();
        pic_end(line);
        if (line < 8) {
            ASSERT_TRACE(OUT(0x20, (uint8_t)(0x60 + line)));
        } else {
            ASSERT_TRACE(OUT(0xa0, (uint8_t)(0x60 + line - 8)), OUT(0x20, 0x62));
        }
    }
}

/* Rows 07-1 and 07-4 together: each line arrives at its vector, and is free again afterwards. */
static void test_every_line_arrives_and_ends(void **state)
{
    (void)state;
    for (uint32_t line = 0; line < PIC_LINES; line++) {
        if (line == PIC_CASCADE) {
            continue;
        }
        pic_unmask(line);
        for (int again = 0; again < 3; again++) {
            fake_pic_raise(line);
            assert_true(fake_pic_asks());
            assert_true(dispatch(line));
            fake_pic_lower(line);
            assert_int_equal(fake_pic[0].isr | fake_pic[1].isr, 0);
            assert_false(fake_pic_asks());
        }
        pic_mask(line);
    }
    assert_int_equal(pic_read_state().spurious_primary, 0);
    assert_int_equal(pic_read_state().spurious_secondary, 0);
}

/* The timer's way costs one port access, and the others' but lines 7 and 15 at most two. */
static void test_the_usual_way_is_short(void **state)
{
    (void)state;
    for (uint32_t line = 0; line < PIC_LINES; line++) {
        bus_trace_clear();
        if (line % 8 != 7) {
            assert_true(pic_begin(line));
            assert_int_equal(bus.traced, 0);
        }
    }
}

static void test_spurious_line_7_gets_no_end(void **state)
{
    (void)state;
    uint32_t before = pic_read_state().spurious_primary;
    pic_unmask(3);
    fake_pic_raise(3);
    assert_true(fake_pic_asks());
    fake_pic_lower(3); /* gone before the CPU asks who it was */
    bus_trace_clear();
    assert_false(dispatch(7));
    ASSERT_TRACE(OUT(0x20, 0x0b), IN(0x20, 0));
    assert_int_equal(pic_read_state().spurious_primary, before + 1);
    assert_int_equal(fake_pic[0].isr, 0);
}

static void test_spurious_line_15_ends_the_cascade(void **state)
{
    (void)state;
    uint32_t before = pic_read_state().spurious_secondary;
    pic_unmask(10);
    fake_pic_raise(10);
    fake_pic[1].irr = 0; /* the secondary's line goes, after the primary has taken the cascade's */
    bus_trace_clear();
    assert_false(dispatch(15));
    ASSERT_TRACE(OUT(0xa0, 0x0b), IN(0xa0, 0), OUT(0x20, 0x62));
    assert_int_equal(pic_read_state().spurious_secondary, before + 1);
    assert_int_equal(fake_pic[0].isr | fake_pic[1].isr, 0);
}

/* A spurious one strikes while another line is being served: that one's end must not be given
 * away. */
static void test_spurious_inside_another_handler(void **state)
{
    (void)state;
    pic_unmask(4);
    fake_pic_raise(4);
    assert_int_equal(fake_pic_acknowledge(), 36);
    assert_int_equal(fake_pic_acknowledge(), 39);
    assert_false(pic_begin(7));
    assert_int_equal(fake_pic[0].isr, 1 << 4);
    pic_end(4);
    assert_int_equal(fake_pic[0].isr, 0);
}

static void test_real_lines_7_and_15_are_served(void **state)
{
    (void)state;
    static const uint32_t lines[] = {7, 15};
    for (uint32_t i = 0; i < ARRAY_LENGTH(lines); i++) {
        struct pic_state before = pic_read_state();
        pic_unmask(lines[i]);
        fake_pic_raise(lines[i]);
        assert_true(dispatch(lines[i]));
        assert_int_equal(fake_pic[0].isr | fake_pic[1].isr, 0);
        struct pic_state after = pic_read_state();
        assert_int_equal(after.spurious_primary, before.spurious_primary);
        assert_int_equal(after.spurious_secondary, before.spurious_secondary);
        fake_pic_lower(lines[i]);
    }
}

static void test_state_for_the_monitor(void **state)
{
    (void)state;
    pic_unmask(0);
    pic_unmask(12);
    fake_pic_raise(0);
    fake_pic_acknowledge();
    fake_pic_raise(12);
    fake_pic_raise(9);
    struct pic_state read = pic_read_state();
    assert_int_equal(read.masks, 0xeffa); /* bits 0, 2 and 12 are clear */
    assert_int_equal(read.isr, 1 << 0);
    assert_int_equal(read.irr, 1 << 2 | 1 << 9 | 1 << 12);
}

/* Lines rise and fall as they please, and some vanish before they are named: afterwards nothing is
 * left in service, and every handler that ran had been asked for. */
static void test_drawn_lines(void **state)
{
    (void)state;
    struct random random = {.state = 7};
    for (uint32_t line = 0; line < PIC_LINES; line++) {
        pic_unmask(line);
    }
    for (int step = 0; step < 20000; step++) {
        uint32_t line = (uint32_t)random_below(&random, PIC_LINES);
        if (line == PIC_CASCADE) {
            continue;
        }
        if (random_below(&random, 2)) {
            fake_pic_raise(line);
        } else {
            fake_pic_lower(line);
        }
        if (fake_pic_asks() || random_below(&random, 50) == 0) {
            uint32_t vector = fake_pic_acknowledge();
            assert_in_range(vector, 32, 47);
            bool in_service = vector < 40 ? fake_pic[0].isr >> (vector - 32) & 1
                                          : fake_pic[1].isr >> (vector - 40) & 1;
            bool handled = pic_begin(vector - 32);
            assert_int_equal(handled, in_service);
            if (handled) {
                pic_end(vector - 32);
            }
        }
        assert_int_equal(fake_pic[0].isr | fake_pic[1].isr, 0);
    }
    assert_in_range(pic_read_state().spurious_primary, 100, 20000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_the_words_of_the_remap, machine_start),
        cmocka_unit_test_setup(test_both_are_remapped_and_shut_whatever_was_open, machine_start),
        cmocka_unit_test_setup(test_masks_of_every_pair, machine_start),
        cmocka_unit_test_setup(test_the_cascade_opens_last, machine_start),
        cmocka_unit_test_setup(test_the_words_of_every_end, machine_start),
        cmocka_unit_test_setup(test_every_line_arrives_and_ends, machine_start),
        cmocka_unit_test_setup(test_the_usual_way_is_short, machine_start),
        cmocka_unit_test_setup(test_spurious_line_7_gets_no_end, machine_start),
        cmocka_unit_test_setup(test_spurious_line_15_ends_the_cascade, machine_start),
        cmocka_unit_test_setup(test_spurious_inside_another_handler, machine_start),
        cmocka_unit_test_setup(test_real_lines_7_and_15_are_served, machine_start),
        cmocka_unit_test_setup(test_state_for_the_monitor, machine_start),
        cmocka_unit_test_setup(test_drawn_lines, machine_start),
    };
    return cmocka_run_group_tests_name("pic", tests, NULL, NULL);
}
