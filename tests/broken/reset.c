/*
 * reset.c: a test that resets the machine, by a triple fault: with an empty IDT, no exception can
 * be delivered, nor the double fault that follows from that.
 */
#include "kernel/cpu/table_pointer.h"
#include "tests/kernel/guest/test.h"

TEST(resets_the_machine)
{
    const struct table_pointer nothing = {0, 0};
    __asm__ volatile("lidt %0\n\tint3" ::"m"(nothing));
}
