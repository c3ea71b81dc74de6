/*
 * no_test.c: an image that tests nothing has not passed.
 */
#include "kernel/run.h"
#include "tests/kernel/guest/guest.h"

void kernel_run(void)
{
    guest_end();
}
