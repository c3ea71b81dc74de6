/*
 * pit.c: programs the interval timer [8254].
 *
 * Called by the kernel's bring-up and by tsc.c.
 */
#include "kernel/dev/pit.h"

#include "common/pc/i8254.h"
#include "common/pc/port80.h"
#include "common/x86/io.h"

/* A divisor of 65536 has no 17th bit to be written: it goes as 0, and so it reads back. */
static void count_write(uint16_t channel, uint32_t count)
{
    out8(channel, (uint8_t)count);
    out8(channel, (uint8_t)(count >> 8));
}

static uint32_t count_read(uint16_t channel, uint8_t select)
{
    out8(PIT_COMMAND, select | PIT_LATCH);
    uint32_t low = in8(channel);
    return (uint32_t)in8(channel) << 8 | low;
}

/* Mode 2 rather than the BIOS's mode 3: both ask equally often, but mode 3 counts down twice by
 * twos, so that a count read in between would not tell which half of the tick it is in. */
void pit_start(uint32_t divisor)
{
    out8(PIT_COMMAND, PIT_SELECT_0 | PIT_LOW_HIGH | PIT_MODE_RATE);
    count_write(PIT_CHANNEL_0, divisor);
}

uint32_t pit_remaining(void)
{
    uint32_t count = count_read(PIT_CHANNEL_0, PIT_SELECT_0);
    return count == 0 ? PIT_DIVISOR_MOST : count;
}

static void gate(bool open)
{
    uint8_t others = in8(PORT_61) & PORT_61_OWN & ~(PORT_61_GATE_2 | PORT_61_SPEAKER);
    out8(PORT_61, others | (open ? PORT_61_GATE_2 : 0));
}

/* A new count reaches the counter with the timer's next pulse; until then it shows the old one. */
void pit_stopwatch_start(void)
{
    gate(false);
    out8(PIT_COMMAND, PIT_SELECT_2 | PIT_LOW_HIGH | PIT_MODE_ONE_SHOT);
    count_write(PIT_CHANNEL_2, PIT_DIVISOR_MOST);
    out8(PORT_80, 0);
    out8(PORT_80, 0);
    gate(true);
}

uint32_t pit_stopwatch_counts(void)
{
    return -count_read(PIT_CHANNEL_2, PIT_SELECT_2) & PIT_COUNT_MASK;
}

void pit_stopwatch_stop(void)
{
    gate(false);
}
