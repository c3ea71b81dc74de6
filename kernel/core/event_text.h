/*
 * event_text.h: a key event in a line of text, for who wants to see what a key does.
 *
 *     key  KeyA               pressed  'A' U+0041 Shift Num
 *     COM1 Ctrl-A
 */
#ifndef KERNEL_CORE_EVENT_TEXT_H
#define KERNEL_CORE_EVENT_TEXT_H

#include "kernel/core/event_queue.h"

enum { EVENT_TEXT_BYTES = 128 };

void event_text(char text[EVENT_TEXT_BYTES], const struct event *event);

#endif
