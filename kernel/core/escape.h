/*
 * escape.h: the bytes that a terminal sends, as keys.
 *
 * A terminal sends a character as UTF-8 and any other key as an escape sequence, and nothing in the
 * stream says where a key ends. So the bytes go in one at a time, a key comes out with the byte
 * that completes it, and only a lone ESC needs the clock: it is the Escape key, unless more follows
 * soon. Every byte ends in a key or in `dropped_bytes`; no stream of bytes blocks the next Enter.
 */
#ifndef KERNEL_CORE_ESCAPE_H
#define KERNEL_CORE_ESCAPE_H

#include "kernel/core/input.h"
#include "kernel/core/utf8.h"

enum escape_state {
    ESCAPE_START, /* between two keys */
    ESCAPE_ESC,   /* after ESC: a key of its own, or the beginning of a sequence */
    ESCAPE_CSI,   /* after ESC [ */
    ESCAPE_SS3,   /* after ESC O */
    ESCAPE_LINUX, /* after ESC [ [, with which the Linux console begins F1 to F5 */
    ESCAPE_UTF8,  /* within a character of several bytes */
};

/* All zero is the state to start with. The two counters are for whoever shows them. */
struct escape {
    enum escape_state state;
    bool after_cr;          /* a LF that comes now belongs to the CR */
    bool parameter_ends;    /* the sequence's first number is complete */
    uint32_t parameter;     /* that number */
    struct utf8 utf8;       /* the character that has begun */
    uint64_t length;        /* bytes that wait for the end of their key */
    uint64_t dropped_bytes; /* no character, an unknown key, or a sequence that broke off */
    uint64_t breaks;
};

/* Takes one byte; INPUT_NONE where it completes no key. */
struct input escape_next(struct escape *escape, uint8_t byte);

/* Is there a lone ESC, so that escape_timeout() is due when no byte follows for a while? 50 ms let
 * every sequence arrive whole and are not felt by who presses Escape. */
bool escape_is_waiting(const struct escape *escape);

/* Nothing has followed: gives the Escape key, or INPUT_NONE where there is no lone ESC. A sequence
 * that has begun goes on waiting, however slow the line. */
struct input escape_timeout(struct escape *escape);

/* The line was held low for longer than a byte. The NUL that a UART makes of it does not go to
 * escape_next(). */
void escape_break(struct escape *escape);

#endif
