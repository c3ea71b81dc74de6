/*
 * clock.h: the interval timer's counts as time, exactly.
 *
 * A count is 11/13125000 s (common/pc/i8254.h). Time is always computed from the whole number of
 * counts since the start, never by adding up rounded ticks, so it cannot drift.
 */
#ifndef KERNEL_CORE_CLOCK_H
#define KERNEL_CORE_CLOCK_H

#include "common/types.h"

enum { CLOCK_TEXT_BYTES = 32 };

/* The divisor whose rate is nearest to `hz`, within what the timer can do. */
uint32_t clock_divisor(uint32_t hz);

/* What a divisor gives, in thousandths of a Hz, rounded; and how far that is from `hz`, in parts
 * per million: 1193 gives 1000.152 Hz, +152 ppm of 1000. */
uint64_t clock_rate_millihertz(uint32_t divisor);
int64_t clock_error_ppm(uint32_t divisor, uint32_t hz);

/* Counts as time, rounded down; good for 500 years of counts. */
uint64_t clock_nanoseconds(uint64_t counts);
uint64_t clock_milliseconds(uint64_t counts);

/* "04:05:06.789", and from a day on "3 d 04:05:06.789"; returns its length. */
size_t clock_text(uint64_t milliseconds, char text[CLOCK_TEXT_BYTES]);

#endif
