/*
 * f64_text.c: the shortest decimal of a real number [Steele-White] [Burger-Dybvig].
 *
 * Row 03-9. All decimals nearer to a number than half the way to its neighbours read back as this
 * number. Digits are computed one by one, by long division of exact integers, until what has been
 * written lies within that distance. The integers are large, since 2^-1074 has that many bits; they
 * have a fixed size, and none is ever rounded.
 */
#include "kernel/core/f64_text.h"

#include "common/string.h"

enum {
    BASE = 10,
    WORD_BITS = 32,
    BIG_WORDS = 36,   /* for 2^1075 in the 34th, and the two behind it that big_make writes */
    DIGITS_MOST = 17, /* which tell any two numbers apart */
    PLAIN_LEAST = -6, /* powers of ten: from here ... */
    PLAIN_MOST = 21,  /* ... to below here without an exponent */
};

struct big {
    uint32_t words[BIG_WORDS]; /* the lowest first */
};

/* value << shift */
static struct big big_make(uint64_t value, uint32_t shift)
{
    struct big big = {{0}};
    uint32_t word = shift / WORD_BITS;
    uint32_t bits = shift % WORD_BITS;
    uint64_t low = (value & UINT32_MAX) << bits;
    uint64_t high = (value >> WORD_BITS << bits) + (low >> WORD_BITS);
    big.words[word] = (uint32_t)low;
    big.words[word + 1] = (uint32_t)high;
    big.words[word + 2] = (uint32_t)(high >> WORD_BITS);
    return big;
}

static void big_multiply(struct big *big, uint32_t factor)
{
    uint64_t carry = 0;
    for (uint32_t i = 0; i < BIG_WORDS; i++) {
        carry += (uint64_t)big->words[i] * factor;
        big->words[i] = (uint32_t)carry;
        carry >>= WORD_BITS;
    }
}

static struct big big_add(const struct big *a, const struct big *b)
{
    struct big sum;
    uint64_t carry = 0;
    for (uint32_t i = 0; i < BIG_WORDS; i++) {
        carry += (uint64_t)a->words[i] + b->words[i];
        sum.words[i] = (uint32_t)carry;
        carry >>= WORD_BITS;
    }
    return sum;
}

/* Less, equal, greater: -1, 0, 1. */
static int big_compare(const struct big *a, const struct big *b)
{
    for (uint32_t i = BIG_WORDS; i-- > 0;) {
        if (a->words[i] != b->words[i]) {
            return a->words[i] < b->words[i] ? -1 : 1;
        }
    }
    return 0;
}

static void big_subtract(struct big *a, const struct big *b)
{
    uint64_t borrow = 0;
    for (uint32_t i = 0; i < BIG_WORDS; i++) {
        uint64_t difference = (uint64_t)a->words[i] - b->words[i] - borrow;
        a->words[i] = (uint32_t)difference;
        borrow = difference >> WORD_BITS & 1;
    }
}

/*
 * The number as a fraction, and the distances half-way to its neighbours with the same denominator:
 *
 *     number = rest / one, lower neighbour (rest - 2 * below) / one, upper (rest + 2 * above) / one
 */
struct fraction {
    struct big rest, one, below, above;
    bool even; /* then a decimal exactly half-way reads back as this number, not as the neighbour */
};

static struct fraction fraction_make(f64_t value)
{
    uint32_t exponent = f64_exponent(value);
    uint64_t significand = value.bits & F64_FRACTION;
    significand |= exponent > 0 ? F64_LEADING_ONE : 0;
    int32_t power = (int32_t)(exponent > 0 ? exponent : 1) - F64_UNIT_BIAS;
    /* Below a power of two the numbers lie twice as close. */
    uint32_t closer = exponent > 1 && significand == F64_LEADING_ONE ? 1 : 0;
    uint32_t up = power > 0 ? (uint32_t)power : 0;
    uint32_t down = power < 0 ? (uint32_t)-power : 0;
    return (struct fraction){
        .rest = big_make(significand, up + 1 + closer),
        .one = big_make(1, down + 1 + closer),
        .below = big_make(1, up),
        .above = big_make(1, up + closer),
        .even = significand % 2 == 0,
    };
}

static void fraction_scale(struct fraction *fraction)
{
    big_multiply(&fraction->rest, BASE);
    big_multiply(&fraction->below, BASE);
    big_multiply(&fraction->above, BASE);
}

