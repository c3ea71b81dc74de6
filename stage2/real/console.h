/*
 * console.h: the screen through the BIOS, and COM1.
 */
#ifndef STAGE2_REAL_CONSOLE_H
#define STAGE2_REAL_CONSOLE_H

/* Initialises COM1 where there is one and puts the screen into text mode if it is not; until then
 * print() (stage2/print.h) shows nothing. */
void console_start(void);

#endif
