/*
 * guest.c: what an image counts, and its last line.
 */
#include "tests/kernel/guest/guest.h"

#include "kernel/print.h"
#include "tests/kernel/guest/exit.h"

static uint32_t passed;
static uint32_t failed;

void guest_count(bool holds)
{
    passed += holds;
    failed += !holds;
}

void guest_check(const char *what, bool holds)
{
    guest_count(holds);
    print("%s...\t%s\n", what, holds ? "[ok]" : "[failed]");
}

void guest_end(void)
{
    print("TESTS: %u passed, %u failed\n", passed, failed);
    guest_exit(failed == 0 && passed > 0);
}
