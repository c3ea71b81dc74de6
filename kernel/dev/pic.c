/*
 * pic.c: initialises the two interrupt controllers, and opens and shuts their lines [8259A].
 *
 * Called by the kernel's bring-up and by whoever registers a handler; the interrupt's way itself is
 * inline in pic.h. A controller whose lines are all shut can still name its last one (a glitch on a
 * line is enough), so both chips' last lines are always asked for the truth.
 */
#include "kernel/dev/pic.h"

#include "common/pc/port80.h"

enum { SPURIOUS_BIT = 1 << PIC_SPURIOUS };

static uint16_t shut; /* bit n: line n is shut; the cascade's bit has no meaning here */
static uint32_t spurious[2];

/* Old controllers want a little time between two words. */
static void word_write(uint16_t port, uint32_t value)
{
    out8(port, (uint8_t)value);
    out8(PORT_80, 0);
}

/* The secondary first: the cascade never opens before what lies behind it is in order. */
static void masks_write(void)
{
    uint8_t secondary = (uint8_t)(shut >> PIC_CHIP_LINES);
    uint8_t primary = (uint8_t)(shut & ~(1u << PIC_CASCADE));
    if (secondary == PIC_ALL_LINES) {
        primary |= 1u << PIC_CASCADE;
    }
    out8(PIC_SECONDARY_DATA, secondary);
    out8(PIC_PRIMARY_DATA, primary);
}

void pic_start(void)
{
    word_write(PIC_PRIMARY_COMMAND, PIC_ICW1_INIT | PIC_ICW1_IC4);
    word_write(PIC_SECONDARY_COMMAND, PIC_ICW1_INIT | PIC_ICW1_IC4);
    word_write(PIC_PRIMARY_DATA, PIC_PRIMARY_VECTOR); /* ICW2: the vector of its line 0 */
    word_write(PIC_SECONDARY_DATA, PIC_SECONDARY_VECTOR);
    word_write(PIC_PRIMARY_DATA, 1u << PIC_CASCADE); /* ICW3: lines that have a secondary */
    word_write(PIC_SECONDARY_DATA, PIC_CASCADE);     /* ICW3: the line that it is on */
    word_write(PIC_PRIMARY_DATA, PIC_ICW4_8086);
    word_write(PIC_SECONDARY_DATA, PIC_ICW4_8086);

    /* ICW1 has cleared both masks; nobody has registered a handler yet. */
    shut = UINT16_MAX;
    masks_write();
}

void pic_unmask(uint32_t line)
{
    shut = (uint16_t)(shut & ~(1u << line));
    masks_write();
}

void pic_mask(uint32_t line)
{
    shut = (uint16_t)(shut | 1u << line);
    masks_write();
}

static uint8_t register_read(uint16_t command_port, uint8_t which)
{
    out8(command_port, which);
    return in8(command_port);
}

bool pic_is_spurious(uint32_t line)
{
    bool is_secondary = line >= PIC_CHIP_LINES;
    uint16_t port = is_secondary ? PIC_SECONDARY_COMMAND : PIC_PRIMARY_COMMAND;
    if (register_read(port, PIC_OCW3_READ_ISR) & SPURIOUS_BIT) {
        return false;
    }
    spurious[is_secondary]++;
    if (is_secondary) {
        pic_end(PIC_CASCADE); /* the primary knows nothing of it: to it the cascade was real */
    }
    return true;
}

static uint16_t both_read(uint8_t which)
{
    uint8_t primary = register_read(PIC_PRIMARY_COMMAND, which);
    return (uint16_t)(register_read(PIC_SECONDARY_COMMAND, which) << PIC_CHIP_LINES | primary);
}

struct pic_state pic_read_state(void)
{
    return (struct pic_state){
        .masks = (uint16_t)(in8(PIC_SECONDARY_DATA) << PIC_CHIP_LINES | in8(PIC_PRIMARY_DATA)),
        .isr = both_read(PIC_OCW3_READ_ISR),
        .irr = both_read(PIC_OCW3_READ_IRR),
        .spurious_primary = spurious[0],
        .spurious_secondary = spurious[1],
    };
}
