/*
 * cmos.h: the one owner of ports 70h and 71h: bytes of the clock chip, and the gate of NMIs.
 *
 * Both live in one port: whoever chooses a byte also says whether NMIs pass. Called with interrupts
 * off, since choosing and reading must not be parted.
 */
#ifndef KERNEL_DEV_CMOS_H
#define KERNEL_DEV_CMOS_H

#include "common/types.h"

/* stage2 leaves NMIs shut; to be opened as soon as they have a handler. */
void cmos_nmi(bool open);

uint8_t cmos_read(uint8_t index);
void cmos_write(uint8_t index, uint8_t value);

#endif
