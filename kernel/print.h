/*
 * print.h: the kernel's text, on the screen and on COM1 alike.
 */
#ifndef KERNEL_PRINT_H
#define KERNEL_PRINT_H

#include "common/types.h"

/* Formats (common/format.h); '\n' becomes CR LF on COM1. */
void print(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* "[kernel] ", as every line of the bring-up begins. */
void print_tag(void);

/* "[kernel] step: text", one line. */
void print_step(const char *step, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The attribute (common/pc/vga_text.h) of the text that follows. */
void print_colour(uint8_t attribute);

/* "PANIC: text at file:line", then halts. For what cannot happen unless something is broken. */
#define panic(...) panic_at(__FILE__, __LINE__, __VA_ARGS__)
_Noreturn void panic_at(const char *file, int line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
