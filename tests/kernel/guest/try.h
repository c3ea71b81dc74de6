/*
 * try.h: does something that is expected to fault, and goes on.
 */
#ifndef TESTS_KERNEL_GUEST_TRY_H
#define TESTS_KERNEL_GUEST_TRY_H

#include "kernel/cpu/trap.h"

struct tried {
    bool faulted;
    uint32_t vector;
    uint64_t error_code;
    uint64_t cr2;
    uint64_t stack; /* where the frame began: above its last word */
    struct trap_frame frame;
};

/* Calls action(argument). An exception in it (#DE, #UD, #NM, #DF to #PF, #AC) is told and gives it
 * up: what it would have done afterwards is not done. Must not be nested. */
struct tried try_call(void (*action)(uint64_t argument), uint64_t argument);

/* The usual actions. */
void try_read(uint64_t address);
void try_write(uint64_t address);
void try_execute(uint64_t address);

#endif
