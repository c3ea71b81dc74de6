/*
 * fake_i8259.h: two cascaded interrupt controllers behind their ports [8259A].
 *
 * Edge-triggered, fully nested, as a PC has them. Written from the data sheet's description, bit by
 * bit and without the driver's constants, so that a wrong constant shows.
 */
#ifndef TESTS_UNIT_FAKE_I8259_H
#define TESTS_UNIT_FAKE_I8259_H

#include "common/types.h"

struct fake_chip {
    uint8_t vector; /* ICW2 */
    uint8_t icw3;
    uint8_t icw4;
    uint8_t expects; /* the next ICW at the data port, 2 to 4; 0: initialised */
    bool initialised;
    bool reads_isr;
    uint8_t imr, irr, isr;
    uint8_t lines; /* as they are now */
};

/* 0 is the primary. */
extern struct fake_chip fake_pic[2];

/* Both as a BIOS leaves them: at vectors 08h and 70h, with some lines open. */
void fake_pic_start(void);

/* A line rises, and stays so until it falls. */
void fake_pic_raise(uint32_t line);
void fake_pic_lower(uint32_t line);

/* Whether the CPU is asked to interrupt; and the CPU's acknowledgement, which gives the vector. */
bool fake_pic_asks(void);
uint8_t fake_pic_acknowledge(void);

#endif
