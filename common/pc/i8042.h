/*
 * i8042.h: the keyboard controller: its ports, status bits and commands [8042].
 *
 * Its output port drives more than keys: bit 0 is the CPU's reset line (low resets), bit 1 the A20
 * gate.
 */
#ifndef COMMON_PC_I8042_H
#define COMMON_PC_I8042_H

enum {
    I8042_DATA = 0x60,
    I8042_STATUS = 0x64,  /* read */
    I8042_COMMAND = 0x64, /* write */

    I8042_STATUS_OBF = 1 << 0, /* output buffer full: a byte waits to be read from DATA */
    I8042_STATUS_IBF = 1 << 1, /* input buffer full: no byte may be written */
    I8042_STATUS_AUX = 1 << 5, /* that byte comes from the second port: the mouse's */
    I8042_STATUS_ABSENT = 0xff,

    /* To COMMAND. What a command takes besides, and what it answers, goes by DATA. */
    I8042_COMMAND_READ_CONFIG = 0x20,
    I8042_COMMAND_WRITE_CONFIG = 0x60,
    I8042_COMMAND_DISABLE_AUX = 0xa7,
    I8042_COMMAND_SELF_TEST = 0xaa,
    I8042_COMMAND_DISABLE_KEYBOARD = 0xad,
    I8042_COMMAND_ENABLE_KEYBOARD = 0xae,
    I8042_COMMAND_WRITE_OUTPUT_PORT = 0xd1,   /* the next byte to DATA goes to the output port */
    I8042_COMMAND_WRITE_OUTPUT_BUFFER = 0xd2, /* the next byte comes back as if from a key */
    I8042_COMMAND_PULSE_RESET = 0xfe,         /* pulls bit 0 of the output port low: a reset */
    I8042_COMMAND_PULSE_NOTHING = 0xff, /* pulses no line of the output port: a null command */

    /* All lines high but the two that are the keyboard's own: A20 open, reset not asserted. */
    I8042_OUTPUT_A20_ON = 0xdf,

    I8042_SELF_TEST_PASSED = 0x55,

    /* The configuration byte. */
    I8042_CONFIG_IRQ1 = 1 << 0,
    I8042_CONFIG_IRQ12 = 1 << 1,
    I8042_CONFIG_DISABLE_KEYBOARD = 1 << 4,
    I8042_CONFIG_DISABLE_AUX = 1 << 5,
    I8042_CONFIG_TRANSLATE = 1 << 6, /* keyboards send scan code set 2, software reads set 1 */
};

/* What goes to the keyboard itself, by DATA, and what it answers [PC/AT]. */
enum {
    PS2_SET_LEDS = 0xed, /* the next byte has the lights */
    PS2_ENABLE_SCANNING = 0xf4,

    PS2_LED_SCROLL = 1 << 0,
    PS2_LED_NUM = 1 << 1,
    PS2_LED_CAPS = 1 << 2,

    PS2_ERROR = 0x00, /* some key was lost */
    PS2_ECHO = 0xee,
    PS2_ACK = 0xfa,
    PS2_RESEND = 0xfe,
    PS2_OVERRUN = 0xff, /* the same as ERROR, of another scan code set */
};

#endif
