/*
 * keyboard.h: the keyboard as the kernel uses it: the 8042, the decoder, the state of the keys.
 *
 * The handler of IRQ 1 takes bytes with i8042_read and passes them on; what stands here is for the
 * one who gets them, outside of the interrupt.
 */
#ifndef KERNEL_DEV_KEYBOARD_H
#define KERNEL_DEV_KEYBOARD_H

#include "kernel/core/keyboard.h"
#include "kernel/dev/i8042.h"

/* The layout `us`, NumLock on and lit. */
enum i8042_result keys_start(void);

/* One byte from the keyboard; true where it completes an event. With interrupts off, since it may
 * have to tell the lights. */
bool keys_take(uint8_t byte, struct key_event *event);

const struct keymap *keys_layout(void);
void keys_set_layout(const struct keymap *keymap);

/* What the bytes were so far. */
const struct scancode_decoder *keys_decoder(void);

#endif
