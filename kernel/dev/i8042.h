/*
 * i8042.h: the keyboard controller [8042]: brought up, read, and told which lights to show.
 *
 * All of these are called with interrupts off, or from the handler of IRQ 1. None waits without a
 * bound, and after i8042_start none waits at all.
 */
#ifndef KERNEL_DEV_I8042_H
#define KERNEL_DEV_I8042_H

#include "common/types.h"

enum i8042_result {
    I8042_READY,
    I8042_NO_KEYBOARD,
    I8042_TEST_FAILED,
    I8042_UNTESTED,
    /* From here on it cannot be used. */
    I8042_ABSENT,
    I8042_BUSY,
    I8042_STUCK,
};

/* What became of the bytes that were read. */
struct i8042_counts {
    uint64_t keys;    /* handed on by i8042_read */
    uint64_t answers; /* to our own commands */
    uint64_t mouse;   /* dropped, as nobody asked for a mouse */
    uint64_t drained; /* from before and during i8042_start */
};

/* Whatever the firmware left: the keyboard's port enabled with translation to scan code set 1, its
 * interrupt on, the mouse off, nothing left to be read, and the lights (PS2_LED_*) as told. */
enum i8042_result i8042_start(uint8_t leds);

bool i8042_is_usable(enum i8042_result result);

/* For the boot report: what it is, and what to do about it. */
const char *i8042_text(enum i8042_result result);

/* A byte of the keyboard's, if there is one. Mouse bytes and answers to commands are no such byte
 * and are taken out of the way. A handler calls it until it says false, but I8042_READ_MOST times
 * at most, since a broken controller never does. */
enum { I8042_READ_MOST = 16 };
bool i8042_read(uint8_t *byte);

/* Begins to tell the keyboard; its answers, taken by i8042_read, carry on with it. */
void i8042_set_leds(uint8_t leds);

const struct i8042_counts *i8042_counts(void);

#endif
