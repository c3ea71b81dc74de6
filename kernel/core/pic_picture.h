/*
 * pic_picture.h: the two interrupt controllers, drawn as they are wired (common/pc/i8259.h), with
 * what their lines do.
 */
#ifndef KERNEL_CORE_PIC_PICTURE_H
#define KERNEL_CORE_PIC_PICTURE_H

#include "common/pc/i8259.h"
#include "common/types.h"

enum {
    PIC_PICTURE_ROWS = PIC_CHIP_LINES + 4, /* heads, edges and registers around the lines */
    PIC_PICTURE_BYTES = 160,               /* 79 columns, of which the bars take three bytes each */
};

/* Bit n is line n; spurious[1] is the secondary's. */
struct pic_picture {
    uint16_t masks, isr, irr;
    uint64_t counts[PIC_LINES];
    uint32_t spurious[2];
};

/* The row number `row`, from 0. A bar tells a line's count beside that of the busiest line. */
void pic_picture_row(char text[PIC_PICTURE_BYTES], const struct pic_picture *picture, uint32_t row);

#endif
