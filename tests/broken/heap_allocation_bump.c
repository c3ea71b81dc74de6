/*
 * heap_allocation_bump.c: the four tests of tests/kernel/heap_allocation.c on the engine `bump`,
 * which passes three and has no memory left in the last: one block that lives long keeps all the
 * others (row 11-3).
 *
 * They are included, since the name of this file is what chooses the engine (make/programs.mk).
 */
#include "kernel/run.h"
#include "tests/kernel/guest/guest.h"
#include "tests/kernel/heap_allocation.c"

/* In this order, whatever the compiler's is: what fails ends the image. */
void kernel_run(void)
{
    static const struct test *const all[] = {&test_simple_allocation, &test_large_vec,
                                             &test_many_boxes, &test_many_boxes_long_lived};
    for (size_t i = 0; i < ARRAY_LENGTH(all); i++) {
        print("%s...\t", all[i]->name);
        all[i]->run();
        guest_count(true);
        print("[ok]\n");
    }
    guest_end();
}
