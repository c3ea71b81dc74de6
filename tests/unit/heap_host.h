/*
 * heap_host.h: the heap's two handlers on the host, which come back to the test.
 */
#ifndef TESTS_UNIT_HEAP_HOST_H
#define TESTS_UNIT_HEAP_HOST_H

#include "kernel/core/heap.h"
#include "tests/unit/heap_arena.h"

extern struct heap_misuse heap_host_misuse; /* the last one reported */
/* heap_alloc_must in vain: what heap_alloc_failed was told. */
void heap_must_fail(size_t size, size_t align);
extern size_t heap_host_failed_size, heap_host_failed_align;

/* Calls what must not return; the kind of misuse that was reported, or HEAP_SOUND: it returned. */
enum heap_misuse_kind heap_caught(void (*call)(void *, size_t), void *pointer, size_t size);

/* Such calls. The compiler must not see what goes in: it would refuse most of the misuses. */
void call_free(void *pointer, size_t size);
void call_verify(void *pointer, size_t size);
void call_alloc(void *unused, size_t size);

#endif
