/*
 * scancode.h: from the bytes of scan code set 1 to keys pressed and released [SCAN].
 *
 *     a key               code            released: code + 80
 *     a later key         E0 code         released: E0, code + 80
 *     Pause               E1 1D 45 E1 9D C5 when pressed, nothing when released
 *     a fake shift        E0 2A, E0 AA, E0 36 or E0 B6
 *     from the keyboard   00 FF keys were lost, FA ACK, FE RESEND, EE ECHO: no keys
 *
 * A keyboard puts fake shifts around the keys that came later, so that software for the IBM PC,
 * which takes an arrow for the 8 of the keypad, sees the Shift that gives it the arrow.
 */
#ifndef KERNEL_CORE_SCANCODE_H
#define KERNEL_CORE_SCANCODE_H

#include "common/types.h"

enum scancode_kind {
    SCANCODE_PENDING,    /* there is more to come */
    SCANCODE_KEY,        /* `key` was pressed or released */
    SCANCODE_FAKE_SHIFT, /* says nothing that concerns us */
    SCANCODE_ANSWER,     /* a byte for the driver, which nobody had asked for */
    SCANCODE_UNKNOWN,    /* no key that we know */
    SCANCODE_KINDS,
};

/* All zeros is a decoder at its start. */
struct scancode_decoder {
    uint8_t length; /* bytes of the sequence that has begun */
    uint8_t prefix; /* the first of them: E0 or E1 */
    bool f23_is_down;
    bool comma_is_down;
    /* Each byte is counted once, when its sequence ends; those of an open one are not yet. */
    uint64_t bytes[SCANCODE_KINDS];
};

struct scancode {
    uint8_t key; /* enum key */
    bool pressed;
};

/* Takes any byte at any time. `code` is filled in where the answer is SCANCODE_KEY. */
enum scancode_kind scancode_next(struct scancode_decoder *decoder, uint8_t byte,
                                 struct scancode *code);

#endif
