/*
 * i8259.h: the two interrupt controllers' ports and command words [8259A].
 *
 *      primary                               secondary
 *     +---------------------------------+   +-----------------------------------+
 *     | 0 timer   1 keys   2 cascade  ------| 8 RTC  9  10  11  12 mouse  13 FPU|
 *     | 3 COM2    4 COM1   5   6 floppy |   | 14 disk  15 disk                  |
 *     | 7 printer, or a spurious one    |   |         or a spurious one         |
 *     +---------------------------------+   +-----------------------------------+
 */
#ifndef COMMON_PC_I8259_H
#define COMMON_PC_I8259_H

enum {
    PIC_PRIMARY_COMMAND = 0x20, /* ICW1, OCW2, OCW3; reads IRR or ISR, as OCW3 has chosen */
    PIC_PRIMARY_DATA = 0x21,    /* OCW1, the mask, once the controller is initialised */
    PIC_SECONDARY_COMMAND = 0xa0,
    PIC_SECONDARY_DATA = 0xa1,

    /* ICW1 begins the initialisation; ICW2 to ICW4 follow at the data port. */
    PIC_ICW1_IC4 = 1 << 0, /* ICW4 will come; without SNGL (bit 1) so will ICW3 */
    PIC_ICW1_INIT = 1 << 4,
    PIC_ICW4_8086 = 1 << 0, /* vectors as the 8086 wants them; without bit 1, an EOI by hand */

    PIC_ALL_LINES = 0xff,         /* OCW1: a 1 masks a line */
    PIC_OCW2_SPECIFIC_EOI = 0x60, /* and the line of the chip in bits 2 to 0 */
    PIC_OCW3_READ_IRR = 0x0a,     /* lines that ask */
    PIC_OCW3_READ_ISR = 0x0b,     /* lines that are being served */

    PIC_CHIP_LINES = 8,
    PIC_LINES = 2 * PIC_CHIP_LINES,
    PIC_CASCADE = 2,  /* the primary's line to which the PC wires the secondary */
    PIC_SPURIOUS = 7, /* of each chip: the line that it names when the asking one is gone */

    /* Lines as a PC wires them. */
    PIC_LINE_TIMER = 0,
    PIC_LINE_KEYBOARD = 1,
    PIC_LINE_COM1 = 4,
    PIC_LINE_RTC = 8,
};

#endif
