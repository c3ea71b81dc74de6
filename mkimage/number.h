/*
 * number.h: the numbers of disk.layout.
 */
#ifndef MKIMAGE_NUMBER_H
#define MKIMAGE_NUMBER_H

#include "common/types.h"

/*
 * Reads decimal or 0x hexadecimal digits, then at most one of K, M, G, T (powers of 1024).
 * Returns a null pointer, or what is wrong with the text: "is negative", to be put after it.
 */
const char *number_parse(const char *text, uint64_t *value);

#endif
