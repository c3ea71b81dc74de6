/*
 * 32m.c: a kernel of more than 32 MiB arrives whole: every chunk, in its place.
 */
#include "kernel/run.h"
#include "kernel/sections.h"
#include "tests/kernel/guest/guest.h"
#include "tests/kernel/guest/payload.h"

void kernel_run(void)
{
    guest_check("payload has 32 MiB", payload_bytes() == 32 << 20);
    guest_check("every page of it is in its place", payload_is_whole());
    guest_check("the header counts it", kernel_header.file_bytes > payload_bytes());
    guest_end();
}
