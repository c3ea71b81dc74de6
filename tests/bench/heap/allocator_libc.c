/*
 * allocator_libc.c: malloc and free of the library that the program is linked with.
 */
#include <stdio.h>

#include "tests/bench/heap/allocator.h"

#include <stdlib.h>

alloc_function *const bench_alloc = (alloc_function *)(void (*)(void))malloc;
free_function *const bench_free = (free_function *)(void (*)(void))free;

bool bench_start(size_t bytes)
{
    return bytes == 0;
}

/* All the memory that the process touches; what it had at first is the caller's to subtract. */
size_t bench_footprint(void)
{
    unsigned long total, resident = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    if (file != NULL) {
        if (fscanf(file, "%lu %lu", &total, &resident) != 2) {
            resident = 0;
        }
        fclose(file);
    }
    return resident * 4096;
}

size_t bench_footprint_first(void)
{
    return bench_footprint();
}
