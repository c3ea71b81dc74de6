/*
 * should_panic.c: an image without the runner, whose only test has to panic (row 04-12).
 */
#include "kernel/run.h"
#include "kernel/stop.h"
#include "tests/kernel/guest/guest.h"
#include "tests/kernel/guest/test.h"

void kernel_stopping(const char *headline)
{
    print("[ok], with \"%s\"\n", headline);
}

void kernel_stop(void)
{
    guest_count(true);
    guest_end();
}

static void should_fail(void)
{
    EXPECT(0 == 1);
}

void kernel_run(void)
{
    print("should_fail...\t");
    should_fail();
    guest_check("[test did not panic]", false);
    guest_end();
}
