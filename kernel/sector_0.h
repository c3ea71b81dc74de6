/*
 * sector_0.h: sector 0 as it lies in memory, where the firmware may have changed it (quirk 1).
 */
#ifndef KERNEL_SECTOR_0_H
#define KERNEL_SECTOR_0_H

#include "common/types.h"

/* Copies it from where it ran, before that memory is handed out. */
void sector_0_keep(void);

/* The copy: SECTOR_BYTES bytes. */
const uint8_t *sector_0(void);

#endif
