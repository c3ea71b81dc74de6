/*
 * heap.c: what all engines have in common: the functions that are made of alloc and free.
 *
 * heap_alloc and heap_free come from the engine that is linked.
 */
#include "kernel/core/heap.h"

#include "common/string.h"

void *heap_alloc_zeroed(size_t size, size_t align)
{
    void *block = heap_alloc(size, align);
    if (block != NULL) {
        memset(block, 0, size);
    }
    return block;
}

void *heap_alloc_must(size_t size, size_t align)
{
    void *block = heap_alloc_zeroed(size, align);
    if (block == NULL) {
        heap_alloc_failed(size, align);
    }
    return block;
}

void *heap_realloc(void *pointer, size_t old_size, size_t align, size_t new_size)
{
    if (pointer == NULL) {
        return heap_alloc(new_size, align);
    }
    heap_verify(pointer, old_size);
    void *block = heap_alloc(new_size, align);
    if (block != NULL) {
        memcpy(block, pointer, old_size < new_size ? old_size : new_size);
        heap_free(pointer, old_size, align);
    }
    return block;
}

const char *heap_misuse_name(enum heap_misuse_kind kind)
{
    static const char *const names[HEAP_MISUSES] = {
        [HEAP_SOUND] = "nothing",
        [HEAP_DOUBLE_FREE] = "double free",
        [HEAP_INVALID_FREE] = "invalid free",
        [HEAP_INTERIOR_FREE] = "free of an address inside a block",
        [HEAP_WRONG_SIZE] = "free with a wrong size",
        [HEAP_OVERFLOW] = "overflow of a block",
        [HEAP_USE_AFTER_FREE] = "use after free",
        [HEAP_WRITE_AFTER_FREE] = "write after free",
        [HEAP_DAMAGED] = "damage of unknown origin",
        [HEAP_IN_INTERRUPT] = "use in an interrupt handler",
    };
    return kind < HEAP_MISUSES ? names[kind] : "unknown";
}
