/*
 * halt.c: the end of a road that cannot be gone on. [SDM2 HLT]
 *
 * Called by console.c and fault.c. There is no BIOS to hear of Ctrl-Alt-Del any more, so interrupts
 * stay off; a non-maskable one ends HLT, hence the loop.
 */
#include "stage2/protected/console.h"

void halt(void)
{
    for (;;) {
        __asm__ volatile("cli; hlt");
    }
}
