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
    I8042_STATUS_ABSENT = 0xff,

    I8042_COMMAND_WRITE_OUTPUT_PORT = 0xd1, /* the next byte to DATA goes to the output port */
    I8042_COMMAND_PULSE_NOTHING = 0xff,     /* pulses no line of the output port: a null command */

    /* All lines high but the two that are the keyboard's own: A20 open, reset not asserted. */
    I8042_OUTPUT_A20_ON = 0xdf,
};

#endif
