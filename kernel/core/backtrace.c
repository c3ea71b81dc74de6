/*
 * backtrace.c: one step outwards.
 *
 * Called by kernel/crash/where.c.
 */
#include "kernel/core/backtrace.h"

#define SLOT_BYTES 8ull /* of a stack */

/* The handler was called by the stub, so its frame's chain leads past the function that was
 * interrupted; the stub's own picture of that function lies behind the return address. */
static bool step_through_trap(struct backtrace *trace, uint64_t frame, struct backtrace_step *step)
{
    step->trapped = true;
    return trace->read(trace->context, frame + trace->frame_rip, &step->address) &&
           trace->read(trace->context, frame + trace->frame_rbp, &trace->rbp);
}

bool backtrace_next(struct backtrace *trace, struct backtrace_step *step)
{
    uint64_t here = trace->rbp;
    uint64_t caller;
    *step = (struct backtrace_step){0};
    if (here == 0 || here % SLOT_BYTES != 0 || !trace->read(trace->context, here, &caller) ||
        !trace->read(trace->context, here + SLOT_BYTES, &step->address)) {
        return false;
    }
    if (step->address == trace->trap_return) {
        return step_through_trap(trace, here + 2 * SLOT_BYTES, step);
    }
    /* Stacks grow down, so a caller's frame lies higher: anything else would go in circles. */
    trace->rbp = caller > here ? caller : 0;
    return step->address != 0;
}
