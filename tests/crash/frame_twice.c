/*
 * frame_twice.c: a frame that is freed twice ends in a panic that names it.
 */
#include "kernel/mem/frame.h"
#include "kernel/run.h"
#include "tests/kernel/guest/exit.h"

void kernel_run(void)
{
    phys_t frame = frame_alloc();
    frame_free(frame);
    frame_free(frame);
    guest_exit(true);
}
