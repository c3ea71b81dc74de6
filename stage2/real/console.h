/*
 * console.h: text to the screen and to COM1, and the end of the road.
 */
#ifndef STAGE2_REAL_CONSOLE_H
#define STAGE2_REAL_CONSOLE_H

#include "common/types.h"

/* Initialises COM1 where there is one and puts the screen into text mode if it is not. */
void console_start(void);

/* Formats (common/format.h) to screen and COM1; '\n' becomes CR LF. */
void print(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* "[stage2] step: text", one line. */
void print_step(const char *step, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* "[stage2] step: error: text" with what to do, then halts. Never returns and never reboots. */
_Noreturn void die(const char *step, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
