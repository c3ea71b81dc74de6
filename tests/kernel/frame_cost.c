/*
 * frame_cost.c: what frames cost, told by the counter, for tests/boot/test_frames.py.
 *
 * QEMU with -icount shift=0 lets the counter go on by one for each instruction.
 */
#include "common/x86/cpu.h"
#include "gen/layout.h"
#include "kernel/mem/frame.h"
#include "kernel/print.h"
#include "kernel/run.h"
#include "tests/kernel/guest/guest.h"
#include "tests/kernel/guest/no_heap.h"

enum { FRAMES_COUNTED = 2048 };

static const struct boot_info *const info = (const struct boot_info *)VIRT_BOOT_INFO_START;

static phys_t frames[FRAMES_COUNTED];

struct cost {
    uint64_t sum;
    uint64_t most;
};

/* What two looks at the counter cost by themselves. */
static uint64_t empty_cost(void)
{
    uint64_t before = tsc_read();
    return tsc_read() - before;
}

static void cost_add(struct cost *cost, uint64_t ticks)
{
    uint64_t net = ticks - empty_cost();
    cost->sum += net;
    cost->most = net > cost->most ? net : cost->most;
}

static struct cost alloc_all(void)
{
    struct cost cost = {0};
    for (uint32_t i = 0; i < FRAMES_COUNTED; i++) {
        uint64_t before = tsc_read();
        frames[i] = frame_alloc();
        cost_add(&cost, tsc_read() - before);
    }
    return cost;
}

/* In an order that is not theirs. */
static struct cost free_all(void)
{
    struct cost cost = {0};
    for (uint32_t i = 0; i < FRAMES_COUNTED; i++) {
        phys_t frame = frames[(i * 997) % FRAMES_COUNTED];
        uint64_t before = tsc_read();
        frame_free(frame);
        cost_add(&cost, tsc_read() - before);
    }
    return cost;
}

/* The set-up once more, into a book that nobody uses. */
static void setup_tell(void)
{
    static struct frames again;
    uint32_t ranges = 0;
    uint64_t before = tsc_read();
    frames_start(&again, NULL, NULL);
    uint64_t start = tsc_read() - before - empty_cost();
    before = tsc_read();
    for (uint32_t i = 0; i < info->clean_count; i++) {
        const struct memory_range *range = &info->clean[i];
        if (range->kind == MEMORY_USABLE || range->kind == MEMORY_STAGE2) {
            ranges += frames_add(&again, phys(range->base), phys(range->end)) == FRAMES_OK;
        }
    }
    print("cost: start %llu, %u ranges %llu\n", (unsigned long long)start, ranges,
          (unsigned long long)(tsc_read() - before - empty_cost()));
    guest_check("the set-up adds the same memory",
                again.usable_count == frame_book()->usable_count);
}

void kernel_run(void)
{
    __asm__ volatile("cli"); /* no handler in between */
    setup_tell();
    struct cost first = alloc_all();
    struct cost back = free_all();
    struct cost second = alloc_all();
    print(
        "cost: %u frames, first alloc %llu most %llu, free %llu most %llu, alloc %llu most %llu\n",
        (unsigned)FRAMES_COUNTED, (unsigned long long)first.sum, (unsigned long long)first.most,
        (unsigned long long)back.sum, (unsigned long long)back.most, (unsigned long long)second.sum,
        (unsigned long long)second.most);
    guest_check("all were handed out", frames_used_count(frame_book()) == FRAMES_COUNTED);
    guest_end();
}
