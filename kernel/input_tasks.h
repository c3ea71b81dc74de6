/*
 * input_tasks.h: two tasks that make events of raw bytes, one for each keyboard there can be.
 */
#ifndef KERNEL_INPUT_TASKS_H
#define KERNEL_INPUT_TASKS_H

#include "kernel/core/event_queue.h"

/* Spawns them. Both write into the queue, a box of core/rc.h, and own a share of it as long as they
 * live. */
void input_tasks_start(struct event_queue *queue);

/* Bytes that the serial line's task could make nothing of. */
uint64_t input_tasks_dropped(void);

#endif
