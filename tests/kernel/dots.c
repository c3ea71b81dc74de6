/*
 * dots.c: the timer's handler prints a dot, and goes on to (row 07-3).
 */
#include "kernel/dev/timer.h"
#include "tests/kernel/guest/test.h"

static void tick(void)
{
    print(".");
}

TEST(the_timer_prints_dots)
{
    timer_on_tick(tick);
    timer_sleep(10);
    timer_on_tick(NULL);
}
