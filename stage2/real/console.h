/*
 * console.h: the screen through the BIOS, and COM1.
 */
#ifndef STAGE2_REAL_CONSOLE_H
#define STAGE2_REAL_CONSOLE_H

#include <stdbool.h>

/* Initialises COM1 where there is one and puts the screen into text mode if it is not; until then
 * print() (stage2/print.h) shows nothing. True if the BIOS then says that it shows text. */
bool console_start(void);

#endif
