/*
 * input_key.h: a key of the PC's keyboard as an editor or a pager sees it.
 */
#ifndef KERNEL_CORE_INPUT_KEY_H
#define KERNEL_CORE_INPUT_KEY_H

#include "kernel/core/input.h"
#include "kernel/core/keyboard.h"

/* INPUT_NONE for a release, and for a key that means nothing to a line. */
struct input input_from_key(const struct key_event *event);

#endif
