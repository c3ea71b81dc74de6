/*
 * fake_i8259.c: two cascaded interrupt controllers; see fake_i8259.h [8259A].
 */
#include "tests/unit/fake_i8259.h"

#include "tests/unit/cmocka_headers.h"
#include "tests/unit/port_bus.h"

enum { NONE = 8, CASCADE = 2 };

struct fake_chip fake_pic[2];

/* The line that would be served next, or NONE: lower lines go first, and what is in service keeps
 * back itself and the lines after it. */
static uint32_t next_line(const struct fake_chip *chip)
{
    for (uint32_t line = 0; line < 8; line++) {
        if (chip->isr >> line & 1) {
            return NONE;
        }
        if ((chip->irr & ~chip->imr) >> line & 1) {
            return line;
        }
    }
    return NONE;
}

static void chip_raise(struct fake_chip *chip, uint32_t line)
{
    if (!(chip->lines >> line & 1)) {
        chip->irr = (uint8_t)(chip->irr | 1u << line);
    }
    chip->lines = (uint8_t)(chip->lines | 1u << line);
}

/* A request that nobody has acknowledged yet is withdrawn with its line. */
static void chip_lower(struct fake_chip *chip, uint32_t line)
{
    chip->lines = (uint8_t)(chip->lines & ~(1u << line));
    chip->irr = (uint8_t)(chip->irr & ~(1u << line));
}

static uint8_t chip_acknowledge(struct fake_chip *chip)
{
    uint32_t line = next_line(chip);
    if (line == NONE) {
        return (uint8_t)(chip->vector + 7); /* spurious: named, but not in service */
    }
    chip->irr = (uint8_t)(chip->irr & ~(1u << line));
    chip->isr = (uint8_t)(chip->isr | 1u << line);
    return (uint8_t)(chip->vector + line);
}

/* The secondary's output is the primary's line 2. */
static void cascade_update(void)
{
    if (next_line(&fake_pic[1]) != NONE) {
        chip_raise(&fake_pic[0], CASCADE);
    } else {
        chip_lower(&fake_pic[0], CASCADE);
    }
}

void fake_pic_raise(uint32_t line)
{
    chip_raise(&fake_pic[line / 8], line % 8);
    cascade_update();
}

void fake_pic_lower(uint32_t line)
{
    chip_lower(&fake_pic[line / 8], line % 8);
    cascade_update();
}

bool fake_pic_asks(void)
{
    return next_line(&fake_pic[0]) != NONE;
}

uint8_t fake_pic_acknowledge(void)
{
    uint8_t vector = chip_acknowledge(&fake_pic[0]);
    if (vector == fake_pic[0].vector + CASCADE) {
        vector = chip_acknowledge(&fake_pic[1]);
        cascade_update();
    }
    return vector;
}

static uint8_t chip_read(uint16_t port)
{
    const struct fake_chip *chip = &fake_pic[port >= 0xa0];
    if (port & 1) {
        return chip->imr;
    }
    return chip->reads_isr ? chip->isr : chip->irr;
}

static void data_write(struct fake_chip *chip, uint8_t value)
{
    switch (chip->expects) {
    case 2:
        assert_int_equal(value % 8, 0);
        chip->vector = value;
        chip->expects = 3;
        break;
    case 3:
        chip->icw3 = value;
        chip->expects = 4;
        break;
    case 4:
        chip->icw4 = value;
        chip->expects = 0;
        chip->initialised = true;
        break;
    default:
        chip->imr = value;
    }
}

/* OCW2: bits 7 to 5 are the command: 001 ends the highest line in service, 011 the named one. */
static void end_of_interrupt(struct fake_chip *chip, uint8_t value)
{
    uint8_t command = value >> 5;
    uint8_t line = value & 7;
    assert_true(command == 1 || command == 3);
    for (line = command == 3 ? line : 0; command == 1 && line < 7; line++) {
        if (chip->isr >> line & 1) {
            break;
        }
    }
    chip->isr = (uint8_t)(chip->isr & ~(1u << line));
}

static void chip_write(uint16_t port, uint8_t value)
{
    struct fake_chip *chip = &fake_pic[port >= 0xa0];
    if (port & 1) {
        data_write(chip, value);
    } else if (value & 0x10) { /* ICW1: edges, a cascade, ICW4 to come; clears the mask */
        assert_int_equal(value, 0x11);
        uint8_t lines = chip->lines;
        *chip = (struct fake_chip){.expects = 2, .lines = lines};
    } else if (value & 0x08) { /* OCW3 */
        assert_int_equal(value & 0xf6, 0x02);
        assert_true(value & 0x08);
        chip->reads_isr = value & 1;
    } else {
        end_of_interrupt(chip, value);
    }
    cascade_update();
}

void fake_pic_start(void)
{
    fake_pic[0] = (struct fake_chip){.vector = 0x08, .imr = 0xb8, .initialised = true};
    fake_pic[1] = (struct fake_chip){.vector = 0x70, .imr = 0x8e, .initialised = true};
    bus_attach(&(struct bus_device){0x20, 0x21, chip_read, chip_write});
    bus_attach(&(struct bus_device){0xa0, 0xa1, chip_read, chip_write});
}
