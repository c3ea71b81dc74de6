/*
 * port92.h: system control port A, the PS/2's quick way to the A20 gate [RBIL P0092].
 *
 *      7 6    5 4    3         2    1     0
 *     +-----+-----+---------+----+-----+-------+
 *     | LED |  -  | CMOS    |  - | A20 | reset |
 *     +-----+-----+---------+----+-----+-------+
 */
#ifndef COMMON_PC_PORT92_H
#define COMMON_PC_PORT92_H

enum {
    PORT_92 = 0x92,
    PORT_92_RESET = 1 << 0, /* a write with this bit set resets the CPU at once (quirk 53) */
    PORT_92_A20 = 1 << 1,
};

#endif
