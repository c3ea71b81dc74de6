/*
 * tasks.c: what the executor does, again and again, for callgrind to count.
 *
 *     tasks WHAT TASKS ROUNDS      WHAT is one of `benches`, below
 *
 * cost.py runs it with two numbers of rounds; the difference is the cost of the rounds. The floors
 * do the same with nothing but an array of function pointers, a list and a ring: no wakers that
 * may be late, no statistics, no check for moves, nothing for interrupts.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/core/byte_stream.h"
#include "kernel/core/coroutine.h"
#include "kernel/core/executor.h"

enum { TASKS_MOST = 1000, FRAME_BYTES = 128 };

/* --- an allocator that costs next to nothing: a list of free blocks of one size ----------------
 */

struct block {
    struct block *next;
    uint8_t bytes[FRAME_BYTES - sizeof(struct block *)];
};

static struct block blocks[2 * TASKS_MOST + 2];
static struct block *free_blocks;

static void *block_allocate(void *context, size_t bytes)
{
    (void)context;
    (void)bytes;
    struct block *block = free_blocks;
    free_blocks = block->next;
    return block;
}

static void block_release(void *context, void *bytes, size_t length)
{
    (void)context;
    (void)length;
    struct block *block = bytes;
    block->next = free_blocks;
    free_blocks = block;
}

static const struct task_memory memory = {block_allocate, block_release, NULL};

void future_misused(const char *future, const char *how)
{
    fprintf(stderr, "%s: %s\n", future, how);
    abort();
}

static void nothing(void)
{
}

static const struct executor_machine machine = {nothing, nothing, nothing, NULL};
static struct executor executor;

/* --- tasks --------------------------------------------------------------------------------------
 */

static uint64_t polls;

/* Wakes the next one of a ring of tasks, which is polled next. */
struct runner {
    struct future future;
    struct waker next;
};

static enum poll runner_poll(struct future *self, const struct waker *waker)
{
    (void)waker;
    waker_wake(((struct runner *)self)->next);
    return POLL_PENDING;
}

static enum poll counting_poll(struct future *self, const struct waker *waker)
{
    (void)self;
    (void)waker;
    polls++;
    return POLL_PENDING;
}

static enum poll ready_poll(struct future *self, const struct waker *waker)
{
    (void)self;
    (void)waker;
    polls++;
    return POLL_READY;
}

static const struct future_type runner_type = {"runner", runner_poll, NULL};
static const struct future_type counting_type = {"counting", counting_poll, NULL};
static const struct future_type ready_type = {"ready", ready_poll, NULL};

static struct waker spawn(const struct future_type *type)
{
    struct runner *self = executor_frame(&executor, sizeof(*self));
    struct waker waker;
    executor_spawn(&executor, future_start(&self->future, type), sizeof(*self), &waker);
    return waker;
}

static struct byte_stream keys;
static uint8_t ring[128];

/* The task that takes the keys: written out, since it has one state, and as a coroutine. */
static enum poll machine_keyboard_poll(struct future *future, const struct waker *waker)
{
    (void)future;
    uint8_t key;
    while (byte_stream_take(&keys, &key, waker)) {
        polls += key;
    }
    return POLL_PENDING;
}

static const struct future_type machine_keyboard_type = {"keyboard", machine_keyboard_poll, NULL};

struct keyboard {
    struct coroutine coroutine;
    uint8_t key;
};

COROUTINE(keyboard)
{
    while (true) {
        AWAIT_UNTIL(byte_stream_take(&keys, &self->key, waker));
        polls += self->key;
    }
}
COROUTINE_END(keyboard);

static __attribute__((noinline)) void key_comes(void)
{
    byte_stream_push(&keys, 1);
}

static const struct future_type keyboard_type = {"keyboard", keyboard_poll, coroutine_drop};

static void bench_all(uint64_t tasks, uint64_t rounds)
{
    static struct waker wakers[TASKS_MOST];
    for (uint64_t i = 0; i < tasks; i++) {
        wakers[i] = spawn(&counting_type);
    }
    executor_turn(&executor, UINT64_MAX);
    for (uint64_t round = 0; round < rounds; round++) {
        for (uint64_t i = 0; i < tasks; i++) {
            waker_wake(wakers[i]);
        }
        executor_turn(&executor, tasks);
    }
}

static void bench_wake(uint64_t tasks, uint64_t rounds)
{
    struct waker first = spawn(&runner_type);
    struct waker last = first;
    for (uint64_t i = 1; i < tasks; i++) {
        struct waker next = spawn(&runner_type);
        ((struct runner *)last.task->future)->next = next;
        last = next;
    }
    ((struct runner *)last.task->future)->next = first;
    /* One after the other, since each that is polled wakes the next. */
    executor_turn(&executor, tasks);
    executor_turn(&executor, rounds * tasks);
    polls = rounds;
}

static void keys_come(struct future *self, size_t bytes, uint64_t rounds)
{
    byte_stream_start(&keys, ring, sizeof(ring));
    executor_spawn(&executor, self, bytes, NULL);
    executor_step(&executor);
    for (uint64_t round = 0; round < rounds; round++) {
        key_comes();
        executor_step(&executor);
    }
}

