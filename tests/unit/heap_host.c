/*
 * heap_host.c: see heap_host.h. A report that no test waits for ends the program with its text.
 */
#include "tests/unit/heap_host.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

static jmp_buf heap_host_return;
static bool heap_host_waits;
struct heap_misuse heap_host_misuse;
size_t heap_host_failed_size, heap_host_failed_align;

void heap_misuse(const struct heap_misuse *misuse)
{
    if (!heap_host_waits) {
        printf("HEAP: %s at %p\n", heap_misuse_name(misuse->kind), misuse->pointer);
        abort();
    }
    heap_host_misuse = *misuse;
    longjmp(heap_host_return, 1);
}

void heap_alloc_failed(size_t size, size_t align)
{
    heap_host_failed_size = size;
    heap_host_failed_align = align;
    if (!heap_host_waits) {
        abort();
    }
    longjmp(heap_host_return, 1);
}

enum heap_misuse_kind heap_caught(void (*call)(void *, size_t), void *pointer, size_t size)
{
    heap_host_misuse.kind = HEAP_SOUND;
    heap_host_waits = true;
    if (setjmp(heap_host_return) == 0) {
        call(pointer, size);
    }
    heap_host_waits = false;
    return heap_host_misuse.kind;
}

void call_free(void *pointer, size_t size)
{
    heap_free(pointer, size, 8);
}

void call_verify(void *pointer, size_t size)
{
    heap_verify(pointer, size);
}

void call_alloc(void *unused, size_t size)
{
    (void)unused;
    void *block = heap_alloc(size, 8);
    (void)block;
}

void heap_must_fail(size_t size, size_t align)
{
    heap_host_failed_size = 0;
    heap_host_waits = true;
    if (setjmp(heap_host_return) == 0) {
        heap_free(heap_alloc_must(size, align), size, align);
    }
    heap_host_waits = false;
}
