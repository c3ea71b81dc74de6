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
    uint32_t count = (uint32_t)(tests_end - tests);
    print("Running %u tests\n", count);
    for (const struct test *test = tests; test != tests_end; test++) {
        print("%s...\t", test->name);
        test->run();
        guest_count(true);
        print("[ok]\n");
    }
    guest_end();
}
