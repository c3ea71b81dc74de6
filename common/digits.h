/*
 * digits.h: the digits of a number, written backwards, as they come out of it.
 */
#ifndef COMMON_DIGITS_H
#define COMMON_DIGITS_H

#include "common/types.h"

enum { DIGITS_MOST = 22 }; /* 64 bits in octal, the longest there is */

/* Writes the digits of value so that they end before `end`; returns where they begin. At least one
 * digit, at most DIGITS_MOST. */
char *digits_decimal(char *end, uint64_t value);

/* The same in base 8, and in base 16, whose 16 digits are `letters`. */
char *digits_octal(char *end, uint64_t value);
char *digits_hex(char *end, uint64_t value, const char *letters);

#endif
