/*
 * stop.c: a crash in a test image is a test that failed, and the end of the image.
 *
 * Takes the place of kernel/stop.c, unless the image has another use for crashes.
 */
#include "kernel/stop.h"

#include "kernel/print.h"
#include "tests/kernel/guest/guest.h"

void kernel_stopping(const char *headline)
{
    print("[failed]\nError: %s\n", headline);
}

void kernel_stop(void)
{
    guest_count(false);
    guest_end();
}
