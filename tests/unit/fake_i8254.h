/*
 * fake_i8254.h: the interval timer's channels 0 and 2, port 61h, and a counter beside them [8254].
 *
 * Time passes with port accesses: each lasts `access_ns`. Written from the data sheet, without the
 * driver's constants.
 */
#ifndef TESTS_UNIT_FAKE_I8254_H
#define TESTS_UNIT_FAKE_I8254_H

#include "common/types.h"

struct fake_channel {
    uint8_t control;  /* the control word, without its channel */
    uint32_t reload;  /* 1 to 65536 */
    uint64_t counted; /* since the count was loaded */
    uint16_t latch;
    bool latched;
    bool high_next; /* the next byte is the high one, read or written */
    uint8_t low;
};

struct fake_pit {
    struct fake_channel channels[3];
    uint8_t port_61;
    uint64_t access_ns;
    uint64_t ns;
    uint64_t counter_hz; /* of fake_counter */
    uint64_t stall_at;   /* this access, and every so many-th where that is not 0, lasts */
    uint64_t stall_every;
    uint64_t stall_ns;   /* so much longer: an SMI, another guest */
    bool stands_still;   /* the timer, not the counter */
    uint32_t speaker_on; /* how often somebody made the speaker sound */
};
extern struct fake_pit fake_pit;

/* Attaches the timer to the bus; 500 ns an access, a counter of 2 GHz. */
void fake_pit_start(void);

/* The counter that is calibrated. */
uint64_t fake_counter(void);

#endif
