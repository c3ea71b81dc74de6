/*
 * hexdump.h: memory as rows of hexadecimal and text.
 *
 *     0xffffffff80000000  4153 4345 4e54 0000  0010 0000 0000 0000  ASCENT..........
 *     0xffffffff80001000  unmapped, up to 0xffffffff80001fff
 *
 * A row shows 16 bytes from a multiple of 16 on, in 78 columns. Bytes that were not asked for stay
 * blank in the first and the last row, so that columns always mean the same. What cannot be read
 * for one reason is one row, however large it is.
 */
#ifndef KERNEL_CORE_HEXDUMP_H
#define KERNEL_CORE_HEXDUMP_H

#include "common/types.h"

enum { HEXDUMP_BYTES = 16, HEXDUMP_ROW = 80 };

/* Copies bytes that all lie in one row, so never across pages, and returns NULL; or returns a
 * text of up to 32 characters that says why it did not. That holds up to and with `*last`, which is
 * `address` where the reader sets nothing else. */
typedef const char *(*hexdump_reader)(void *context, uint64_t address, uint8_t *bytes, size_t count,
                                      uint64_t *last);

struct hexdump {
    uint64_t address; /* the first byte that is still to be shown, */
    uint64_t left;    /* and how many from there on; the address space's end ends the dump too */
    hexdump_reader read;
    void *context;
};

/* Writes the next row; false where all is shown. */
bool hexdump_next(struct hexdump *dump, char row[HEXDUMP_ROW]);

#endif
