/*
 * clock.c: the interval timer's counts as time [8254].
 *
 * Called by whoever tells the time. Each product is split before it is formed, into whole parts and
 * a rest, so that nothing overflows and nothing is lost.
 */
#include "kernel/core/clock.h"

#include "common/format.h"
#include "common/pc/i8254.h"

enum { MILLI = 1000, PPM = 1000000 };
enum { MS_OF_A_SECOND = 1000, MS_OF_A_MINUTE = 60000, MS_OF_AN_HOUR = 3600000 };
enum { MS_OF_A_DAY = 24 * MS_OF_AN_HOUR };

/* 10^9 and 10^3 times 11/13125000 s, both fractions in lowest terms. */
enum { NS_NUMERATOR = 17600, NS_DENOMINATOR = 21 };
enum { MS_NUMERATOR = 11, MS_DENOMINATOR = 13125 };

#define IS_UNIT(per_second, numerator, denominator)                                                \
    ((uint64_t)(numerator)*PIT_RATE_NUMERATOR ==                                                   \
     (uint64_t)(per_second)*PIT_RATE_DENOMINATOR * (denominator))
_Static_assert(IS_UNIT(1000000000, NS_NUMERATOR, NS_DENOMINATOR), "a count in nanoseconds");
_Static_assert(IS_UNIT(1000, MS_NUMERATOR, MS_DENOMINATOR), "a count in milliseconds");

uint32_t clock_divisor(uint32_t hz)
{
    if (hz == 0) {
        return PIT_DIVISOR_MOST;
    }
    uint64_t unit = (uint64_t)PIT_RATE_DENOMINATOR * hz;
    uint64_t nearest = (PIT_RATE_NUMERATOR + unit / 2) / unit;
    if (nearest < PIT_DIVISOR_LEAST) {
        return PIT_DIVISOR_LEAST;
    }
    return nearest > PIT_DIVISOR_MOST ? PIT_DIVISOR_MOST : (uint32_t)nearest;
}

uint64_t clock_rate_millihertz(uint32_t divisor)
{
    uint64_t unit = (uint64_t)PIT_RATE_DENOMINATOR * divisor;
    return ((uint64_t)PIT_RATE_NUMERATOR * MILLI + unit / 2) / unit;
}

int64_t clock_error_ppm(uint32_t divisor, uint32_t hz)
{
    int64_t exact = (int64_t)PIT_RATE_DENOMINATOR * divisor * hz;
    int64_t off = (PIT_RATE_NUMERATOR - exact) * PPM;
    return (off + (off < 0 ? -exact : exact) / 2) / exact;
}

static uint64_t scaled(uint64_t counts, uint32_t numerator, uint32_t denominator)
{
    return counts / denominator * numerator + counts % denominator * numerator / denominator;
}

uint64_t clock_nanoseconds(uint64_t counts)
{
    return scaled(counts, NS_NUMERATOR, NS_DENOMINATOR);
}

uint64_t clock_milliseconds(uint64_t counts)
{
    return scaled(counts, MS_NUMERATOR, MS_DENOMINATOR);
}

size_t clock_text(uint64_t milliseconds, char text[CLOCK_TEXT_BYTES])
{
    uint64_t days = milliseconds / MS_OF_A_DAY;
    uint32_t rest = (uint32_t)(milliseconds % MS_OF_A_DAY);
    size_t length = 0;
    if (days > 0) {
        length = format_buffer(text, CLOCK_TEXT_BYTES, "%llu d ", (unsigned long long)days);
    }
    return length + format_buffer(text + length, CLOCK_TEXT_BYTES - length, "%02u:%02u:%02u.%03u",
                                  rest / MS_OF_AN_HOUR, rest % MS_OF_AN_HOUR / MS_OF_A_MINUTE,
                                  rest % MS_OF_A_MINUTE / MS_OF_A_SECOND, rest % MS_OF_A_SECOND);
}
