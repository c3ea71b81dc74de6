/*
 * fake_i8042.h: a keyboard controller with a keyboard, behind in8 and out8, honest or not.
 *
 * fake_i8042_start makes an honest one, on which a test then sets what is wrong with it. Whatever
 * is written while the controller is not ready, or to another port, fails the test at once.
 */
#ifndef TESTS_UNIT_FAKE_I8042_H
#define TESTS_UNIT_FAKE_I8042_H

#include "common/types.h"

enum {
    FAKE_QUEUE_BYTES = 64,
    FAKE_FOR_EVER = INT32_MAX,
};

struct fake_byte {
    uint8_t byte;
    bool is_mouse;
};

struct fake_i8042 {
    /* What is wrong. */
    bool absent;             /* the ports float */
    bool busy;               /* takes no byte, ever */
    bool endless;            /* always has one more byte */
    bool tells_no_config;    /* plays dead at command 20 */
    uint32_t late_keys;      /* keys that come between command 20 and its answer */
    bool tests_silently;     /* does not answer AA */
    bool test_resets_config; /* to zero */
    uint8_t test_verdict;    /* 55, or why not */
    bool unplugged;          /* no keyboard behind it */
    uint32_t resends;        /* times that the keyboard says RESEND first */
    bool chatters;           /* a key and a mouse's ACK come before every answer */
    uint32_t busy_reads;     /* status reads during which it is busy after a byte */

    /* What is. */
    uint8_t config;
    uint8_t leds;
    bool scanning;
    bool keyboard_enabled;
    bool mouse_enabled;
    struct fake_byte queue[FAKE_QUEUE_BYTES];
    size_t queued;
    uint8_t expects; /* command of the controller whose byte comes next, or 0 */
    bool expects_leds;
    uint32_t busy_left;
    uint64_t status_reads;
    uint64_t data_reads;
    uint32_t writes;
    uint8_t keyboard_writes; /* bytes that went to the keyboard */
};

extern struct fake_i8042 fake_i8042;

void fake_i8042_start(void);

/* Something arrives: a byte of the keyboard's, or of the mouse's. */
void fake_i8042_key(uint8_t byte);
void fake_i8042_mouse(uint8_t byte);

#endif
