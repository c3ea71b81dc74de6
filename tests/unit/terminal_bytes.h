/*
 * terminal_bytes.h: the keys in a whole buffer of a terminal's bytes, for comparison with escape.c.
 */
#ifndef TESTS_UNIT_TERMINAL_BYTES_H
#define TESTS_UNIT_TERMINAL_BYTES_H

#include "kernel/core/input.h"

/* Reads a buffer that has all the bytes there will ever be, after which time passes. Returns the
 * number of keys; *used is the number of bytes that went into them. */
size_t terminal_bytes_read(const uint8_t *bytes, size_t count, struct input *keys, size_t *used);

#endif
