/*
 * heap_faults.c: how a program misuses its heap.
 *
 * Called by the table in faults.c. With `make HEAP=slab` each of these ends in a report that names
 * the functions below; the plain engines notice few of them, and then the function returns.
 */
#include "kernel/heap_faults.h"

#include "kernel/core/heap.h"

/* Shorter ones, if they are the first of their size, become a part of others once they are freed;
 * then the report cannot tell their size. */
enum { BLOCK_BYTES = 300, MORE_BYTES = 600, ALIGN = 8, INSIDE = 16 };

/* Hides where an address comes from: compilers refuse most of what follows. */
static uint8_t *anything(uint8_t *address)
{
    __asm__("" : "+r"(address));
    return address;
}

/* The report names these two. */
static __attribute__((noinline)) uint8_t *block_make(void)
{
    uint8_t *block = heap_alloc(BLOCK_BYTES, ALIGN);
    if (block == NULL) {
        heap_alloc_failed(BLOCK_BYTES, ALIGN);
    }
    return anything(block);
}

static __attribute__((noinline)) void block_end(uint8_t *block, size_t size)
{
    heap_free(anything(block), size, ALIGN);
}

static uint8_t *block_freed(void)
{
    uint8_t *block = block_make();
    block_end(block, BLOCK_BYTES);
    return block;
}

/* Noticed when the block is freed, by what stands behind it. */
void heap_raise_overflow(void)
{
    uint8_t *block = block_make();
    block[BLOCK_BYTES] = 0;
    block_end(block, BLOCK_BYTES);
}

void heap_raise_double_free(void)
{
    block_end(block_freed(), BLOCK_BYTES);
}

/* Mere reading goes unnoticed; here somebody wants more room for a block that is gone. */
void heap_raise_use_after_free(void)
{
    uint8_t *more = heap_realloc(block_freed(), BLOCK_BYTES, ALIGN, MORE_BYTES);
    heap_free(more, MORE_BYTES, ALIGN);
}

/* Noticed when the memory is to be handed out again, or by a walk over all of it. */
void heap_raise_write_after_free(void)
{
    uint8_t *block = block_freed();
    for (size_t i = 0; i < BLOCK_BYTES; i++) {
        block[i] = 0;
    }
    struct heap_misuse found = heap_check();
    if (found.kind != HEAP_SOUND) {
        heap_misuse(&found);
    }
}

void heap_raise_invalid_free(void)
{
    uint64_t variable = 0;
    block_end((uint8_t *)&variable, sizeof(variable));
}

void heap_raise_interior_free(void)
{
    uint8_t *block = block_make();
    block_end(block + INSIDE, BLOCK_BYTES - INSIDE);
}

void heap_raise_wrong_size(void)
{
    uint8_t *block = block_make();
    block_end(block, BLOCK_BYTES / 2);
}
