/*
 * bench_heap.c: what one allocator costs on fixed traces: instructions an operation and the worst
 * one, nanoseconds, memory taken for memory in use, and how much of a small heap can be in use.
 *
 * usage: bench_heap NAME LIVE-MOST
 *
 * Linked once with each allocator; table.py reads the lines that it prints. The CPU traps after
 * each instruction of an operation that is counted, so that every operation has a figure of its
 * own. Of an allocation that is all from its first instruction to its return.
 */
#include "tests/bench/heap/allocator.h"

#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tests/unit/random.h"

enum {
    LIVE_MOST = 100000,
    MIX_LOW = 8,
    MIX_HIGH = 2048,
    MIX_LARGE_HIGH = 65536,
    MIX_LARGE_ONE_IN = 50,
    COUNTED = 250, /* operations of each kind that are stepped through */
    COUNTED_MOST = 2 * COUNTED,
    ALIGN = 8,
    SMALL_HEAP = 25 * 4096,
};

static void *blocks[LIVE_MOST];
static uint32_t sizes[LIVE_MOST];
static size_t live_bytes, live_peak;
static struct random dice = {.state = 4};

/* --- counting -----------------------------------------------------------------------------------
 */

#define TRAP_FLAG 0x100 /* in RFLAGS: a trap after each instruction [SDM1 3.4.3] */

static bool counting;
static volatile uint64_t steps;            /* traps since the flag was set */
static uint64_t beside_alloc, beside_free; /* instructions of our own around a call */
static uint64_t operations, instructions, worst;

static alloc_function *volatile alloc_now;
static free_function *volatile free_now;

static __attribute__((noinline)) void *alloc_nothing(size_t size, size_t align)
{
    (void)size, (void)align;
    return NULL;
}

static __attribute__((noinline)) void free_nothing(void *pointer, size_t size, size_t align)
{
    (void)pointer, (void)size, (void)align;
    __asm__ volatile("");
}

static void trap_take(int number)
{
    (void)number;
    steps++;
}

static inline void count_begin(void)
{
    if (counting && operations < COUNTED_MOST) {
        steps = 0;
        __asm__ volatile("pushfq; orq %0, (%%rsp); popfq" ::"i"(TRAP_FLAG) : "memory", "cc");
    }
}

/* `beside` are the instructions of ours that were counted with the operation. */
static inline void count_end(uint64_t beside)
{
    if (counting && operations < COUNTED_MOST) {
        __asm__ volatile("pushfq; andq %0, (%%rsp); popfq" ::"i"(~TRAP_FLAG) : "memory", "cc");
        uint64_t count = steps - beside;
        operations++;
        instructions += count;
        worst = count > worst ? count : worst;
    }
}

/* The source of an engine of ours maps pages, which is not the heap's work. */
void bench_count_pause(void)
{
    __asm__ volatile("pushfq; andq %0, (%%rsp); popfq" ::"i"(~TRAP_FLAG) : "memory", "cc");
}

void bench_count_resume(void)
{
    if (counting && operations < COUNTED_MOST) {
        __asm__ volatile("pushfq; orq %0, (%%rsp); popfq" ::"i"(TRAP_FLAG) : "memory", "cc");
    }
}

/* --- the trace's operations ---------------------------------------------------------------------
 */

static bool slot_fill(size_t slot, uint32_t size)
{
    count_begin();
    void *block = alloc_now(size, ALIGN);
    count_end(beside_alloc);
    if (block == NULL) {
        return false;
    }
    memset(block, 1, size); /* footprint is memory that is touched */
    blocks[slot] = block;
    sizes[slot] = size;
    live_bytes += size;
    live_peak = live_bytes > live_peak ? live_bytes : live_peak;
    return true;
}

static void slot_empty(size_t slot)
{
    void *block = blocks[slot];
    uint32_t size = sizes[slot];
    count_begin();
    free_now(block, size, ALIGN);
    count_end(beside_free);
    live_bytes -= size;
    blocks[slot] = NULL;
}

/* How much is counted around functions of one instruction, or two. */
static void count_calibrate(void)
{
    counting = true;
    alloc_now = alloc_nothing;
    free_now = free_nothing;
    slot_fill(0, MIX_LOW);
    beside_alloc = worst - 2;
    worst = 0;
    slot_empty(0);
    beside_free = worst - 1;
    alloc_now = bench_alloc;
    free_now = bench_free;
    live_bytes = worst = operations = instructions = 0;
    counting = false;
}

/* From low to high - 1, each power of two as likely as the next, without floating point. */
static uint32_t size_draw_log(uint32_t low, uint32_t high)
{
    uint32_t doublings = (uint32_t)(__builtin_ctz(high) - __builtin_ctz(low));
    uint64_t from = (uint64_t)low << random_below(&dice, doublings);
    return (uint32_t)(from + random_below(&dice, from)); /* within one, evenly */
}

static uint32_t size_draw_mix(bool large)
{
    if (large && random_below(&dice, MIX_LARGE_ONE_IN) == 0) {
        return size_draw_log(MIX_HIGH, MIX_LARGE_HIGH);
    }
    return size_draw_log(MIX_LOW, MIX_HIGH);
}

/* --- traces -------------------------------------------------------------------------------------
 */

static uint64_t nanoseconds; /* an operation takes, with the trace's own work */

