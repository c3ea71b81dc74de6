/*
 * heap_block.c: the engine `block`: the texts' fixed sizes, 8 to 2048 bytes. `make HEAP=block`.
 *
 * A block of each size is taken from a list of free ones and put back there, in a few instructions.
 * Where a list is empty, the list of holes (heap_holes.c) gives a new block, aligned to its size,
 * and it serves larger requests itself. Two limits, which tests show: up to half of a block is
 * wasted, and what was once a block of one size never serves another again. The texts' second way
 * to a new block, splitting one of the next size, keeps to the same limits and is left out.
 */
#include "kernel/core/heap_gate.h"
#include "kernel/core/heap_holes.h"

enum { SIZE_LEAST = 8, SIZE_LEAST_LOG = 3, SIZES = 9, SIZE_MOST = SIZE_LEAST << (SIZES - 1) };

struct node {
    struct node *next;
};

static struct holes holes;
static struct {
    struct node *free;
    size_t taken, waiting;
} lists[SIZES];

bool heap_start(void *base, size_t bytes, const struct heap_source *source)
{
    for (uint32_t i = 0; i < SIZES; i++) {
        lists[i].free = NULL;
        lists[i].taken = lists[i].waiting = 0;
    }
    return holes_start(&holes, base, bytes, source);
}

/* Which list serves a block: the first whose size holds size and alignment; SIZES: none does. */
static uint32_t list_for(size_t size, size_t align)
{
    size_t least = size > align ? size : align;
    if (least <= SIZE_LEAST) {
        return 0;
    }
    if (least > SIZE_MOST) {
        return SIZES;
    }
    return 32 - (uint32_t)__builtin_clz((uint32_t)least - 1) - SIZE_LEAST_LOG;
}

void *heap_alloc(size_t size, size_t align)
{
    heap_gate_check(CALLER());
    uint32_t list = list_for(size, align);
    if (list == SIZES) {
        return holes_alloc(&holes, size, align);
    }
    struct node *node = lists[list].free;
    if (node != NULL) {
        lists[list].free = node->next;
        lists[list].waiting--;
    } else {
        node = holes_alloc(&holes, (size_t)SIZE_LEAST << list, (size_t)SIZE_LEAST << list);
    }
    lists[list].taken += node != NULL;
    return node;
}

void heap_verify(const void *pointer, size_t size)
{
    enum heap_misuse_kind wrong = holes_look_up(&holes, pointer, size == 0 ? 1 : size);
    heap_gate_report(wrong == HEAP_DOUBLE_FREE ? HEAP_USE_AFTER_FREE : wrong, pointer, size,
                     CALLER());
}

void heap_free(void *pointer, size_t size, size_t align)
{
    heap_gate_check(CALLER());
    uint32_t list = list_for(size, align);
    if (pointer == NULL) {
        return;
    }
    if (list == SIZES) {
        heap_gate_report(holes_free(&holes, pointer, size), pointer, size, CALLER());
        return;
    }
    struct node *node = pointer;
    node->next = lists[list].free;
    lists[list].free = node;
    lists[list].waiting++;
    lists[list].taken--;
}

void heap_stats_read(struct heap_stats *stats)
{
    *stats = holes_stats(&holes, "block");
    stats->classes = SIZES;
    for (uint32_t i = 0; i < SIZES; i++) {
        size_t waiting = lists[i].waiting * holes_round((size_t)SIZE_LEAST << i);
        stats->used -= waiting;
        stats->free += waiting;
        stats->blocks -= lists[i].waiting;
        stats->by_class[i].bytes = (size_t)SIZE_LEAST << i;
        stats->by_class[i].used = lists[i].taken;
        stats->by_class[i].free = lists[i].waiting;
    }
}

struct heap_misuse heap_check(void)
{
    for (uint32_t i = 0; i < SIZES; i++) {
        const struct node *node = lists[i].free;
        for (size_t left = lists[i].waiting; left > 0; left--) {
            if (node == NULL || (uintptr_t)node - holes.base >= holes.bytes) {
                return (struct heap_misuse){.kind = HEAP_DAMAGED, .pointer = node};
            }
            node = node->next;
        }
        if (node != NULL) {
            return (struct heap_misuse){.kind = HEAP_DAMAGED, .pointer = node};
        }
    }
    return holes_check(&holes);
}
