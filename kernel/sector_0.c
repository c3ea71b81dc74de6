/*
 * sector_0.c: a copy of sector 0 for the command `report` [sector_0.h].
 *
 * Called by main.c. What some firmware writes into the window of the boot sector before it jumps
 * there can be seen in memory alone: the disk still has what was written to it.
 */
#include "kernel/sector_0.h"

#include "common/image.h"
#include "gen/layout.h"
#include "kernel/mem/phys_read.h"

static uint8_t copy[SECTOR_BYTES];

void sector_0_keep(void)
{
    phys_read(phys(RAM_STAGE1_START), copy, sizeof(copy));
}

const uint8_t *sector_0(void)
{
    return copy;
}
