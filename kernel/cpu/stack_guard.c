/*
 * stack_guard.c: the canary, and what happens when it is found dead.
 *
 * Called by main.c, and by code that the compiler adds: the two names are its own. The canary is a
 * global variable (-mstack-protector-guard=global), since there is no thread-local storage here.
 */
#include "kernel/cpu/stack_guard.h"

#include "common/x86/cpu.h"
#include "kernel/print.h"

enum {
    RDRAND_TRIES = 10
}; /* [SDM1 7.3.17.1]: more failures in a row than that mean it is broken */

uintptr_t __stack_chk_guard = 1;
_Noreturn void __stack_chk_fail(void);

static uint64_t random_or_time(bool rdrand)
{
    uint64_t value = 0;
    for (uint32_t tries = 0; rdrand && tries < RDRAND_TRIES; tries++) {
        bool valid;
        __asm__ volatile("rdrand %0" : "=r"(value), "=@ccc"(valid));
        if (valid) {
            return value;
        }
    }
    /* Without it: the time since power-on, spread over all bits by an odd factor. It can be
     * guessed, but a stray write does not guess. */
    const uint64_t golden_ratio = 0x9e3779b97f4a7c15;
    return tsc_read() * golden_ratio;
}

void stack_guard_seed(bool rdrand)
{
    /* The lowest byte is 0, so that copying a string cannot write the canary it overruns. */
    __stack_chk_guard = random_or_time(rdrand) & ~(uint64_t)UINT8_MAX;
}

void __stack_chk_fail(void)
{
    panic("a function has written beyond its array on the stack");
}
