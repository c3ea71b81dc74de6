/*
 * printing.c: 10 000 lines while the timer's handler prints, too (rows 07-6, 07-7).
 *
 * tests/kernel/test_printing.py looks at what arrived: no line may be torn.
 */
#include "kernel/dev/timer.h"
#include "tests/kernel/guest/test.h"

enum { LINES = 10000 };

static uint32_t ticks;

static void tick(void)
{
    print("<tick %u>\n", ticks++);
}

TEST(both_sides_print)
{
    print("\n");
    timer_on_tick(tick);
    for (uint32_t line = 0; line < LINES; line++) {
        print("<line %u: %s>\n", line, "a piece of text that is printed as one");
    }
    timer_on_tick(NULL);
    print("<%u lines, %u ticks>\n", LINES, ticks);
    EXPECT(ticks > 0);
}
