/*
 * frames.c: every frame of the machine is handed out, filled and taken back, and the kernel lives
 * (rows 09-11, 02-18: frame 0 is not among them).
 */
#include "gen/layout.h"
#include "kernel/mem/address_space.h"
#include "kernel/mem/frame.h"
#include "kernel/mem/temporary.h"
#include "kernel/mem/walk.h"
#include "kernel/run.h"
#include "tests/kernel/guest/guest.h"
#include "tests/kernel/guest/no_heap.h"

#define PATTERN 0x5aa5c33c0ff00ff0ull /* and, in each word, the frame's address */

enum { WORDS = PAGE_BYTES / sizeof(uint64_t) };

static const struct boot_info *const info = (const struct boot_info *)VIRT_BOOT_INFO_START;

static uint64_t map_count(uint32_t kind)
{
    uint64_t count = 0;
    for (uint32_t i = 0; i < info->clean_count; i++) {
        const struct memory_range *range = &info->clean[i];
        count += range->kind == kind ? (range->end - range->base) / PAGE_BYTES : 0;
    }
    return count;
}

static bool map_allows(phys_t frame)
{
    for (uint32_t i = 0; i < info->clean_count; i++) {
        const struct memory_range *range = &info->clean[i];
        if (frame.value < range->end) {
            return range->kind == MEMORY_USABLE || range->kind == MEMORY_STAGE2;
        }
    }
    return false;
}

static void frame_fill(phys_t frame)
{
    uint64_t *words = temporary_show(address_space(), frame);
    for (uint32_t i = 0; i < WORDS; i++) {
        words[i] = PATTERN ^ frame.value;
    }
}

static bool frame_is_filled(phys_t frame)
{
    const uint64_t *words = temporary_show(address_space(), frame);
    for (uint32_t i = 0; i < WORDS; i++) {
        if (words[i] != (PATTERN ^ frame.value)) {
            return false;
        }
    }
    return true;
}

/* Takes and fills all there are; 0 if one of them was not the map's to give. */
static uint64_t frames_take_all(void)
{
    uint64_t count = 0;
    for (phys_t frame; (frame = frame_alloc()).value != 0; count++) {
        if (!map_allows(frame)) {
            return 0;
        }
        frame_fill(frame);
    }
    return count;
}

/* How many used frames hold their own address; a frame that two had would hold another's. */
static uint64_t filled_count(void)
{
    uint64_t count = 0;
    struct frames_extent extent = {.end = phys(0)};
    while (frames_next(frame_book(), extent.end, &extent)) {
        for (phys_t frame = extent.base;
             extent.state == FRAMES_USED && frame.value < extent.end.value;
             frame.value += PAGE_BYTES) {
            count += frame_is_filled(frame);
        }
    }
    return count;
}

static void frames_give_all_back(void)
{
    struct frames_extent extent = {.end = phys(0)};
    while (frames_next(frame_book(), extent.end, &extent)) {
        for (phys_t frame = extent.base;
             extent.state == FRAMES_USED && frame.value < extent.end.value;
             frame.value += PAGE_BYTES) {
            frame_free(frame);
        }
    }
}

static void check_all(void)
{
    const struct frames *book = frame_book();
    uint64_t all = map_count(MEMORY_USABLE) + map_count(MEMORY_STAGE2);
    uint64_t count = frames_take_all();
    guest_check("every frame is usable by the map", count > 0);
    guest_check("all are handed out but those of the bits", count == all - book->own_count);
    guest_check("few are needed for the bits", book->own_count < 8 + all / FRAMES_BLOCK);
    guest_check("the counters say so", frames_used_count(book) == count &&
                                           frames_free_count(book) == 0 &&
                                           frames_peak_count(book) == count);
    guest_check("each was handed out once, and all hold what was written", filled_count() == count);
    guest_check("nothing low is mapped", walk_leaf(virt(0)) == 0);
    frames_give_all_back();
    guest_check("all came back", frames_used_count(book) == 0 && frames_free_count(book) == count);
    guest_check("all are handed out again", frames_take_all() == count);
    frames_give_all_back();
    frame_check(0);
}

static void check_runs(void)
{
    enum { RUN = 512 };
    uint64_t before = frames_used_count(frame_book());
    phys_t run = frame_alloc_run(RUN, RUN);
    guest_check("2 MiB side by side", run.value != 0 && run.value % (RUN * PAGE_BYTES) == 0);
    guest_check("no run of more than there is",
                frame_alloc_run(frame_book()->usable_count + 1, 1).value == 0);
    frame_free_run(run, RUN);
    frame_check(before);
}

/* The last thing that is done with boot_info: its own memory becomes ours. */
static void check_reclaim(void)
{
    uint64_t before = frame_book()->usable_count;
    uint64_t more = map_count(MEMORY_BOOT_INFO);
    frame_reclaim(info, MEMORY_BOOT_INFO);
    guest_check("what was the hand-over's can be taken over",
                more > 0 && frame_book()->usable_count == before + more);
}

void kernel_run(void)
{
    const struct frames *book = frame_book();
    guest_check("usable is the map's, and stage2's",
                book->usable_count == map_count(MEMORY_USABLE) + map_count(MEMORY_STAGE2));
    guest_check("nothing was touched yet", book->opened == 0 && book->own_count == 0);
    check_all();
    check_runs();
    guest_check("frame 0 is nobody's", frames_refusal(book, phys(0)) == FRAMES_NOT_USABLE);
    guest_check("nor is the kernel's memory for the taking",
                frames_refusal(book, phys(info->kernel_phys)) == FRAMES_NOT_USABLE);
    check_reclaim();
    guest_end();
}
