/*
 * console.h: text without a BIOS: straight to the text buffer and to COM1.
 */
#ifndef STAGE2_PROTECTED_CONSOLE_H
#define STAGE2_PROTECTED_CONSOLE_H

#include "common/types.h"

/* Goes on where the BIOS left the cursor. */
void console_continue(void);

void print(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* "[stage2] step: text", one line. */
void print_step(const char *step, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* From now on text is red; for what ends the road. */
void print_in_alarm(void);

/* "[stage2] step: error: text" with what to do, then halts with interrupts off. */
_Noreturn void die(const char *step, const char *format, ...) __attribute__((format(printf, 2, 3)));

_Noreturn void halt(void);

#endif
