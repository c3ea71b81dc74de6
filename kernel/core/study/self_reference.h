/*
 * self_reference.h: for study: why a future must not move (12-4).
 *
 *     async fn pin_example() -> i32 {
 *         let array = [1, 2, 3];
 *         let element = &array[2];
 *         something().await;
 *         *element
 *     }
 *
 * Both variables outlive the await, so both lie in the machine, and one points to the other. A copy
 * of the machine has a copy of the pointer, which still points into the original.
 */
#ifndef KERNEL_CORE_STUDY_SELF_REFERENCE_H
#define KERNEL_CORE_STUDY_SELF_REFERENCE_H

#include "kernel/core/coroutine.h"

struct self_reference {
    struct coroutine coroutine;
    uint32_t array[3];
    const uint32_t *element;
};

/* Ready at the second poll, with 3 as its value. */
struct future *self_reference_start(struct self_reference *self);

#endif
