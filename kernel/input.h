/*
 * input.h: keys and serial bytes, from the interrupts to whoever reads them.
 *
 * The handlers of lines 1 and 4 put raw bytes into streams. Tasks take them by
 * kernel/input_tasks.c, which decodes; images without tasks by the functions at the end.
 */
#ifndef KERNEL_INPUT_H
#define KERNEL_INPUT_H

#include "kernel/core/byte_stream.h"
#include "kernel/core/event_queue.h"
#include "kernel/dev/i8042.h"

/* Brings up the keyboard, and takes lines 1 and 4. Interrupts may still be off. */
void input_start(void);

/* What the keyboard and the serial line are, for the boot report. */
void input_report(void);

/* How the keyboard was found. */
enum i8042_result input_keyboard(void);

/* Raw bytes: scan codes, and what COM1 receives. `dropped` counts those that found no room. */
struct byte_stream *input_keys(void);
struct byte_stream *input_serial(void);

/* One raw byte from the keyboard; true where it completes a key. */
bool input_decode_key(uint8_t byte, struct key_event *key);

/* For who has no executor: the next key or serial byte, and sleeping until there is one. */
struct input_event {
    enum event_source source;
    struct key_event key; /* from the keyboard */
    uint8_t byte;         /* from the serial line */
};
bool input_next(struct input_event *event);
void input_wait(struct input_event *event);

#endif