static void bench_key(uint64_t tasks, uint64_t rounds)
{
    (void)tasks;
    struct future *self = executor_frame(&executor, sizeof(*self));
    keys_come(future_start(self, &machine_keyboard_type), sizeof(*self), rounds);
}

static void bench_coroutine(uint64_t tasks, uint64_t rounds)
{
    (void)tasks;
    struct keyboard *self = executor_frame(&executor, sizeof(*self));
    keys_come(coroutine_start(&self->coroutine, &keyboard_type), sizeof(*self), rounds);
}

static void bench_spawn(uint64_t tasks, uint64_t rounds)
{
    (void)tasks;
    for (uint64_t round = 0; round < rounds; round++) {
        spawn(&ready_type);
        executor_step(&executor);
    }
}

/* --- the floors ---------------------------------------------------------------------------------
 */

struct least {
    struct least *next;
    enum poll (*poll)(struct least *self);
    struct least *other;
    bool is_queued;
};

static struct least *first;
static struct least **last = &first;

static void least_wake(struct least *task)
{
    if (!task->is_queued) {
        task->is_queued = true;
        task->next = NULL;
        *last = task;
        last = &task->next;
    }
}

static inline void least_task(void)
{
    struct least *task = first;
    first = task->next;
    if (first == NULL) {
        last = &first;
    }
    task->is_queued = false;
    if (task->poll(task) == POLL_READY) {
        block_release(NULL, task, sizeof(*task));
    }
}

static __attribute__((noinline)) void least_turn(uint64_t most)
{
    while (most-- > 0 && first != NULL) {
        least_task();
    }
}

static __attribute__((noinline)) void least_step(void)
{
    if (first != NULL) {
        least_task();
    }
}

static enum poll least_runner(struct least *self)
{
    least_wake(self->other);
    return POLL_PENDING;
}

static enum poll least_poll(struct least *self)
{
    (void)self;
    polls++;
    return POLL_PENDING;
}

static enum poll least_ready(struct least *self)
{
    (void)self;
    polls++;
    return POLL_READY;
}

static uint32_t pushed, popped;

static enum poll least_key(struct least *self)
{
    (void)self;
    while (popped != pushed) {
        polls += ring[popped++ % sizeof(ring)];
    }
    return POLL_PENDING;
}

static void floor_all(uint64_t tasks, uint64_t rounds)
{
    static struct least all[TASKS_MOST];
    for (uint64_t i = 0; i < tasks; i++) {
        all[i].poll = least_poll;
    }
    for (uint64_t round = 0; round < rounds; round++) {
        for (uint64_t i = 0; i < tasks; i++) {
            least_wake(&all[i]);
        }
        least_turn(tasks);
    }
}

static void floor_wake(uint64_t tasks, uint64_t rounds)
{
    static struct least all[TASKS_MOST];
    for (uint64_t i = 0; i < tasks; i++) {
        all[i].poll = least_runner;
        all[i].other = &all[(i + 1) % tasks];
    }
    least_wake(&all[0]);
    least_turn(rounds * tasks);
    polls = rounds;
}

static __attribute__((noinline)) void least_push(struct least *reader, uint8_t byte)
{
    if (pushed - popped < sizeof(ring)) {
        ring[pushed++ % sizeof(ring)] = byte;
        least_wake(reader);
    }
}

static void floor_key(uint64_t tasks, uint64_t rounds)
{
    (void)tasks;
    struct least reader = {.poll = least_key};
    for (uint64_t round = 0; round < rounds; round++) {
        least_push(&reader, 1);
        least_step();
    }
}

static void floor_spawn(uint64_t tasks, uint64_t rounds)
{
    (void)tasks;
    for (uint64_t round = 0; round < rounds; round++) {
        struct least *task = block_allocate(NULL, sizeof(*task));
        task->poll = least_ready;
        task->is_queued = false;
        least_wake(task);
        least_step();
    }
}

static const struct {
    const char *name;
    void (*run)(uint64_t tasks, uint64_t rounds);
} benches[] = {
    {"wake", bench_wake},           {"all", bench_all},       {"key", bench_key},
    {"coroutine", bench_coroutine}, {"spawn", bench_spawn},   {"floor-wake", floor_wake},
    {"floor-all", floor_all},       {"floor-key", floor_key}, {"floor-coroutine", floor_key},
    {"floor-spawn", floor_spawn},
};

int main(int count, char **arguments)
{
    for (size_t i = 0; i < ARRAY_LENGTH(blocks); i++) {
        block_release(NULL, &blocks[i], sizeof(blocks[i]));
    }
    executor_start(&executor, &memory, &machine);
    for (size_t i = 0; count == 4 && i < ARRAY_LENGTH(benches); i++) {
        if (strcmp(arguments[1], benches[i].name) == 0) {
            benches[i].run(strtoull(arguments[2], NULL, 10), strtoull(arguments[3], NULL, 10));
            return polls > 0 ? 0 : 1;
        }
    }
    fprintf(stderr, "usage: tasks WHAT TASKS ROUNDS\n");
    return 2;
}
