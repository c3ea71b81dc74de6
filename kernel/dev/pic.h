/*
 * pic.h: the two interrupt controllers: which lines may interrupt, and the end of each interrupt.
 *
 * Lines are numbered 0 to 15 over both chips (common/pc/i8259.h). Everything here is called with
 * interrupts off. A handler's dispatcher reads:
 *
 *     if (pic_begin(line)) {
 *         handlers[line]();
 *         pic_end(line);
 *     }
 */
#ifndef KERNEL_DEV_PIC_H
#define KERNEL_DEV_PIC_H

#include "common/pc/i8259.h"
#include "common/types.h"
#include "common/x86/io.h"

/* The vectors of lines 0 and 8, right behind the CPU's own 32. */
enum { PIC_PRIMARY_VECTOR = 32, PIC_SECONDARY_VECTOR = PIC_PRIMARY_VECTOR + PIC_CHIP_LINES };

/* Bit n is line n. */
struct pic_state {
    uint16_t masks; /* lines that are shut */
    uint16_t isr;   /* lines in service */
    uint16_t irr;   /* lines that ask */
    uint32_t spurious_primary;
    uint32_t spurious_secondary;
};

/* Initialises both chips and shuts every line, whatever firmware had open. */
void pic_start(void);

/* Opens or shuts a line. The cascade follows by itself: it is open while any line behind it is. */
void pic_unmask(uint32_t line);
void pic_mask(uint32_t line);

/* For the monitor; reads both chips. */
struct pic_state pic_read_state(void);

/* Whether nobody asked: the chip has named its last line because the asking one is gone. Counts it,
 * and ends what there is to end. For lines 7 and 15 alone. */
bool pic_is_spurious(uint32_t line);

/* Whether the interrupt of this line is to be handled; if so, pic_end has to follow. Only lines 7
 * and 15 cost more than a comparison. */
static inline bool pic_begin(uint32_t line)
{
    return line % PIC_CHIP_LINES != PIC_SPURIOUS || !pic_is_spurious(line);
}

/* Ends the interrupt at the chip that has named it, and at the primary in any case: a line of the
 * secondary has come through the cascade. Each EOI names its line, so it never ends another's. */
static inline void pic_end(uint32_t line)
{
    if (line >= PIC_CHIP_LINES) {
        out8(PIC_SECONDARY_COMMAND, (uint8_t)(PIC_OCW2_SPECIFIC_EOI + line - PIC_CHIP_LINES));
        line = PIC_CASCADE;
    }
    out8(PIC_PRIMARY_COMMAND, (uint8_t)(PIC_OCW2_SPECIFIC_EOI + line));
}

#endif
