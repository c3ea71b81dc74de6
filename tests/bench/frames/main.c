/*
 * main.c: one allocator, one machine, so many frames: takes them, gives them back, takes them
 * again.
 *
 *     frames ALLOCATOR BYTES COUNT SPARE
 *
 * BYTES of memory as QEMU lays them out; COUNT frames are taken and given back in an order that is
 * not theirs, three times. SPARE, if not 0: all but so many bytes are taken before (ours alone).
 * tests/bench/frames.py runs it under callgrind.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/bench/frames/allocators.h"

#define GIB (1ull << 30)

enum { ROUNDS = 3, STRIDE = 997 /* a prime: every frame comes once */ };

struct memory_range map[MAP_RANGES];

struct allocator {
    const char *name;
    void (*start)(void);
    phys_t (*alloc)(void);
    void (*free)(phys_t frame);
};

#define ENTRY(name) {#name, name##_start, name##_alloc, name##_free},
static const struct allocator allocators[] = {ALLOCATORS(ENTRY)};
#undef ENTRY

static void map_make(uint64_t bytes)
{
    uint64_t low = bytes < 3 * GIB ? bytes : 3 * GIB;
    map[0] = (struct memory_range){.base = FRAME, .end = 0x9f000};
    map[1] = (struct memory_range){.base = FIRST_MIB, .end = low};
    map[2] = (struct memory_range){.base = 4 * GIB, .end = 4 * GIB + bytes - low};
}

static void work(const struct allocator *allocator, uint64_t count)
{
    phys_t *frames = calloc(count, sizeof(*frames));
    if (frames == NULL) {
        abort();
    }
    for (int round = 0; round < ROUNDS; round++) {
        for (uint64_t i = 0; i < count; i++) {
            frames[i] = allocator->alloc();
        }
        for (uint64_t i = 0; i < count; i++) {
            allocator->free(frames[i * STRIDE % count]);
        }
    }
    free(frames);
}

int main(int argc, char **argv)
{
    if (argc != 5) {
        fputs("usage: frames ALLOCATOR BYTES COUNT SPARE\n", stderr);
        return EXIT_FAILURE;
    }
    uint64_t spare = strtoull(argv[4], NULL, 0);
    map_make(strtoull(argv[2], NULL, 0));
    for (size_t i = 0; i < ARRAY_LENGTH(allocators); i++) {
        if (strcmp(argv[1], allocators[i].name) == 0) {
            allocators[i].start();
            if (spare != 0) {
                ours_use_all_but(spare);
            }
            work(&allocators[i], strtoull(argv[3], NULL, 0));
            return EXIT_SUCCESS;
        }
    }
    fprintf(stderr, "frames: no allocator %s\n", argv[1]);
    return EXIT_FAILURE;
}
