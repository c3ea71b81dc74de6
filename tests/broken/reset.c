/*
 * reset.c: a test that resets the machine, by a triple fault.
 */
#include "kernel/cpu/triple_fault.h"
#include "tests/kernel/guest/test.h"

TEST(resets_the_machine)
{
    cpu_triple_fault();
}
