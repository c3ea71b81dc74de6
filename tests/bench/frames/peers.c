/*
 * peers.c: the allocators of others, in their simplest form.
 */
#include <stdlib.h>

#include "tests/bench/frames/allocators.h"

/* --- a stack of frames: nothing can be less --------------------------------------------------- */

static phys_t *stack;
static uint64_t stack_depth;

void stack_start(void)
{
    uint64_t count = 0;
    for (uint32_t i = 0; i < MAP_RANGES; i++) {
        count += (map[i].end - map[i].base) / FRAME;
    }
    stack = malloc(count * sizeof(*stack));
    for (uint32_t i = MAP_RANGES; stack != NULL && i-- > 0;) {
        for (uint64_t address = map[i].end; address > map[i].base; address -= FRAME) {
            stack[stack_depth++] = phys(address - FRAME);
        }
    }
}

phys_t stack_alloc(void)
{
    return stack_depth > 0 ? stack[--stack_depth] : phys(0);
}

void stack_free(phys_t frame)
{
    stack[stack_depth++] = frame;
}

/* --- the n-th frame of an iterator; nothing is ever given back -------------------------------- */

static uint64_t next;

void iterator_start(void)
{
    next = 0;
}

phys_t iterator_alloc(void)
{
    uint64_t left = next++;
    for (uint32_t i = 0; i < MAP_RANGES; i++) {
        for (uint64_t address = map[i].base; address < map[i].end; address += FRAME) {
            if (left-- == 0) {
                return phys(address);
            }
        }
    }
    return phys(0);
}

void iterator_free(phys_t frame)
{
    (void)frame;
}

void regions_start(void)
{
    next = 0;
}

phys_t regions_alloc(void)
{
    uint64_t left = next++;
    for (uint32_t i = 0; i < MAP_RANGES; i++) {
        uint64_t count = (map[i].end - map[i].base) / FRAME;
        if (left < count) {
            return phys(map[i].base + left * FRAME);
        }
        left -= count;
    }
    return phys(0);
}

void regions_free(phys_t frame)
{
    (void)frame;
}

/* --- none ------------------------------------------------------------------------------------- */

void empty_start(void)
{
}

phys_t empty_alloc(void)
{
    return phys(0);
}

void empty_free(phys_t frame)
{
    (void)frame;
}
