/*
 * format.h: printf's formatting for every program here, into a sink that takes runs of text.
 *
 *   %[flags][width][.precision][length]conversion
 *
 *   flags       '-' left, '0' zero pad, '+' and ' ' sign, '#' 0x prefix for x, X
 *   width       decimal or '*'
 *   precision   for s: at most so many bytes; for integers: at least so many digits; or '*'
 *   length      hh h l ll z t j
 *   conversion  d i u x X o c s p %
 *
 * Differences from C's printf: no n, no floating point; %p prints 0x and all digits of a pointer
 * ('0x%08x' or '0x%016llx'); a null string prints (null). Checked by the compiler's attribute.
 */
#ifndef COMMON_FORMAT_H
#define COMMON_FORMAT_H

#include <stdarg.h>

#include "common/types.h"

/* Takes `length` bytes; called as often as it pleases the formatter, never with length 0. */
typedef void (*format_sink)(void *context, const char *text, size_t length);

/* Formats into the sink; returns the number of bytes given to it. */
size_t format_to(format_sink sink, void *context, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
size_t format_to_v(format_sink sink, void *context, const char *format, va_list arguments)
    __attribute__((format(printf, 3, 0)));

/* Formats into buffer[size], always with a final NUL where size > 0; returns the full length, as
 * snprintf does, so a return value >= size means that the text was cut. */
size_t format_buffer(char *buffer, size_t size, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
size_t format_buffer_v(char *buffer, size_t size, const char *format, va_list arguments)
    __attribute__((format(printf, 3, 0)));

#endif
