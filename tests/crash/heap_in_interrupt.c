/*
 * heap_in_interrupt.c: an interrupt handler allocates, which it may not: what it has interrupted
 * may be in the middle of the heap (row 11-11).
 */
#include "kernel/core/heap.h"
#include "kernel/dev/timer.h"
#include "kernel/run.h"
#include "tests/kernel/guest/guest.h"

static void tick(void)
{
    uint64_t *block = HEAP_NEW(uint64_t);
    HEAP_DELETE(block);
}

void kernel_run(void)
{
    tick(); /* here it may */
    timer_on_tick(tick);
    timer_sleep(50);
    guest_end();
}
