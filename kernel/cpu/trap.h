/*
 * trap.h: what happens on an exception or an interrupt, and who is called.
 *
 * A vector's type says which handler it takes, so that a handler which forgets the error code, or
 * invents one, does not compile (row 05-3):
 *
 *     trap_set(VECTOR_BP, handler);   void handler(struct trap_frame *frame)
 *     trap_set(VECTOR_PF, handler);   void handler(struct trap_frame *frame, uint64_t error_code)
 *     trap_set(VECTOR_DF, handler);   as VECTOR_PF; if it ever returns, the kernel panics
 */
#ifndef KERNEL_CPU_TRAP_H
#define KERNEL_CPU_TRAP_H

#include "common/exception.h"
#include "common/types.h"

enum {
    TRAP_VECTORS = 256,
    TRAP_STUB_BYTES = 16, /* each entry stub's length in traps.asm */
};

/* What the stubs of traps.asm leave on the stack, in ascending addresses. A handler may change it:
 * what it leaves there is what the interrupted code goes on with. */
struct trap_frame {
    uint64_t r15, r14, r13, r12, r11, r10, r9, r8;
    uint64_t rbp, rdi, rsi, rdx, rcx, rbx, rax;
    uint64_t vector;
    uint64_t error_code; /* 0 where the CPU pushes none */
    uint64_t rip, cs, rflags, rsp, ss;
};

typedef void (*trap_plain_handler)(struct trap_frame *frame);
typedef void (*trap_error_handler)(struct trap_frame *frame, uint64_t error_code);

/* Three types for three sorts of vectors: without an error code, with one, and with one but
 * without a way back. */
struct vector_plain {
    uint8_t number;
};
struct vector_error {
    uint8_t number;
};
struct vector_abort {
    uint8_t number;
};

#define VECTOR_PLAIN(number) ((struct vector_plain){number})
#define VECTOR_ERROR(number) ((struct vector_error){number})
#define VECTOR_ABORT(number) ((struct vector_abort){number})

/* [SDM3 6.3.1], by the manual's mnemonics. */
#define VECTOR_DE  VECTOR_PLAIN(EXCEPTION_DE)
#define VECTOR_DB  VECTOR_PLAIN(EXCEPTION_DB)
#define VECTOR_NMI VECTOR_PLAIN(EXCEPTION_NMI)
#define VECTOR_BP  VECTOR_PLAIN(EXCEPTION_BP)
#define VECTOR_UD  VECTOR_PLAIN(EXCEPTION_UD)
#define VECTOR_NM  VECTOR_PLAIN(EXCEPTION_NM)
#define VECTOR_DF  VECTOR_ABORT(EXCEPTION_DF)
#define VECTOR_NP  VECTOR_ERROR(EXCEPTION_NP)
#define VECTOR_SS  VECTOR_ERROR(EXCEPTION_SS)
#define VECTOR_GP  VECTOR_ERROR(EXCEPTION_GP)
#define VECTOR_PF  VECTOR_ERROR(EXCEPTION_PF)
#define VECTOR_MC  VECTOR_ABORT(EXCEPTION_MC)

/* The handler of a vector from now on; the table itself is loaded by idt_load. */
#define trap_set(vector, handler)                                                                  \
    _Generic((vector), struct vector_plain                                                         \
             : trap_set_plain, struct vector_error                                                 \
             : trap_set_error, struct vector_abort                                                 \
             : trap_set_abort)(vector, handler)

void trap_set_plain(struct vector_plain vector, trap_plain_handler handler);
void trap_set_error(struct vector_error vector, trap_error_handler handler);
void trap_set_abort(struct vector_abort vector, trap_error_handler handler);

#endif
