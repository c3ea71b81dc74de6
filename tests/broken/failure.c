/*
 * failure.c: the second of two tests fails.
 */
#include "tests/kernel/guest/test.h"

TEST(passes)
{
    EXPECT(true);
}

TEST(fails)
{
    EXPECT_EQUAL(1 + 1, 3);
}
