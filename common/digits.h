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

/* The same for a base of 2^bits, at most 16; letters has one character for each digit. */
char *digits_power(char *end, uint64_t value, uint32_t bits, const char *letters);

#endif
