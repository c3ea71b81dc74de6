/*
 * f64.c: arithmetic on real numbers by integers [IEEE 754 4.3.1, 5.4, 6, 7.2].
 *
 * Rows 02-7, 03-9. Each operation takes its numbers apart, computes a sign and a value
 * `significand * 2^exponent` that is exact but for one sticky bit, and has number_pack round it,
 * which is the only place that does. The sticky bit is the lowest one: set where anything was lost
 * below it, so that a value next to a tie is never taken for the tie.
 */
#include "kernel/core/f64.h"

enum {
    WORD_BITS = 64,
    SPARE_BITS = WORD_BITS - 1 - F64_FRACTION_BITS, /* below a significand at the top of a word */
    GUARD_BITS = SPARE_BITS - 1,   /* the same with room for a carry: what addition uses */
    QUOTIENT_BITS = WORD_BITS - 8, /* more than 53, a rounding and a sticky bit need */
};

struct number {
    bool negative;
    int32_t exponent;
    uint64_t significand;
};

static const f64_t not_a_number = {(UINT64_C(2) * F64_EXPONENT_MOST + 1)
                                   << (F64_FRACTION_BITS - 1)};

static f64_t signed_make(bool negative, uint64_t magnitude)
{
    return (f64_t){(uint64_t)negative << F64_SIGN_SHIFT | magnitude};
}

static f64_t infinity_make(bool negative)
{
    return signed_make(negative, (uint64_t)F64_EXPONENT_MOST << F64_FRACTION_BITS);
}

/* Of a finite number. A subnormal one has the smallest exponent, and no leading one. */
static struct number number_unpack(f64_t value)
{
    uint32_t exponent = f64_exponent(value);
    uint64_t fraction = value.bits & F64_FRACTION;
    return (struct number){
        .negative = f64_is_negative(value),
        .exponent = (int32_t)(exponent > 0 ? exponent : 1) - F64_UNIT_BIAS,
        .significand = exponent > 0 ? fraction | F64_LEADING_ONE : fraction,
    };
}

/* Shifts right; what is lost leaves its trace in the lowest bit. */
static uint64_t shift_sticky(uint64_t value, uint32_t shift)
{
    if (shift >= WORD_BITS) {
        return value != 0;
    }
    uint64_t lost = value & ((UINT64_C(1) << shift) - 1);
    return value >> shift | (lost != 0);
}

/* Until the highest bit is set; the value stays. Not for zero. */
static void number_normalise(struct number *number)
{
    int32_t shift = __builtin_clzll(number->significand);
    number->significand <<= shift;
    number->exponent -= shift;
}

/* Rounds to nearest, ties to even. The fraction's carry runs into the exponent, where it belongs:
 * from the largest subnormal number to the smallest normal one, and from the largest number to
 * infinity. */
static f64_t number_pack(struct number number)
{
    if (number.significand == 0) {
        return signed_make(number.negative, 0);
    }
    number_normalise(&number);
    int32_t exponent = number.exponent + SPARE_BITS + F64_UNIT_BIAS;
    if (exponent >= F64_EXPONENT_MOST) {
        return infinity_make(number.negative);
    }
    /* Below the smallest exponent digits are missing in front, so more go behind. */
    uint32_t excess = exponent > 0 ? 0 : (uint32_t)(1 - exponent);
    uint64_t significand = shift_sticky(number.significand, excess);
    const uint64_t half = UINT64_C(1) << (SPARE_BITS - 1);
    uint64_t odd = significand >> SPARE_BITS & 1;
    /* Half a unit, less one where a tie has to go down. That may carry out of the word, which then
     * is zero: the next power of two, but for its leading one. */
    uint64_t rounded = significand + half - 1 + odd;
    uint64_t carry = rounded < significand ? UINT64_C(2) << F64_FRACTION_BITS : 0;
    uint64_t magnitude = (rounded >> SPARE_BITS) + carry;
    if (exponent > 0) {
        magnitude += (uint64_t)(exponent - 1) << F64_FRACTION_BITS; /* plus the leading one */
    }
    return signed_make(number.negative, magnitude);
}

f64_t f64_from_i64(int64_t value)
{
    bool negative = value < 0;
    /* Negated as unsigned: the lowest number has no positive counterpart. */
    uint64_t magnitude = negative ? 0 - (uint64_t)value : (uint64_t)value;
    return number_pack((struct number){.negative = negative, .significand = magnitude});
}

