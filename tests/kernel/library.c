/*
 * library.c: the tests of the texts' library and kernel, under their names.
 */
#include "common/pc/vga_text.h"
#include "gen/layout.h"
#include "kernel/cpu/interrupts.h"
#include "kernel/dev/timer.h"
#include "tests/kernel/guest/test.h"

TEST(trivial_assertion)
{
    EXPECT(1 == 1);
}

/* Row 03-11: a line, and without any text a line that is empty. */
TEST(test_println_simple)
{
    println();
    println("test_println_simple output");
}

/* Rows 03-5, 04-10: so many lines scroll the screen several times over. */
TEST(test_println_many)
{
    for (uint32_t i = 0; i < 200; i++) {
        println("test_println_many output");
    }
}

static void scroll(void)
{
    print(".\n");
}

/* Row 07-8: what is printed is found on the screen, cell by cell, with nothing between the two that
 * could scroll it away, as the timer does whenever it may. The line stands on the last row but one,
 * since printing it has begun another (row 04-10). Repeated, because a race that is lost once in a
 * while has to be lost here. */
TEST(test_println_output)
{
    static const char line[] = "Some test string that fits on a single line";
    const volatile uint16_t *row =
        (const volatile uint16_t *)VIRT_VGA_TEXT_START + (VGA_ROWS - 2) * VGA_COLUMNS;
    timer_on_tick(scroll);
    for (uint32_t i = 0; i < 1000; i++) {
        irq_state_t state = irq_save();
        print("\n%s\n", line);
        for (uint32_t column = 0; column < sizeof(line) - 1; column++) {
            EXPECT_EQUAL(row[column] & UINT8_MAX, (uint8_t)line[column]);
        }
        irq_restore(state);
    }
    timer_on_tick(NULL);
}

/* Row 05-4: INT3 tells of itself and returns. */
TEST(test_breakpoint_exception)
{
    __asm__ volatile("int3");
    println("It did not crash!");
}
