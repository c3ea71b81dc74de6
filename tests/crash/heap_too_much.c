/*
 * heap_too_much.c: somebody cannot do without more memory than there is (row 10-4).
 */
#include "kernel/core/heap.h"
#include "kernel/run.h"
#include "tests/kernel/guest/guest.h"

enum { ALIGN = 64 };

void kernel_run(void)
{
    volatile size_t too_much = 1ull << 50; /* which no compiler knows */
    void *block = heap_alloc_must(too_much, ALIGN);
    heap_free(block, too_much, ALIGN);
    guest_end();
}
