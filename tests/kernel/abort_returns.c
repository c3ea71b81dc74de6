/*
 * abort_returns.c: a handler that must not return, and does, ends in a panic (row 05-3).
 */
#include "common/string.h"
#include "kernel/cpu/idt.h"
#include "kernel/cpu/trap.h"
#include "kernel/run.h"
#include "kernel/stop.h"
#include "tests/kernel/guest/guest.h"
#include "tests/kernel/guest/test.h"
#include "tests/kernel/guest/try.h"

void kernel_stopping(const char *headline)
{
    static const char expected[] = "PANIC: the handler of #DF returned at kernel/cpu/trap.c:";
    guest_check(headline, memcmp(headline, expected, sizeof(expected) - 1) == 0);
}

void kernel_stop(void)
{
    guest_end();
}

static void does_nothing(struct trap_frame *frame, uint64_t error_code)
{
    (void)frame;
    (void)error_code;
}

void kernel_run(void)
{
    trap_set(VECTOR_DF, does_nothing);
    print("abort_returns...\t");
    idt_gate(EXCEPTION_PF)->options &= (uint16_t)~GATE_PRESENT;
    try_read(0);
    guest_check("[the handler returned]", false);
    guest_end();
}