static uint64_t nanoseconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

/* A block of 8 bytes is taken and given back, over and over, beside some that stay. */
static void trace_pairs(size_t unused)
{
    (void)unused;
    for (size_t i = 0; i < 16; i++) {
        slot_fill(i, MIX_LOW);
    }
    for (size_t i = 0; i < 1000 + COUNTED; i++) {
        counting = i >= 1000;
        slot_fill(16, MIX_LOW);
        slot_empty(16);
    }
    counting = false;
}

/* `live` blocks of the mix; at each step one, drawn, is given back and another one taken. */
static void trace_mix(size_t live)
{
    for (size_t i = 0; i < live; i++) {
        slot_fill(i, size_draw_mix(true));
    }
    size_t churn = 10 * live;
    uint64_t start = nanoseconds_now();
    for (size_t i = 0; i < churn + COUNTED; i++) {
        size_t slot = random_below(&dice, live);
        if (i == churn) {
            nanoseconds = (nanoseconds_now() - start) / (2 * churn);
            counting = true;
        }
        slot_empty(slot);
        slot_fill(slot, size_draw_mix(true));
    }
    counting = false;
}

/* Nothing is given back. */
static void trace_growth(size_t live)
{
    counting = true;
    for (size_t i = 0; i < live; i++) {
        slot_fill(i, size_draw_mix(true));
    }
    counting = false;
}

/* Every second block of those of one size goes, then come blocks twice as large. */
static void trace_fragments(size_t live)
{
    for (size_t i = 0; i < live; i++) {
        slot_fill(i, 512);
    }
    counting = true;
    for (size_t i = 0; i < live; i += 2) {
        slot_empty(i);
    }
    for (size_t i = 0; i < live; i += 2) {
        slot_fill(i, 1024);
    }
    counting = false;
}

/* All of one size, all given back, then as many bytes of the next; or one of these phases alone. */
static void trace_phases(size_t only)
{
    static const uint32_t phases[] = {64, 200, 1024, 24, 3000};
    enum { BYTES = 2000000, PHASES = 5 };
    for (size_t phase = 1; phase <= PHASES; phase++) {
        if (only != 0 && phase != only) {
            continue;
        }
        size_t count = BYTES / phases[phase - 1];
        for (size_t i = 0; i < count; i++) {
            slot_fill(i, phases[phase - 1]);
        }
        for (size_t i = 0; i < count; i++) {
            slot_empty(i);
        }
    }
}

/* --- one trace --------------------------------------------------------------------------------
 */

/* Runs a trace in a child of its own, so that each begins with a fresh library, and prints its
 * figures. */
static void trace_run(const char *allocator, const char *name, void (*trace)(size_t), size_t live)
{
    fflush(stdout);
    pid_t child = fork();
    if (child != 0) {
        waitpid(child, NULL, 0);
        return;
    }
    bench_start(0);
    memset(blocks, 1, sizeof(blocks)); /* touched before the footprint is looked at */
    memset(sizes, 1, sizeof(sizes));
    size_t before = bench_footprint_first();
    trace(live);
    printf("%s %s %zu %.1f %lu %lu %zu %zu\n", allocator, name, live,
           operations ? (double)instructions / (double)operations : 0.0, worst, nanoseconds,
           bench_footprint() - before, live_peak);
    fflush(stdout);
    _exit(0);
}

/* --- how much of a small heap can be in use -----------------------------------------------------
 */

/* Takes two blocks for each one that it gives back, until one is refused: what is in use then. */
static size_t small_heap_fill(size_t heap, uint64_t seed)
{
    dice.state = seed;
    live_bytes = 0;
    bench_start(heap);
    for (size_t count = 0; count < LIVE_MOST; count++) {
        if (count > 0 && random_below(&dice, 3) == 0) {
            size_t slot = random_below(&dice, count--);
            slot_empty(slot);
            blocks[slot] = blocks[count];
            sizes[slot] = sizes[count];
        }
        if (!slot_fill(count, size_draw_mix(false))) {
            break;
        }
    }
    return live_bytes;
}

static void small_heap_run(const char *allocator)
{
    enum { SEEDS = 20 };
    size_t sum = 0;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        sum += small_heap_fill(SMALL_HEAP, seed);
    }
    printf("%s small 0 0 0 0 %zu %zu\n", allocator, (size_t)SMALL_HEAP, sum / SEEDS);
}

int main(int argc, char **argv)
{
    const char *name = argc > 1 ? argv[1] : "this";
    size_t most = argc > 2 ? strtoul(argv[2], NULL, 10) : LIVE_MOST;
    signal(SIGTRAP, trap_take);
    count_calibrate();
    trace_run(name, "pairs", trace_pairs, 1);
    for (size_t live = 100; live <= most; live *= 10) {
        trace_run(name, "mix", trace_mix, live);
    }
    if (most >= 2000) {
        trace_run(name, "mix", trace_mix, 2000);
        trace_run(name, "growth", trace_growth, 2000);
        trace_run(name, "fragments", trace_fragments, 2000);
        for (size_t only = 0; only <= 5; only++) {
            trace_run(name, "phases", trace_phases, only);
        }
    }
    if (bench_start(SMALL_HEAP)) {
        small_heap_run(name);
    }
    return 0;
}
