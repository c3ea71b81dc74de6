/*
 * gate.h: one entry of the interrupt descriptor table, made and taken apart [SDM3 6.14.1].
 *
 * The handler's address lies in three pieces: a gate of the 80286 had room for 16 bits, the 80386
 * put its other half behind what was there, and 64-bit mode did the same again (row 05-1).
 */
#ifndef KERNEL_CORE_GATE_H
#define KERNEL_CORE_GATE_H

#include "common/types.h"

struct gate {
    uint16_t offset_low;
    uint16_t selector;
    uint16_t options;
    uint16_t offset_middle;
    uint32_t offset_high;
    uint32_t reserved;
};

_Static_assert(sizeof(struct gate) == 16, "[SDM3 figure 6-8]");
_Static_assert(offsetof(struct gate, options) == 4, "[SDM3 figure 6-8]");
_Static_assert(offsetof(struct gate, offset_high) == 8, "[SDM3 figure 6-8]");

#define GATE_IST_MASK  7u          /* bits 0-2; 0 keeps the stack */
#define GATE_INTERRUPT (0xeu << 8) /* clears IF on the way in */
#define GATE_TRAP      (0xfu << 8) /* leaves IF as it is: bit 8 tells the two apart */
#define GATE_DPL_SHIFT 13u
#define GATE_PRESENT   (1u << 15)

struct gate_options {
    bool trap;    /* leaves IF as it is, where an interrupt gate clears it */
    uint8_t ist;  /* 1 to 7: the entry of the TSS that the stack comes from; 0: none */
    uint8_t ring; /* the outermost ring from which INT n may use the gate */
};

static inline struct gate gate_encode(uint64_t handler, uint16_t selector,
                                      struct gate_options options)
{
    uint32_t bits = GATE_PRESENT | (uint32_t)options.ring << GATE_DPL_SHIFT |
                    (options.trap ? GATE_TRAP : GATE_INTERRUPT) | (options.ist & GATE_IST_MASK);
    return (struct gate){
        .offset_low = (uint16_t)handler,
        .selector = selector,
        .options = (uint16_t)bits,
        .offset_middle = (uint16_t)(handler >> 16),
        .offset_high = (uint32_t)(handler >> 32),
    };
}

static inline uint64_t gate_handler(const struct gate *gate)
{
    return (uint64_t)gate->offset_high << 32 | (uint64_t)gate->offset_middle << 16 |
           gate->offset_low;
}

#endif
