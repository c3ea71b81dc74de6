/*
 * f64.h: real numbers without a floating-point unit: binary64 of [IEEE 754], by integer code.
 *
 * The kernel may touch no SSE or x87 register, and no compiler passes a double without one, so a
 * number travels as its 64 bits. Every result is rounded to nearest, ties to even, as by hardware;
 * there are no exceptions and no flags.
 *
 *      63     62 .. 52     51 .. 0
 *     +----+-------------+---------+
 *     |sign|  exponent   |fraction |   (-1)^sign * 1.fraction * 2^(exponent - 1023)
 *     +----+-------------+---------+
 *
 * Exponent 0 has no leading 1 (zero, and the subnormal numbers, in steps of 2^-1074); exponent 2047
 * is an infinity, or with any fraction no number at all.
 */
#ifndef KERNEL_CORE_F64_H
#define KERNEL_CORE_F64_H

#include "common/types.h"

enum {
    F64_FRACTION_BITS = 52,
    F64_EXPONENT_MOST = 2047,
    F64_EXPONENT_BIAS = 1023,
    F64_SIGN_SHIFT = 63,
    F64_UNIT_BIAS = F64_EXPONENT_BIAS + F64_FRACTION_BITS, /* a fraction counts in 2^-52 */
};
#define F64_LEADING_ONE (UINT64_C(1) << F64_FRACTION_BITS)
#define F64_FRACTION    (F64_LEADING_ONE - 1)

typedef struct f64 {
    uint64_t bits;
} f64_t;

enum f64_order { F64_LESS = -1, F64_EQUAL = 0, F64_GREATER = 1, F64_UNORDERED = 2 };

f64_t f64_from_i64(int64_t value);
f64_t f64_add(f64_t a, f64_t b);
f64_t f64_sub(f64_t a, f64_t b);
f64_t f64_mul(f64_t a, f64_t b);
f64_t f64_div(f64_t a, f64_t b);

/* How a compares with b; what is no number compares with nothing, not even itself. */
enum f64_order f64_compare(f64_t a, f64_t b);

static inline bool f64_is_negative(f64_t value)
{
    return value.bits >> F64_SIGN_SHIFT != 0;
}

static inline bool f64_is_zero(f64_t value)
{
    return value.bits << 1 == 0;
}

static inline uint32_t f64_exponent(f64_t value)
{
    return value.bits >> F64_FRACTION_BITS & F64_EXPONENT_MOST;
}

static inline bool f64_is_nan(f64_t value)
{
    return f64_exponent(value) == F64_EXPONENT_MOST && (value.bits & F64_FRACTION) != 0;
}

static inline bool f64_is_infinite(f64_t value)
{
    return f64_exponent(value) == F64_EXPONENT_MOST && (value.bits & F64_FRACTION) == 0;
}

#endif
