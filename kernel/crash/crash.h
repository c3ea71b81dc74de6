/*
 * crash.h: the end, told: exceptions and panics with all that helps to understand them.
 */
#ifndef KERNEL_CRASH_CRASH_H
#define KERNEL_CRASH_CRASH_H

#include "kernel/cpu/trap.h"

/* Makes every exception end in a report, but #BP and the vectors from 32 up, which tell one line
 * and go on. */
void crash_start(void);

/* The handler of every exception that has no other: prints the report and stops. */
void crash_exception(struct trap_frame *frame, uint64_t error_code);

/* The first line of the report to come, for crashes that are no exception: "PANIC: ..." or
 * "HEAP: ...". */
void crash_headline(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* A line, with its '\n', that explains the headline; added to what was said so far. */
void crash_explain(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Prints the report under the headline, with the registers as they are, and stops. In traps.asm,
 * which calls crash_panic. */
_Noreturn void crash_with_registers(void);
_Noreturn void crash_panic(const struct trap_frame *frame);

/* What the kernel is doing, for the report; `doing` has to stay where it is. */
void crash_note(const char *doing);

#endif
