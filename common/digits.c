/*
 * digits.c: the digits of a number, for format.c.
 *
 * Two decimal digits a step, from a table of pairs, halve the divisions; a base that is a power of
 * two needs shifts alone. 16- and 32-bit code has no library for 64-bit division, so a number above
 * 32 bits is taken apart by hand, the same way in every mode.
 */
#include "common/digits.h"

enum {
    BASE = 10,
    PAIR = 100,   /* two decimal digits */
    QUAD = 10000, /* four */
    OCTAL_BITS = 3,
    HEX_BITS = 4,
    HALFWORD_BITS = 16,
    HALFWORD_MASK = 0xffff,
    HALFWORDS = 4, /* in 64 bits */
};

static const char pairs[] = "0001020304050607080910111213141516171819"
                            "2021222324252627282930313233343536373839"
                            "4041424344454647484950515253545556575859"
                            "6061626364656667686970717273747576777879"
                            "8081828384858687888990919293949596979899";

/*
 * Divides by 10000 and returns the remainder: long division as on paper, with digits of 16 bits.
 * The remainder is below 2^14, so a remainder and the next digit fit into 32 bits, and a compiler
 * turns each division by a constant into a multiplication.
 */
static uint32_t divide_quad(uint64_t *value)
{
    uint64_t quotient = 0;
    uint32_t remainder = 0;
    for (int shift = (HALFWORDS - 1) * HALFWORD_BITS; shift >= 0; shift -= HALFWORD_BITS) {
        uint32_t digit = (uint32_t)(*value >> shift) & HALFWORD_MASK;
        uint32_t dividend = remainder << HALFWORD_BITS | digit;
        quotient = quotient << HALFWORD_BITS | dividend / QUAD;
        remainder = dividend % QUAD;
    }
    *value = quotient;
    return remainder;
}

static char *pair_before(char *end, uint32_t pair)
{
    const char *digits = &pairs[(size_t)2 * pair];
    end[-2] = digits[0];
    end[-1] = digits[1];
    return end - 2;
}

char *digits_decimal(char *end, uint64_t value)
{
    while (value > UINT32_MAX) {
        uint32_t quad = divide_quad(&value);
        end = pair_before(end, quad % PAIR);
        end = pair_before(end, quad / PAIR);
    }
    uint32_t rest = (uint32_t)value;
    for (; rest >= PAIR; rest /= PAIR) {
        end = pair_before(end, rest % PAIR);
    }
    if (rest >= BASE) {
        return pair_before(end, rest);
    }
    *--end = (char)('0' + rest);
    return end;
}

/* Bits and letters are known where it is called, so code that is built for speed has two of it. */
static char *power(char *end, uint64_t value, uint32_t bits, const char *letters)
{
    const uint32_t mask = (1u << bits) - 1;
    do {
        *--end = letters[(uint32_t)value & mask];
        value >>= bits;
    } while (value != 0);
    return end;
}

char *digits_octal(char *end, uint64_t value)
{
    return power(end, value, OCTAL_BITS, "01234567");
}

char *digits_hex(char *end, uint64_t value, const char *letters)
{
    return power(end, value, HEX_BITS, letters);
}
