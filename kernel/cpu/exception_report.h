/*
 * exception_report.h: what traps.asm tells about an exception, in ascending addresses.
 */
#ifndef KERNEL_CPU_EXCEPTION_REPORT_H
#define KERNEL_CPU_EXCEPTION_REPORT_H

#include "common/types.h"

struct trap_frame {
    uint64_t cr2;
    uint64_t r15, r14, r13, r12, r11, r10, r9, r8;
    uint64_t rbp, rdi, rsi, rdx, rcx, rbx, rax;
    uint64_t vector;
    uint64_t error_code;
    uint64_t rip, cs, rflags, rsp, ss;
};

/* Prints the report on screen and COM1, and halts. */
_Noreturn void exception_report(const struct trap_frame *frame);

#endif
