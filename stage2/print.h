/*
 * print.h: stage2's text. Both halves compile it, each over its own console.
 */
#ifndef STAGE2_PRINT_H
#define STAGE2_PRINT_H

#include "common/types.h"

/* Formats (common/format.h) to screen and COM1; '\n' becomes CR LF. */
void print(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* "[stage2] step: text", one line. */
void print_step(const char *step, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* From now on text is red: for what ends the road. */
void print_in_alarm(void);

/* "[stage2] step: error: text" with what to do, then halts. Never returns and never reboots. */
_Noreturn void die(const char *step, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* What each half provides: its console, and its way to stop with a last word on how to go on. */
void console_put(const char *text, size_t length, uint8_t attribute);
_Noreturn void console_stop(void);

#endif
