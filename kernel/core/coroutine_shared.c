/*
 * coroutine_shared.c: the end of a coroutine with a share.
 *
 * Called by the executor, for the tasks of kernel/input_tasks.c.
 */
#include "kernel/core/coroutine_shared.h"

#include "kernel/core/rc.h"

void coroutine_shared_drop(struct future *self)
{
    coroutine_drop(self);
    rc_drop(&((struct coroutine_shared *)self)->box);
}
