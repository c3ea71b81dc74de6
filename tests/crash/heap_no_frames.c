/*
 * heap_no_frames.c: no frame is left when the heap is set up (row 10-10).
 *
 * Takes the place of kernel/mem/frame.c, which then says that there are no frames at all.
 */
#include "tests/kernel/guest/few_frames.h"