/* Does the decimal that is larger by one of the last digit read back as the number, too? */
static bool upper_is_beyond(const struct fraction *fraction)
{
    struct big upper = big_add(&fraction->rest, &fraction->above);
    int order = big_compare(&upper, &fraction->one);
    return fraction->even ? order >= 0 : order > 0;
}

/* Multiplies by a power of ten so that the digits begin right behind the point; returns the power
 * that the number has been divided by. At most 324 rounds, either way. */
static int32_t fraction_align(struct fraction *fraction)
{
    int32_t power = 0;
    while (upper_is_beyond(fraction)) {
        big_multiply(&fraction->one, BASE);
        power++;
    }
    for (;;) {
        struct fraction scaled = *fraction;
        fraction_scale(&scaled);
        if (upper_is_beyond(&scaled)) {
            return power;
        }
        *fraction = scaled;
        power--;
    }
}

/* Writes the digits behind "0."; returns how many. */
static uint32_t digits_write(struct fraction *fraction, char digits[DIGITS_MOST])
{
    uint32_t count = 0;
    bool low_is_near = false;
    bool high_is_near = false;
    while (!low_is_near && !high_is_near && count < DIGITS_MOST) {
        fraction_scale(fraction);
        char digit = '0';
        while (big_compare(&fraction->rest, &fraction->one) >= 0) {
            big_subtract(&fraction->rest, &fraction->one);
            digit++;
        }
        int order = big_compare(&fraction->rest, &fraction->below);
        low_is_near = fraction->even ? order <= 0 : order < 0;
        high_is_near = upper_is_beyond(fraction);
        digits[count++] = digit;
    }
    /* Both this digit and the next one may be good: the nearer, and of two as near the even one. */
    struct big twice = big_add(&fraction->rest, &fraction->rest);
    int order = big_compare(&twice, &fraction->one);
    bool odd = digits[count - 1] % 2 != 0;
    if (high_is_near && (!low_is_near || order > 0 || (order == 0 && odd))) {
        digits[count - 1]++;
    }
    return count;
}

static char *zeros_put(char *at, int32_t count)
{
    for (; count > 0; count--) {
        *at++ = '0';
    }
    return at;
}

static char *run_put(char *at, const char *run, uint32_t length)
{
    memcpy(at, run, length);
    return at + length;
}

/* 0.DIGITS times ten to the power, without an exponent. */
static char *plain_put(char *at, const char *digits, uint32_t count, int32_t power)
{
    if (power <= 0) {
        at = zeros_put(run_put(at, "0.", 2), -power);
        return run_put(at, digits, count);
    }
    uint32_t whole = (uint32_t)power;
    if (whole >= count) {
        return zeros_put(run_put(at, digits, count), power - (int32_t)count);
    }
    at = run_put(at, digits, whole);
    *at++ = '.';
    return run_put(at, digits + whole, count - whole);
}

static char *exponent_put(char *at, int32_t exponent)
{
    *at++ = 'e';
    if (exponent < 0) {
        *at++ = '-';
        exponent = -exponent;
    }
    for (int32_t unit = exponent >= 100    ? 100
                        : exponent >= BASE ? BASE
                                           : 1;
         unit > 0; unit /= BASE) {
        *at++ = (char)('0' + exponent / unit % BASE);
    }
    return at;
}

static char *finite_put(char *at, f64_t value)
{
    struct fraction fraction = fraction_make(value);
    char digits[DIGITS_MOST];
    int32_t power = fraction_align(&fraction);
    uint32_t count = digits_write(&fraction, digits);
    /* 0.15 * 10^-6 is 1.5e-7: the exponent counts from behind the first digit. */
    int32_t exponent = power - 1;
    if (exponent >= PLAIN_LEAST && exponent < PLAIN_MOST) {
        return plain_put(at, digits, count, power);
    }
    return exponent_put(plain_put(at, digits, count, 1), exponent);
}

const char *f64_text(char buffer[F64_TEXT_MOST], f64_t value)
{
    char *at = buffer;
    if (f64_is_nan(value)) {
        return memcpy(buffer, "NaN", sizeof("NaN"));
    }
    if (f64_is_negative(value)) {
        *at++ = '-';
    }
    if (f64_is_infinite(value)) {
        at = run_put(at, "inf", 3);
    } else if (f64_is_zero(value)) {
        *at++ = '0';
    } else {
        at = finite_put(at, value);
    }
    *at = '\0';
    return buffer;
}
