/*
 * basic_boot.c: printing works straight after the boot (row 03-10).
 */
#include "tests/kernel/guest/test.h"

TEST(test_println)
{
    println("test_println output");
}
