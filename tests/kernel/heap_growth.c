/*
 * heap_growth.c: the kernel's heap takes more pages when it needs them, and recovers after there
 * were none left.
 *
 * test_heap.py runs it with little memory, too.
 */
#include "gen/layout.h"
#include "kernel/core/heap.h"
#include "kernel/mem/address_space.h"
#include "kernel/mem/frame.h"
#include "kernel/mem/heap_pages.h"
#include "kernel/mem/kernel_heap.h"
#include "tests/kernel/guest/test.h"

enum { BIG = 300 * 1024, CHUNK = 64 * 1024, ALIGN = 16, WORDS = CHUNK / sizeof(uint64_t) };

static uint64_t frames_used(void)
{
    return frames_used_count(frame_book());
}

/* All that is used is the heap's: its pages, a table for each 512 of them, and those above. */
static bool frames_are_pages(void)
{
    uint64_t pages = (heap_pages_end().value - VIRT_HEAP_START) / PAGE_BYTES;
    uint64_t tables = pages / PAGE_TABLE_ENTRIES + 4;
    return frames_used() > pages && frames_used() <= pages + tables;
}

/* Larger than all that was mapped at the start, so it lies across the old end. */
static void heap_grows_by_pages(void)
{
    uint64_t frames = frames_used();
    uint64_t end = heap_pages_end().value;
    uint8_t *block = heap_alloc(BIG, ALIGN);
    EXPECT(block != NULL);
    uint64_t more = (heap_pages_end().value - end) / PAGE_BYTES;
    EXPECT(more >= BIG / PAGE_BYTES - KERNEL_HEAP_FIRST_PAGES);
    EXPECT(frames_used() - frames >= more);     /* a page each, */
    EXPECT(frames_used() - frames <= more + 1); /* and perhaps a table */
    EXPECT((uintptr_t)block < end && (uintptr_t)block + BIG > end);
    EXPECT((uintptr_t)block + BIG <= heap_pages_end().value);
    for (uint32_t i = 0; i < BIG; i++) {
        block[i] = (uint8_t)i;
    }
    for (uint32_t i = 0; i < BIG; i++) {
        EXPECT(block[i] == (uint8_t)i);
    }
    heap_free(block, BIG, ALIGN);
    EXPECT_EQUAL(heap_check().kind, HEAP_SOUND);
}

static void pages_follow_each_other(void)
{
    for (uint64_t page = VIRT_HEAP_START; page < heap_pages_end().value; page += PAGE_BYTES) {
        struct page_walk walk = space_walk(address_space(), virt(page));
        EXPECT(walk.mapped && (walk.rights & PAGE_RIGHTS) == (PTE_W | PTE_NX));
    }
    EXPECT(!space_walk(address_space(), heap_pages_end()).mapped);
}

struct chunk {
    struct chunk *next;
    uint64_t words[WORDS - 1];
};
_Static_assert(sizeof(struct chunk) == CHUNK, "of just this size");

/* Until there are no more: a list of all there were, each with its number at both ends. */
static struct chunk *chunks_take(uint32_t *count)
{
    struct chunk *all = NULL;
    struct chunk *chunk;
    for (*count = 0; (chunk = heap_alloc(CHUNK, ALIGN)) != NULL; ++*count) {
        *chunk = (struct chunk){.next = all, .words = {*count}};
        chunk->words[WORDS - 2] = *count;
        all = chunk;
    }
    return all;
}

static void chunks_give(struct chunk *all, uint32_t count)
{
    while (all != NULL) {
        struct chunk *next = all->next;
        count--;
        EXPECT(all->words[0] == count && all->words[WORDS - 2] == count);
        heap_free(all, CHUNK, ALIGN);
        all = next;
    }
    EXPECT_EQUAL(count, 0);
}

/* The heap grows by a 64th of itself at least, and by no less where there is less. */
static uint64_t frames_left_most(void)
{
    return frame_book()->usable_count / 64 + 2 * CHUNK / PAGE_BYTES;
}

/* What does not fit changes nothing; what was freed can be had again, by no frame more. */
static void out_of_memory_and_back(void)
{
    uint32_t first, second;
    struct chunk *all = chunks_take(&first);
    uint64_t frames = frames_used();
    print("%u chunks of 64 KiB, %llu frames left...", first,
          (unsigned long long)frames_free_count(frame_book()));
    EXPECT(first > 0 && frames_free_count(frame_book()) <= frames_left_most());
    EXPECT(frames_are_pages());
    EXPECT(heap_alloc(BIG, ALIGN) == NULL);
    frame_check(frames);
    EXPECT_EQUAL(heap_check().kind, HEAP_SOUND);
    chunks_give(all, first);
    all = chunks_take(&second);
    EXPECT_EQUAL(second, first);
    chunks_give(all, second);
    frame_check(frames);
    EXPECT_EQUAL(heap_check().kind, HEAP_SOUND);
}

/* In this order: the last leaves nothing to grow into. */
TEST(growth)
{
    heap_grows_by_pages();
    pages_follow_each_other();
    out_of_memory_and_back();
    pages_follow_each_other();
}
