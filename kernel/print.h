/*
 * print.h: the kernel's text, on the screen and on COM1 alike.
 *
 * Usable from the first instruction of C on, and from anywhere: tasks, interrupt handlers,
 * exceptions (row 03-10, 03-11).
 */
#ifndef KERNEL_PRINT_H
#define KERNEL_PRINT_H

#include <stdarg.h>

#include "common/pc/vga_text.h"
#include "common/types.h"

enum {
    PRINT_COLOUR = VGA_YELLOW, /* on black: what text has that asks for no other (row 03-4) */
    PANIC_MESSAGE_MOST = 120,
};

/* Formats (common/format.h); '\n' becomes CR LF on COM1. */
void print(const char *format, ...) __attribute__((format(printf, 1, 2)));
void print_v(const char *format, va_list arguments) __attribute__((format(printf, 1, 0)));

/* print with a new line at the end, as one piece; println() is the new line alone. */
#define println(format, ...) print(format "\n", ##__VA_ARGS__)

/* "[kernel] step: text", one line. The step is what crash reports name from then on. */
void print_step(const char *step, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* "[kernel] ready": the bring-up is done. */
void print_ready(void);

/* The attribute (common/pc/vga_text.h) of the text that follows. */
void print_colour(uint8_t attribute);

/* print in an attribute; what follows has the usual colour. */
void print_in(uint8_t attribute, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* How many lines have been printed so far. */
uint64_t print_lines(void);

/* For COM1 alone, as it stands. */
void print_serial(const char *text);

/* Clears the screen, and that of a terminal at COM1. */
void print_clear(void);

/* Shows, on the screen alone, that the output has paused and for what it waits; or takes it away
 * again. */
void print_pause(bool paused);

/* From now on nothing is waited for, and interrupts are off: for who reports a crash. */
void print_emergency(void);

/* "PANIC: text at file:line", registers and backtrace, then halts. For what cannot happen unless
 * something is broken. */
#define panic(...) panic_at(__FILE__, __LINE__, __VA_ARGS__)
_Noreturn void panic_at(const char *file, int line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
