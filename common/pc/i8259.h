/*
 * i8259.h: the two interrupt controllers' ports [8259A].
 */
#ifndef COMMON_PC_I8259_H
#define COMMON_PC_I8259_H

enum {
    PIC_PRIMARY_DATA = 0x21, /* OCW1, the mask, once the controller is initialised */
    PIC_SECONDARY_DATA = 0xa1,
    PIC_ALL_LINES = 0xff, /* OCW1: a 1 masks a line */
};

#endif
