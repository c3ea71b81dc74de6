/*
 * stack_guard.h: the canary that the compiler puts between a function's arrays and its return
 * address (-fstack-protector-strong).
 */
#ifndef KERNEL_CPU_STACK_GUARD_H
#define KERNEL_CPU_STACK_GUARD_H

#include "common/types.h"

/* Gives the canary a value that nobody knows. Call from a function that never returns: every other
 * one would compare the new value with the old. */
void stack_guard_seed(bool rdrand);

#endif
