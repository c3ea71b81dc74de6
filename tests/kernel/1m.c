/*
 * 1m.c: a kernel with 1 MiB of payload, for the bench: what does a byte cost?
 */
#include "kernel/run.h"
#include "tests/kernel/guest/guest.h"
#include "tests/kernel/guest/payload.h"

void kernel_run(void)
{
    guest_check("payload has 1 MiB", payload_bytes() == 1 << 20);
    guest_check("every page of it is in its place", payload_is_whole());
    guest_end();
}
