/*
 * port80.h: where firmware writes its POST codes, and everybody else takes a breath [RBIL P0080].
 */
#ifndef COMMON_PC_PORT80_H
#define COMMON_PC_PORT80_H

enum {
    PORT_80 = 0x80, /* a write takes about 1 us on every bus, and nothing comes of it */
};

#endif
