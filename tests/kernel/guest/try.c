/*
 * try.c: handlers that give up what they have interrupted.
 */
#include "tests/kernel/guest/try.h"

#include "common/x86/cpu.h"
#include "kernel/cpu/gdt.h"
#include "kernel/cpu/interrupts.h"
#include "kernel/crash/crash.h"

void try_enter(void (*action)(uint64_t argument), uint64_t argument); /* try.asm */
extern const uint8_t try_leave[];

static struct tried tried;

static void give_up(struct trap_frame *frame, uint64_t error_code)
{
    tried = (struct tried){
        .faulted = true,
        .vector = (uint32_t)frame->vector,
        .error_code = error_code,
        .cr2 = cr2_read(),
        .stack = (uintptr_t)(frame + 1),
        .frame = *frame,
    };
    frame->rip = (uintptr_t)try_leave; /* which takes its stack pointer from try_enter */
    frame->cs = GDT_CODE;              /* it may have been ring 3 */
    frame->ss = 0;
    frame->rflags &= ~(uint64_t)(EFLAGS_AC | EFLAGS_IF); /* until it has its stack again */
}

struct tried try_call(void (*action)(uint64_t argument), uint64_t argument)
{
    static const uint8_t vectors[] = {
        EXCEPTION_DE, EXCEPTION_UD, EXCEPTION_NM, EXCEPTION_DF, EXCEPTION_TS,
        EXCEPTION_NP, EXCEPTION_SS, EXCEPTION_GP, EXCEPTION_PF, EXCEPTION_AC,
    };
    bool interrupts = interrupts_are_on();
    tried = (struct tried){0};
    for (size_t i = 0; i < ARRAY_LENGTH(vectors); i++) {
        trap_set(VECTOR_ERROR(vectors[i]), give_up);
    }
    try_enter(action, argument);
    for (size_t i = 0; i < ARRAY_LENGTH(vectors); i++) {
        trap_set(VECTOR_ERROR(vectors[i]), crash_exception);
    }
    trap_set(VECTOR_DF, crash_exception);
    if (interrupts) {
        interrupts_on();
    }
    return tried;
}

void try_read(uint64_t address)
{
    (void)*(const volatile uint64_t *)address;
}

void try_write(uint64_t address)
{
    *(volatile uint64_t *)address = 0;
}

void try_execute(uint64_t address)
{
    ((void (*)(void))address)();
}
