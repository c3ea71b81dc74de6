/*
 * heap_none.c: the engine `none` never has memory, and nothing that is freed can be its own
 * (row 10-3).
 *
 * The name of this file chooses the engine (make/programs.mk).
 */
#include "kernel/core/heap.h"
#include "kernel/print.h"
#include "kernel/run.h"
#include "tests/kernel/guest/guest.h"

void kernel_run(void)
{
    for (size_t size = 0; size <= HEAP_PAGE_BYTES; size++) {
        if (heap_alloc(size, 1) != NULL) {
            panic("%zu bytes from nowhere", size);
        }
    }
    print("always null\n");
    uint64_t variable = 0;
    void *volatile pointer = &variable; /* without which the compiler would see what it is */
    heap_free(pointer, sizeof(variable), _Alignof(uint64_t));
    guest_end();
}
