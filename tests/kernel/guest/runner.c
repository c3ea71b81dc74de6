/*
 * runner.c: runs all tests of an image, one line each, and ends the emulator.
 *
 * Takes the place of kernel/run.c in images that have none of their own. The first test that fails
 * panics, which ends the image; what was not reached is not counted as passed.
 */
#include "kernel/run.h"
#include "tests/kernel/guest/guest.h"
#include "tests/kernel/guest/test.h"

extern const struct test tests[], tests_end[]; /* kernel.ld */

void kernel_run(void)
{
    /* Two names of the linker are no array to a compiler, so addresses are subtracted. */
    uintptr_t bytes = (uintptr_t)tests_end - (uintptr_t)tests;
    print("Running %zu tests\n", bytes / sizeof(struct test));
    for (const struct test *test = tests; test != tests_end; test++) {
        print("%s...\t", test->name);
        test->run();
        guest_count(true);
        print("[ok]\n");
    }
    guest_end();
}
