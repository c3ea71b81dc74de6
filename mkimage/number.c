/*
 * number.c: reads one number of disk.layout [number.h]. Pure.
 *
 * The C library's strtoull is not used: it takes signs, spaces and octal, and a plan of addresses
 * in which 010 means 8 is a trap for its readers.
 */
#include "mkimage/number.h"

#include <string.h>

enum { DECIMAL = 10, HEXADECIMAL = 16, UNIT_SHIFT = 10, BITS = 64 };

static const char not_a_number[] = "is not a number (decimal or 0x hexadecimal, then K, M, G or T)";
static const char too_large[] = "does not fit 64 bits";

/* HEXADECIMAL, which is no digit of any base, for all other characters. */
static unsigned digit_value(char digit)
{
    if (digit >= '0' && digit <= '9') {
        return (unsigned)(digit - '0');
    }
    char lower = (char)(digit | ' ');
    if (lower >= 'a' && lower <= 'f') {
        return (unsigned)(lower - 'a') + DECIMAL;
    }
    return HEXADECIMAL;
}

/* Moves *text behind the digits. The limit is compared before each step: 64 bits cannot hold more.
 */
static const char *digits_parse(const char **text, unsigned base, uint64_t *value)
{
    const char *start = *text;
    *value = 0;
    for (; digit_value(**text) < base; (*text)++) {
        unsigned digit = digit_value(**text);
        if (*value > (UINT64_MAX - digit) / base) {
            return too_large;
        }
        *value = *value * base + digit;
    }
    return *text == start ? not_a_number : NULL;
}

/* Shifts by 10, 20, 30 or 40; what would be shifted out has to be zero. */
static const char *unit_apply(const char *text, uint64_t *value)
{
    if (*text == '\0') {
        return NULL;
    }
    const char *units = "KMGT";
    const char *unit = strchr(units, *text);
    if (unit == NULL || text[1] != '\0') {
        return not_a_number;
    }
    unsigned shift = (unsigned)(unit - units + 1) * UNIT_SHIFT;
    if (*value >> (BITS - shift) != 0) {
        return too_large;
    }
    *value <<= shift;
    return NULL;
}

const char *number_parse(const char *text, uint64_t *value)
{
    if (text[0] == '-') {
        return "is negative";
    }
    bool hexadecimal = text[0] == '0' && text[1] == 'x';
    if (text[0] == '0' && digit_value(text[1]) < DECIMAL) {
        return "begins with 0, which other readers take for octal";
    }
    const char *digits = hexadecimal ? text + strlen("0x") : text;
    const char *wrong = digits_parse(&digits, hexadecimal ? HEXADECIMAL : DECIMAL, value);
    return wrong != NULL ? wrong : unit_apply(digits, value);
}
