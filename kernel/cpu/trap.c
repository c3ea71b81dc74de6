/*
 * trap.c: which handler each vector has.
 *
 * Read by traps.asm, which calls trap_handlers[vector] with the frame and the error code; a handler
 * that takes one argument leaves the other register alone [SysV ABI 3.2.3].
 */
#include "kernel/cpu/trap.h"

#include "kernel/crash/crash.h"
#include "kernel/print.h"

uintptr_t trap_handlers[TRAP_VECTORS]; /* traps.asm */

static trap_error_handler abort_handlers[EXCEPTIONS];

void trap_set_plain(struct vector_plain vector, trap_plain_handler handler)
{
    trap_handlers[vector.number] = (uintptr_t)handler;
}

void trap_set_error(struct vector_error vector, trap_error_handler handler)
{
    trap_handlers[vector.number] = (uintptr_t)handler;
}

/* _Noreturn is no part of a function's type in C, so nobody but this can see to it. */
static void abort_call(struct trap_frame *frame, uint64_t error_code)
{
    abort_handlers[frame->vector](frame, error_code);
    panic("the handler of %s returned", exception_mnemonic((uint32_t)frame->vector));
}

void trap_set_abort(struct vector_abort vector, trap_error_handler handler)
{
    abort_handlers[vector.number] = handler;
    trap_handlers[vector.number] = (uintptr_t)abort_call;
}
