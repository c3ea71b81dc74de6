/*
 * input.h: keys and serial bytes, as one stream.
 *
 * The handlers of lines 1 and 4 put raw bytes into rings; they are decoded by who takes them out.
 */
#ifndef KERNEL_INPUT_H
#define KERNEL_INPUT_H

#include "kernel/core/keyboard.h"
#include "kernel/dev/i8042.h"

enum input_source { INPUT_KEYBOARD, INPUT_SERIAL };

struct input {
    enum input_source source;
    struct key_event key; /* from the keyboard */
    uint8_t byte;         /* from the serial line */
};

/* Brings up the keyboard, and takes lines 1 and 4. Interrupts may still be off. */
void input_start(void);

/* What the keyboard and the serial line are, for the boot report. */
void input_report(void);

/* The next key or byte; false where there is none at the moment. */
bool input_next(struct input *input);

/* Sleeps until there is one. */
void input_wait(struct input *input);

/* Bytes of the keyboard that found the ring full. */
uint64_t input_keys_dropped(void);

#endif
