/*
 * second_stream.c: a second stream of the study's scancode queue is a panic (row 12-10).
 */
#include "kernel/core/heap.h"
#include "kernel/core/study/scancode_queue.h"
#include "kernel/run.h"
#include "tests/kernel/guest/exit.h"

static struct scancode_queue queue;

static void *queue_allocate(void *context, size_t bytes)
{
    (void)context;
    return heap_alloc(bytes, 1);
}

void kernel_run(void)
{
    const struct task_memory memory = {.allocate = queue_allocate};
    (void)scancode_stream_open(&queue, &memory);
    (void)scancode_stream_open(&queue, &memory);
    guest_exit(true);
}
