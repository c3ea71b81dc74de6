/*
 * utf8.h: UTF-8 to characters, a byte at a time, so that a text may come in any pieces.
 */
#ifndef KERNEL_CORE_UTF8_H
#define KERNEL_CORE_UTF8_H

#include "common/types.h"

/* All zero before the first byte. No state of it is dangerous, so nobody has to trust it. */
struct utf8 {
    uint32_t code;     /* the character, once it is complete */
    uint8_t missing;   /* bytes until then */
    uint8_t low, high; /* what the next one of them may be */
};

enum utf8_step {
    UTF8_MORE,    /* taken; the character is not complete */
    UTF8_DONE,    /* taken; `code` is the character */
    UTF8_INVALID, /* taken; the byte begins nothing */
    UTF8_CUT,     /* not taken: the sequence before it breaks off here; give the byte once more */
};

/* What is to be shown for UTF8_INVALID and UTF8_CUT is one replacement each, which is Unicode's
 * practice: one for each part of a sequence that could have been continued. */
enum utf8_step utf8_take(struct utf8 *utf8, uint8_t byte);

/* The way back: writes a character's bytes and a NUL, and returns how many bytes they are without
 * it. What is no character becomes UTF8_REPLACEMENT. */
enum { UTF8_MOST = 4, UTF8_REPLACEMENT = 0xfffd };
size_t utf8_put(char bytes[UTF8_MOST + 1], uint32_t code);

#endif
