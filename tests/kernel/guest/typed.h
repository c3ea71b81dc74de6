/*
 * typed.h: an image that takes names over COM1, and ends in a crash like the kernel itself.
 *
 * Whoever calls ask_name gets kernel_stopping and kernel_stop of typed.c as well: those of the
 * other test images would end the emulator, which leaves no time to look.
 */
#ifndef TESTS_KERNEL_GUEST_TYPED_H
#define TESTS_KERNEL_GUEST_TYPED_H

enum { ASK_NAME_MOST = 32 };

/* Says "[kernel] ready" and waits for a name that ends with CR. */
void ask_name(char name[ASK_NAME_MOST]);

/* If not NULL: called when a crash report begins, after it has turned interrupts off and before its
 * first line. */
extern void (*ask_on_crash)(void);

#endif
