/*
 * console.h: the screen without a BIOS, and COM1.
 */
#ifndef STAGE2_PROTECTED_CONSOLE_H
#define STAGE2_PROTECTED_CONSOLE_H

/* Goes on where the BIOS left the cursor; before that, print() (stage2/print.h) must not be used.
 */
void console_continue(void);

/* Halts, interrupts off. */
_Noreturn void halt(void);

#endif
