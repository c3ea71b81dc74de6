/*
 * backtrace.h: who called whom, read from the chain of frame pointers.
 *
 *       +----------------+
 *       | return address |   into the caller
 *       +----------------+
 *       | caller's RBP   | <- RBP
 *       +----------------+
 *
 * [SysV ABI 3.2.2]. The chain may be broken in any way: nothing is read but through the reader, and
 * whoever walks it limits the number of frames.
 */
#ifndef KERNEL_CORE_BACKTRACE_H
#define KERNEL_CORE_BACKTRACE_H

#include "common/types.h"

struct backtrace {
    /* Reads 8 bytes; false where nothing can be read. */
    bool (*read)(void *context, uint64_t address, uint64_t *value);
    void *context;
    uint64_t trap_return; /* the return address behind which a trap's frame lies */
    uint64_t frame_rip;   /* offsets in that frame: where it tells RIP and RBP */
    uint64_t frame_rbp;
    uint64_t rbp; /* of the frame that comes next */
};

struct backtrace_step {
    uint64_t address; /* a return address, or where a trap struck */
    bool trapped;     /* the latter */
};

/* The next step outwards; false at the end of the chain, be it the regular one (RBP is 0) or not:
 * a frame pointer that is misaligned, cannot be read or does not lead outwards. */
bool backtrace_next(struct backtrace *trace, struct backtrace_step *step);

#endif
