/*
 * i8254.h: the programmable interval timer: three counters of 16 bits [8254].
 *
 * All count down at the same rate, 105/88 MHz: a twelfth of the crystal of 315/22 MHz that the
 * first PC shared with its television picture. Channel 0 is wired to line 0 of the interrupt
 * controller, channel 2 to the speaker, by way of port 61h [RBIL P0061].
 */
#ifndef COMMON_PC_I8254_H
#define COMMON_PC_I8254_H

enum {
    PIT_CHANNEL_0 = 0x40,
    PIT_CHANNEL_2 = 0x42,
    PIT_COMMAND = 0x43,

    /* The control word: channel, access, mode; bit 0 clear counts in binary. */
    PIT_SELECT_0 = 0 << 6,
    PIT_SELECT_2 = 2 << 6,
    PIT_LATCH = 0 << 4,         /* instead of access: the count stands still until it is read */
    PIT_LOW_HIGH = 3 << 4,      /* the low byte, then the high one */
    PIT_MODE_ONE_SHOT = 0 << 1, /* counts down once, and on through 0 */
    PIT_MODE_RATE = 2 << 1,     /* a pulse every `divisor` counts, for ever */

    PIT_DIVISOR_LEAST = 2,      /* mode 2 does not know 1 */
    PIT_DIVISOR_MOST = 0x10000, /* written as 0 */
    PIT_COUNT_MASK = 0xffff,

    /* The rate in Hz is a fraction, 1 193 181.81...: both parts of it are exact. */
    PIT_RATE_NUMERATOR = 13125000,
    PIT_RATE_DENOMINATOR = 11,

    PORT_61 = 0x61,
    PORT_61_GATE_2 = 1 << 0,  /* channel 2 counts */
    PORT_61_SPEAKER = 1 << 1, /* and is heard */
    PORT_61_OWN = 0x0f,       /* the bits that a write may set; those above only read */
};

#endif
