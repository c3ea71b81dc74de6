/*
 * sector_0_text.h: sector 0 in a line: which variant was written, what the firmware made of it.
 */
#ifndef KERNEL_CORE_SECTOR_0_TEXT_H
#define KERNEL_CORE_SECTOR_0_TEXT_H

#include "common/types.h"

enum { SECTOR_0_TEXT_BYTES = 72 }; /* it fits a row of the screen, behind a label */

/* "EB 58 90, 18 sectors, 2 heads, entry 1; as written", or "...; 5 changed, 1C to 24".
 * The block's sectors and heads are told as they are now. Returns text. */
const char *sector_0_text(char text[SECTOR_0_TEXT_BYTES], const uint8_t *sector_0);

#endif