f64_t f64_add(f64_t a, f64_t b)
{
    if (f64_is_nan(a) || f64_is_nan(b)) {
        return not_a_number;
    }
    if (f64_is_infinite(a) || f64_is_infinite(b)) {
        bool cancel = f64_is_infinite(a) && f64_is_infinite(b) && a.bits != b.bits;
        return cancel ? not_a_number : f64_is_infinite(a) ? a : b;
    }
    struct number large = number_unpack(a);
    struct number small = number_unpack(b);
    if (large.exponent < small.exponent) {
        struct number other = large;
        large = small;
        small = other;
    }
    uint64_t x = large.significand << GUARD_BITS;
    uint64_t y = small.significand << GUARD_BITS;
    y = shift_sticky(y, (uint32_t)(large.exponent - small.exponent));
    struct number sum = {.negative = large.negative, .exponent = large.exponent - GUARD_BITS};
    if (large.negative == small.negative) {
        sum.significand = x + y;
    } else if (x == y) {
        sum.negative = false; /* a number less itself is +0 */
    } else {
        sum.negative = x > y ? large.negative : small.negative;
        sum.significand = x > y ? x - y : y - x;
    }
    return number_pack(sum);
}

f64_t f64_sub(f64_t a, f64_t b)
{
    return f64_add(a, (f64_t){b.bits ^ UINT64_C(1) << F64_SIGN_SHIFT});
}

f64_t f64_mul(f64_t a, f64_t b)
{
    bool negative = f64_is_negative(a) != f64_is_negative(b);
    if (f64_is_nan(a) || f64_is_nan(b)) {
        return not_a_number;
    }
    if (f64_is_infinite(a) || f64_is_infinite(b)) {
        return f64_is_zero(a) || f64_is_zero(b) ? not_a_number : infinity_make(negative);
    }
    if (f64_is_zero(a) || f64_is_zero(b)) {
        return signed_make(negative, 0);
    }
    struct number x = number_unpack(a);
    struct number y = number_unpack(b);
    number_normalise(&x);
    number_normalise(&y);
    unsigned __int128 product = (unsigned __int128)x.significand * y.significand;
    return number_pack((struct number){
        .negative = negative,
        .exponent = x.exponent + y.exponent + WORD_BITS,
        .significand = (uint64_t)(product >> WORD_BITS) | ((uint64_t)product != 0),
    });
}

/* x / y as on paper, a bit at a time; x and y begin with a one at the same place. */
static uint64_t quotient_of(uint64_t x, uint64_t y)
{
    uint64_t quotient = 0;
    uint64_t remainder = x;
    for (int i = 0; i < QUOTIENT_BITS; i++) {
        quotient <<= 1;
        if (remainder >= y) {
            remainder -= y;
            quotient |= 1;
        }
        remainder <<= 1;
    }
    return quotient << 1 | (remainder != 0);
}

f64_t f64_div(f64_t a, f64_t b)
{
    bool negative = f64_is_negative(a) != f64_is_negative(b);
    if (f64_is_nan(a) || f64_is_nan(b) || (f64_is_infinite(a) && f64_is_infinite(b)) ||
        (f64_is_zero(a) && f64_is_zero(b))) {
        return not_a_number;
    }
    if (f64_is_infinite(a) || f64_is_zero(b)) {
        return infinity_make(negative);
    }
    if (f64_is_infinite(b) || f64_is_zero(a)) {
        return signed_make(negative, 0);
    }
    struct number x = number_unpack(a);
    struct number y = number_unpack(b);
    number_normalise(&x);
    number_normalise(&y);
    return number_pack((struct number){
        .negative = negative,
        .exponent = x.exponent - y.exponent - QUOTIENT_BITS,
        /* One bit down, since a remainder is doubled. */
        .significand = quotient_of(x.significand >> 1, y.significand >> 1),
    });
}

enum f64_order f64_compare(f64_t a, f64_t b)
{
    if (f64_is_nan(a) || f64_is_nan(b)) {
        return F64_UNORDERED;
    }
    if (a.bits == b.bits || (f64_is_zero(a) && f64_is_zero(b))) {
        return F64_EQUAL;
    }
    if (f64_is_negative(a) != f64_is_negative(b)) {
        return f64_is_negative(a) ? F64_LESS : F64_GREATER;
    }
    /* Of one sign: the order of the bits is the order of the magnitudes. */
    return (a.bits < b.bits) != f64_is_negative(a) ? F64_LESS : F64_GREATER;
}
