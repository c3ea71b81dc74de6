/*
 * a20.h: opens the A20 gate, the gentlest remedy first, each verified.
 */
#ifndef STAGE2_REAL_A20_H
#define STAGE2_REAL_A20_H

#include "common/boot_info.h"

/* Test, INT 15h AX=2401h, port 92h, 8042; 0 where none of them opened the gate. Bounded. */
enum a20_method a20_open(void);

const char *a20_method_name(enum a20_method method);

#endif
