/*
 * stack_overflow.c: a stack that overflows is reported, not a reset (rows 06-2, 06-5, 06-8,
 * 06-10).
 *
 * The page fault at the guard page cannot push its frame there, which makes it a double fault, and
 * that has a stack of its own. An image without the runner: the report is the proof.
 */
#include "common/paging.h"
#include "gen/layout.h"
#include "kernel/cpu/trap.h"
#include "kernel/run.h"
#include "tests/kernel/guest/guest.h"
#include "tests/kernel/guest/test.h"

/* With an IST stack of its own, the handler runs where nothing is broken. */
static void double_fault(struct trap_frame *frame, uint64_t error_code)
{
    uint64_t here = (uintptr_t)__builtin_frame_address(0);
    print("\n");
    guest_check("the error code is 0", error_code == 0);
    guest_check("the handler runs on df_stack",
                here >= VIRT_DF_STACK_START && here < VIRT_DF_STACK_END);
    guest_check("the frame begins at its top",
                (uintptr_t)&frame->ss + sizeof(frame->ss) == VIRT_DF_STACK_END);
    guest_check("the stack pointer had reached the guard page",
                frame->rsp <= VIRT_KERNEL_STACK_START + 2 * PAGE_BYTES);
    guest_end();
}

static volatile uint32_t limit = UINT32_MAX; /* which no compiler can know */

/* A volatile read behind the call, so that no compiler makes a jump or a loop of it. */
__attribute__((noinline)) static uint32_t stack_overflow(uint32_t depth)
{
    volatile uint32_t here = depth;
    return depth < limit ? stack_overflow(depth + 1) + here : 0;
}

void kernel_run(void)
{
    trap_set(VECTOR_DF, double_fault);
    print("stack_overflow...\t");
    volatile uint32_t sum = stack_overflow(0);
    panic("execution goes on after a stack overflow, %u", sum);
}
