/*
 * frame.h: the machine's frames of 4 KiB, for whoever needs memory by the page.
 *
 * The bookkeeping is core/frames.h's; here it meets the hand-over's memory map and a window of
 * virtual memory. What that returns as an error of the caller's ends in a panic here. Not for
 * interrupt handlers.
 */
#ifndef KERNEL_MEM_FRAME_H
#define KERNEL_MEM_FRAME_H

#include "common/boot_info.h"
#include "kernel/core/frame_source.h"
#include "kernel/core/frames.h"

/* Takes over all usable memory of the clean map; touches none of it. Needs a low half that is
 * unmapped, since the memory of the jump's identity mapping may be handed out. */
void frame_start(const struct boot_info *info);

/* Takes over what had another use until now, of one kind of the clean map: MEMORY_STAGE2 once the
 * CPU uses our descriptor tables and slot 0 is dropped, MEMORY_BOOT_INFO once nobody reads it. */
void frame_reclaim(const struct boot_info *info, enum memory_kind kind);

/* A frame that is nobody else's, its content undefined; FRAME_NONE if there is none. */
phys_t frame_alloc(void);

/* Gives a frame back. A frame that is not handed out is a panic. */
void frame_free(phys_t frame);

/* The same for `count` frames side by side, the first at a multiple of `align` frames. */
phys_t frame_alloc_run(uint64_t count, uint64_t align);
void frame_free_run(phys_t run, uint64_t count);

/* frame_alloc and frame_free, for who takes frames for page tables. */
struct frame_source frame_source(void);

/* Panics where more frames are used than there were at a checkpoint: `used_before` is an earlier
 * frames_used_count(frame_book()). */
void frame_check(uint64_t used_before);

/* The book itself, to look at: counters and frames_next. */
const struct frames *frame_book(void);

/* One line of the boot report. */
void frame_report(void);

#endif
