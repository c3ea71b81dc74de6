/*
 * interrupts.c: lines, vectors, ticks and sections without interrupts (rows 07-1, 07-4, 07-5,
 * 07-7).
 */
#include "kernel/cpu/interrupts.h"
#include "kernel/cpu/irq.h"
#include "kernel/cpu/trap.h"
#include "kernel/dev/rtc.h"
#include "kernel/dev/timer.h"
#include "kernel/input.h"
#include "tests/kernel/guest/test.h"

enum { TICKS = 200, RTC_HZ = 1024, PERCENT = 100 };

static volatile uint32_t clock_ticks;

static void clock_interrupt(void)
{
    clock_ticks += rtc_acknowledge();
}

static void clock_start(void)
{
    clock_ticks = 0;
    irq_register(PIC_LINE_RTC, clock_interrupt);
    irq_state_t state = irq_save();
    rtc_periodic(true);
    irq_restore(state);
}

static void clock_stop(void)
{
    irq_state_t state = irq_save();
    rtc_periodic(false);
    pic_mask(PIC_LINE_RTC);
    irq_restore(state);
}

static uint64_t arrived;
static void (*dispatch)(struct trap_frame *frame);

extern uintptr_t trap_handlers[TRAP_VECTORS];

static void watch(struct trap_frame *frame)
{
    arrived = frame->vector;
    dispatch(frame);
}

static uint64_t vector_of_next_interrupt(uint8_t vector)
{
    uintptr_t before = trap_handlers[vector];
    dispatch = (void (*)(struct trap_frame *))before;
    arrived = 0;
    trap_set(VECTOR_PLAIN(vector), watch);
    for (uint32_t tries = 0; tries < TICKS && !arrived; tries++) {
        interrupts_on_and_wait();
    }
    trap_handlers[vector] = before;
    return arrived;
}

/* Row 07-1: behind the CPU's own 32 vectors, eight a chip. */
TEST(irq_0_arrives_as_32)
{
    EXPECT_EQUAL(vector_of_next_interrupt(PIC_PRIMARY_VECTOR + PIC_LINE_TIMER), 32);
}

TEST(irq_8_arrives_as_40)
{
    clock_start();
    uint64_t vector = vector_of_next_interrupt(PIC_PRIMARY_VECTOR + PIC_LINE_RTC);
    clock_stop();
    EXPECT_EQUAL(vector, 40);
}

/* Row 07-4: without an EOI to both chips, there would be no second one. */
TEST(irq_8_comes_again_and_again)
{
    clock_start();
    timer_sleep(50);
    clock_stop();
    EXPECT(clock_ticks > 20);
}

/* Row 07-5: 1000 ticks a second, by the clock chip, which has a crystal of its own. */
TEST(the_tick_is_as_fast_as_it_should_be)
{
    clock_start();
    uint64_t begin = timer_ticks();
    while (timer_ticks() < begin + TICKS) {
        interrupts_on_and_wait();
    }
    clock_stop();
    uint64_t expected = TICKS * RTC_HZ / TIMER_HZ;
    print("%u ticks, %u of the clock, expected %llu...", TICKS, clock_ticks,
          (unsigned long long)expected);
    EXPECT(clock_ticks * PERCENT > expected * 90 && clock_ticks * PERCENT < expected * 110);
}

TEST(only_lines_with_a_handler_are_open)
{
    irq_state_t state = irq_save();
    uint32_t open = (uint16_t)~pic_read_state().masks;
    irq_restore(state);
    EXPECT_EQUAL(open & ~(1u << PIC_CASCADE),
                 1u << PIC_LINE_TIMER | 1u << PIC_LINE_KEYBOARD | 1u << PIC_LINE_COM1);
}

/* INT n stands for a line that is gone when the CPU asks which it was: nothing is in service, so
 * nobody is called, and nothing is ended that somebody else has begun. */
TEST(spurious_interrupts_are_counted_apart)
{
    uint64_t counts[] = {irq_count(PIC_SPURIOUS), irq_count(PIC_LINES - 1)};
    irq_state_t state = irq_save();
    struct pic_state before = pic_read_state();
    __asm__ volatile("int %0\n\tint %1" ::"i"(PIC_PRIMARY_VECTOR + PIC_SPURIOUS),
                     "i"(PIC_PRIMARY_VECTOR + PIC_LINES - 1)
                     : "memory");
    struct pic_state after = pic_read_state();
    irq_restore(state);
    EXPECT_EQUAL(after.spurious_primary, before.spurious_primary + 1);
    EXPECT_EQUAL(after.spurious_secondary, before.spurious_secondary + 1);
    EXPECT_EQUAL(irq_count(PIC_SPURIOUS), counts[0]);
    EXPECT_EQUAL(irq_count(PIC_LINES - 1), counts[1]);
    uint64_t tick = timer_ticks();
    timer_sleep(3);
    EXPECT(timer_ticks() > tick);
}

TEST(sections_nest)
{
    irq_state_t outer = irq_save();
    irq_state_t inner = irq_save();
    EXPECT(outer && !inner);
    irq_restore(inner);
    EXPECT(!interrupts_are_on());
    irq_restore(outer);
    EXPECT(interrupts_are_on());
}

TEST(the_longest_section_is_known)
{
    uint64_t before = irq_longest_off();
    uint64_t ticks = before + 100000;
    irq_state_t state = irq_save();
    uint64_t begin = tsc_read();
    while (tsc_read() - begin < ticks) {
        __asm__ volatile("pause");
    }
    irq_restore(state);
    EXPECT(irq_longest_off() >= ticks);
}

static bool was_active;

static void see_activity(void)
{
    was_active = irq_is_active();
}

TEST(a_handler_knows_that_it_is_one)
{
    timer_on_tick(see_activity);
    timer_sleep(3);
    timer_on_tick(NULL);
    EXPECT(was_active && !irq_is_active());
}
