/*
 * size_text.h: a size in few columns.
 */
#ifndef KERNEL_CORE_SIZE_TEXT_H
#define KERNEL_CORE_SIZE_TEXT_H

#include "common/types.h"

enum { SIZE_TEXT_BYTES = 8 };

/* "512", "639K", "126M", "17G": at most five columns. The unit is the largest of which there are at
 * least nine, or of which nothing is left over; the rest is cut off. Returns text. */
const char *size_text(char text[SIZE_TEXT_BYTES], uint64_t bytes);

#endif
