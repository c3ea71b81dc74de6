/*
 * heap_pages.c: the first 100 KiB of the heap, page by page; and set up with too few frames.
 *
 * Rows 10-5, 10-6, 10-10. Takes the place of kernel/mem/frame.c and kernel_heap.c.
 */
#include "kernel/mem/heap_pages.h"
#include "gen/layout.h"
#include "kernel/core/heap.h"
#include "kernel/core/page_walk.h"
#include "kernel/mem/address_space.h"
#include "kernel/mem/kernel_heap.h"
#include "tests/kernel/guest/few_frames.h"
#include "tests/kernel/guest/test.h"

/* Row 10-5: 25 pages, and a table on each of three levels. */
enum { HEAP_FRAMES = KERNEL_HEAP_FIRST_PAGES + 3 };

static struct {
    void *block;         /* that was allocated before there was a heap */
    uint32_t few;        /* how many frames were too few, the last time */
    uint64_t kept;       /* frames after that */
    uint64_t frames;     /* in the end */
    virt_t end_when_few; /* of what was mapped */
} seen;

static uint64_t frames_used(void)
{
    return frames_used_count(frame_book());
}

/* With one frame, with two, and so on until they are enough. */
static enum table_error pages_add(uint64_t before)
{
    enum table_error error = TABLE_NO_FRAME;
    for (uint32_t frames = 0; error == TABLE_NO_FRAME && frames <= HEAP_FRAMES; frames++) {
        seen.few = frames - 1;
        seen.kept = frames_used() - before;
        seen.end_when_few = heap_pages_end();
        few_frames_left = frames;
        error = heap_pages_add(KERNEL_HEAP_FIRST_PAGES);
    }
    seen.frames = frames_used() - before;
    return error;
}

enum table_error kernel_heap_start(void)
{
    seen.block = heap_alloc(sizeof(uint64_t), _Alignof(uint64_t));
    enum table_error error = pages_add(frames_used());
    bool started = error == TABLE_OK &&
                   heap_start((void *)VIRT_HEAP_START, KERNEL_HEAP_FIRST_PAGES * PAGE_BYTES, NULL);
    return error == TABLE_OK && !started ? TABLE_OUT_OF_RANGE : error;
}

void kernel_heap_report(void)
{
}

/* Row 10-6: memory comes only after it was mapped. */
TEST(before_the_heap_is_mapped_there_is_none)
{
    EXPECT(seen.block == NULL);
    EXPECT(heap_alloc(sizeof(uint64_t), _Alignof(uint64_t)) != NULL);
}

/* Row 10-10: an error that the caller can read. Nothing stays mapped, and of all frames one is
 * kept, the level-3 table, which all address spaces share; so the last attempt needs one less. */
TEST(too_few_frames_are_an_error)
{
    EXPECT_EQUAL(seen.few, HEAP_FRAMES - 2);
    EXPECT_EQUAL(seen.kept, 1);
    EXPECT_EQUAL(seen.end_when_few.value, VIRT_HEAP_START);
}

/* Row 10-5. */
TEST(the_heap_takes_28_frames)
{
    EXPECT_EQUAL(seen.frames, 28);
    EXPECT_EQUAL(few_frames_left, 0);
}

/* Row 10-5. */
TEST(the_heap_is_where_the_texts_have_it)
{
    const virt_t start = virt(VIRT_HEAP_START);
    EXPECT_EQUAL(start.value, 0x444444440000);
    EXPECT_EQUAL(page_index(start, 4), 136);
    EXPECT_EQUAL(page_index(start, 3), 273);
    EXPECT_EQUAL(page_index(start, 2), 34);
    EXPECT_EQUAL(page_index(start, 1), 64);
    EXPECT_EQUAL(page_index(virt(heap_pages_end().value - 1), 1), 88);
    EXPECT_EQUAL(heap_pages_end().value - start.value, 102400);
}

TEST(its_pages_are_writable_data)
{
    const uint64_t end = heap_pages_end().value;
    for (uint64_t page = VIRT_HEAP_START; page < end; page += PAGE_BYTES) {
        struct page_walk walk = space_walk(address_space(), virt(page));
        EXPECT(walk.mapped);
        EXPECT_EQUAL(walk.rights & PAGE_RIGHTS, PTE_W | PTE_NX);
    }
    EXPECT(!space_walk(address_space(), virt(end)).mapped);
    EXPECT(!space_walk(address_space(), virt(VIRT_HEAP_START - 1)).mapped);
}
