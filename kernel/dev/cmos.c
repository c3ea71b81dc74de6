/*
 * cmos.c: the clock chip's bytes, one at a time [MC146818] [PC/AT].
 *
 * Called by rtc.c, and by whoever gives NMIs a handler.
 */
#include "kernel/dev/cmos.h"

#include "common/pc/cmos.h"
#include "common/x86/io.h"

static uint8_t nmi_gate = CMOS_INDEX_NMI;

static void select(uint8_t index)
{
    out8(CMOS_INDEX_PORT, index | nmi_gate);
}

uint8_t cmos_read(uint8_t index)
{
    select(index);
    return in8(CMOS_DATA_PORT);
}

void cmos_write(uint8_t index, uint8_t value)
{
    select(index);
    out8(CMOS_DATA_PORT, value);
}

/* After a write to the index port some chips want an access to the data port [PC/AT]. */
void cmos_nmi(bool open)
{
    nmi_gate = open ? 0 : CMOS_INDEX_NMI;
    cmos_read(CMOS_D);
}
