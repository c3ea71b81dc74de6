/*
 * stack_overflow_in_handler.c: the same from inside a handler, which has no more stack than what it
 * has interrupted has left it (row 06-8).
 */
#include "common/paging.h"
#include "gen/layout.h"
#include "kernel/cpu/trap.h"
#include "kernel/run.h"
#include "tests/kernel/guest/guest.h"
#include "tests/kernel/guest/test.h"

static volatile uint32_t limit = UINT32_MAX; /* which no compiler can know */

__attribute__((noinline)) static uint32_t stack_overflow(uint32_t depth)
{
    volatile uint32_t here = depth;
    return depth < limit ? stack_overflow(depth + 1) + here : 0;
}

static void breakpoint(struct trap_frame *frame)
{
    frame->rax = stack_overflow(0);
}

static void double_fault(struct trap_frame *frame, uint64_t error_code)
{
    print("\n");
    guest_check("the stack pointer had reached the guard page, the error code is 0",
                frame->rsp < VIRT_KERNEL_STACK_START + PAGE_BYTES && error_code == 0);
    guest_end();
}

void kernel_run(void)
{
    trap_set(VECTOR_BP, breakpoint);
    trap_set(VECTOR_DF, double_fault);
    print("stack_overflow_in_handler...\t");
    __asm__ volatile("int3" ::: "rax", "memory");
    panic("execution goes on after a stack overflow");
}
