/*
 * fault.h: what faults.asm tells about an exception, in ascending addresses.
 */
#ifndef STAGE2_PROTECTED_FAULT_H
#define STAGE2_PROTECTED_FAULT_H

#include "common/types.h"

struct fault_frame {
    uint64_t long_mode; /* 0: the exception came in protected mode, R8 to R15 mean nothing */
    uint64_t cr2;
    uint64_t r15, r14, r13, r12, r11, r10, r9, r8;
    uint64_t rbp, rdi, rsi, rdx, rcx, rbx, rax;
    uint64_t vector;
    uint64_t error_code; /* 0 for an exception that has none */
    uint64_t rip, cs, rflags, rsp, ss;
};

_Static_assert(sizeof(struct fault_frame) == 24 * 8, "FAULT_FRAME_SLOTS of faults.asm");

/* Prints the report on screen and COM1, and halts. */
_Noreturn void fault_report(const struct fault_frame *frame);

#endif
