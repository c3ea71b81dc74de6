/*
 * tasks.c: the executor as the kernel's flags compile it: 1000 tasks that wake each other in a
 * ring, and a coroutine that prints (row 12-7). Nothing sleeps here, since no device interrupts
 * yet.
 */
#include "kernel/core/executor.h"
#include "kernel/core/study/async_number.h"
#include "kernel/core/wake.h"
#include "kernel/print.h"
#include "kernel/run.h"
#include "tests/kernel/guest/guest.h"

enum { TASKS = 1000, ROUNDS = 100, BLOCK_BYTES = 128, BLOCKS = 2 * TASKS };

/* A heap of blocks of one size, of which each is given out once or comes from the free list. */
static union block {
    union block *next;
    uint64_t words[BLOCK_BYTES / sizeof(uint64_t)];
} blocks[BLOCKS];
static union block *free_blocks;
static uint32_t out;

static void *block_allocate(void *context, size_t bytes)
{
    (void)context;
    union block *block = bytes <= BLOCK_BYTES ? free_blocks : NULL;
    if (block != NULL) {
        free_blocks = block->next;
        out++;
    }
    return block;
}

static void block_release(void *context, void *bytes, size_t length)
{
    (void)context;
    (void)length;
    union block *block = bytes;
    block->next = free_blocks;
    free_blocks = block;
    out--;
}

static bool slept;

static void nothing(void)
{
}

static void sleep(void)
{
    slept = true;
}

static const struct task_memory memory = {block_allocate, block_release, NULL};
static const struct executor_machine machine = {nothing, nothing, sleep, NULL};
static struct executor executor;

/* Wakes the next of the ring, as often as there are rounds. */
struct runner {
    struct coroutine coroutine;
    struct waker next;
    uint32_t round;
};

COROUTINE(runner)
{
    for (self->round = 0; self->round < ROUNDS; self->round++) {
        waker_wake(self->next);
        YIELD();
    }
    RETURN(self->round);
}
COROUTINE_END(runner);

static const struct future_type runner_type = {"runner", runner_poll, coroutine_drop};
static struct runner *runners[TASKS];
static struct waker wakers[TASKS];

static bool ring_is_spawned(void)
{
    for (uint32_t i = 0; i < TASKS; i++) {
        runners[i] = executor_frame(&executor, sizeof(*runners[i]));
        if (runners[i] == NULL ||
            executor_spawn(&executor, coroutine_start(&runners[i]->coroutine, &runner_type),
                           sizeof(*runners[i]), &wakers[i]) != NULL) {
            return false;
        }
    }
    for (uint32_t i = 0; i < TASKS; i++) {
        runners[i]->next = wakers[(i + 1) % TASKS];
    }
    return true;
}

static void print_run(void *context, const char *text, size_t length)
{
    (void)context;
    print("%.*s", (int)length, text);
}

static bool number_is_awaited(void)
{
    struct example_task *task = executor_frame(&executor, sizeof(*task));
    return task != NULL && executor_spawn(&executor, example_task_start(task, print_run, NULL),
                                          sizeof(*task), NULL) == NULL;
}

void kernel_run(void)
{
    for (uint32_t i = 0; i < BLOCKS; i++) {
        out++;
        block_release(NULL, &blocks[i], sizeof(blocks[i]));
    }
    executor_start(&executor, &memory, &machine);
    guest_check("1000 tasks are spawned", ring_is_spawned());
    executor_run(&executor);
    guest_check("they have woken each other 100 times", executor.alive == 0 && !slept);
    guest_check("the example task is spawned", number_is_awaited());
    executor_run(&executor);
    executor_end(&executor);
    guest_check("all memory is back", out == 0);
    guest_end();
}
