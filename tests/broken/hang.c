/*
 * hang.c: a test that never ends, which the harness has to notice (row 04-9).
 */
#include "tests/kernel/guest/test.h"

TEST(passes)
{
    EXPECT(true);
}

TEST(spins_for_ever)
{
    for (;;) {
        __asm__ volatile("pause");
    }
}
