/*
 * early_exit.c: ends with the status of success in the middle of its tests.
 */
#include "tests/kernel/guest/exit.h"
#include "tests/kernel/guest/test.h"

TEST(leaves)
{
    guest_exit(true);
}
