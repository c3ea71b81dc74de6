/*
 * frame_window.h: the virtual memory in which core/frames.c keeps its bits.
 */
#ifndef KERNEL_MEM_FRAME_WINDOW_H
#define KERNEL_MEM_FRAME_WINDOW_H

#include "kernel/core/frames.h"

/* The window, of which nothing is mapped at first. */
struct frames_window *frame_window(void);

/* frames_start's page_make: maps a page of the window, RW-. Takes a frame for it, and for each
 * table that is missing on the way; a page that is mapped stays as it is. */
bool frame_window_make(struct frames *frames, void *page);

#endif
