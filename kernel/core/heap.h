/*
 * heap.h: memory by the piece, from whichever engine the kernel is linked with.
 *
 * `make HEAP=bump`, `list`, `block`, `slab` or `none` chooses which heap_NAME.c is linked; all of
 * them define the functions below, so the choice costs nothing when the kernel runs. Whoever links
 * a heap supplies the two handlers at the end. docs/heap.md compares the engines.
 *
 * Size and alignment are given when a block is freed as well as when it is allocated, as the texts'
 * Layout does; the macros supply both. An alignment is a power of two.
 */
#ifndef KERNEL_CORE_HEAP_H
#define KERNEL_CORE_HEAP_H

#include "common/types.h"

/* With these gcc's analyser finds leaks, double frees and uses after free where it compiles; clang
 * has no way to say which function frees. */
#if defined(__GNUC__) && !defined(__clang__)
#define HEAP_OWNED __attribute__((malloc, malloc(heap_free, 1), warn_unused_result))
#else
#define HEAP_OWNED __attribute__((malloc, warn_unused_result))
#endif

enum { HEAP_PAGE_BYTES = 4096 };

/* Where more memory comes from: `grow` maps so many pages more, just behind the heap's end, and
 * returns false where it cannot. A heap without a source, or without `grow`, keeps its size. */
struct heap_source {
    bool (*grow)(void *context, size_t pages);
    void *context;
};

/* From nothing: the heap is `bytes` at `base`, both multiples of the page, mapped and writable.
 * Returns false, and no block is ever handed out, where that is no place for a heap. */
bool heap_start(void *base, size_t bytes, const struct heap_source *source);

/* Each returns NULL where there is no memory. A block of 0 bytes has an address of its own. */
void heap_free(void *pointer, size_t size, size_t align);
HEAP_OWNED void *heap_alloc(size_t size, size_t align)
    __attribute__((alloc_size(1), alloc_align(2)));
HEAP_OWNED void *heap_alloc_zeroed(size_t size, size_t align)
    __attribute__((alloc_size(1), alloc_align(2)));

/* To another size, which may move the block: a new one, a copy, the old one freed. Where it returns
 * NULL, the old block is as it was. */
HEAP_OWNED void *heap_realloc(void *pointer, size_t old_size, size_t align, size_t new_size)
    __attribute__((alloc_size(4), alloc_align(3)));

/* As the first two, for callers who cannot do without: heap_alloc_failed does not return. */
HEAP_OWNED void *heap_alloc_must(size_t size, size_t align)
    __attribute__((alloc_size(1), alloc_align(2), returns_nonnull));

/* Typed: the macros know size and alignment, and an array too large to count is no memory. */
#define HEAP_NEW(type)       ((type *)heap_alloc_zeroed(sizeof(type), _Alignof(type)))
#define HEAP_NEW_MUST(type)  ((type *)heap_alloc_must(sizeof(type), _Alignof(type)))
#define HEAP_DELETE(pointer) heap_free((pointer), sizeof(*(pointer)), _Alignof(typeof(*(pointer))))
#define HEAP_NEW_ARRAY(type, count)                                                                \
    ((type *)heap_alloc_zeroed(heap_array_bytes((count), sizeof(type)), _Alignof(type)))
#define HEAP_DELETE_ARRAY(pointer, count)                                                          \
    heap_free((pointer), heap_array_bytes((count), sizeof(*(pointer))),                            \
              _Alignof(typeof(*(pointer))))

/* SIZE_MAX, which no heap has, where the product overflows. */
static inline size_t heap_array_bytes(size_t count, size_t each)
{
    size_t bytes;
    return __builtin_mul_overflow(count, each, &bytes) ? SIZE_MAX : bytes;
}

/* Interrupt handlers may not use the heap: what they interrupt may be inside it. The entry and the
 * exit of the outermost one close and open it; in between, each use is HEAP_IN_INTERRUPT. */
void heap_close(void);
void heap_open(void);

/* --- what is going on ----------------------------------------------------------------------- */

enum { HEAP_CLASSES_MOST = 17 };

struct heap_stats {
    const char *engine;
    size_t size;     /* all bytes between the heap's ends */
    size_t used;     /* in blocks: what was asked for, rounded as the engine rounds */
    size_t free;     /* could be handed out in some size */
    size_t overhead; /* the rest: size - used - free */
    size_t peak;     /* the highest `used` so far, as far as the engine notes it */
    size_t blocks;   /* handed out now */
    uint32_t classes;
    struct {
        size_t bytes, used, free; /* the size of its blocks; blocks handed out and waiting */
    } by_class[HEAP_CLASSES_MOST];
};

/* Walks the heap: not for the fast path. */
void heap_stats_read(struct heap_stats *stats);

enum heap_misuse_kind {
    HEAP_SOUND, /* nothing is wrong */
    HEAP_DOUBLE_FREE,
    HEAP_INVALID_FREE,  /* of an address that no block has */
    HEAP_INTERIOR_FREE, /* of an address inside a block */
    HEAP_WRONG_SIZE,    /* freed with another size than it was allocated with */
    HEAP_OVERFLOW,      /* written behind its end */
    HEAP_USE_AFTER_FREE,
    HEAP_WRITE_AFTER_FREE,
    HEAP_DAMAGED, /* the heap's own notes are overwritten, and it cannot be told by whom */
    HEAP_IN_INTERRUPT,
    HEAP_MISUSES,
};

/* What was wrong. Addresses of code are return addresses; 0 where it is not known. */
struct heap_misuse {
    enum heap_misuse_kind kind;
    const void *pointer; /* the address in question */
    const void *block;   /* the block that it concerns; NULL if none */
    size_t size;         /* of the block: as asked for if that is known, else the room it has */
    uintptr_t allocated_at;
    uintptr_t freed_at;
    uintptr_t caller; /* who came with it */
};

/* "double free" and so on. */
const char *heap_misuse_name(enum heap_misuse_kind kind);

/* Walks everything; the first fault, or HEAP_SOUND. */
struct heap_misuse heap_check(void);

/* Is this a block that is handed out, with this size? Anything else is a misuse, and reported. */
void heap_verify(const void *pointer, size_t size);

/* --- supplied by whoever links a heap --------------------------------------------------------- */

/* Reports and stops. Nothing in the heap has been changed by the call that led here. */
_Noreturn void heap_misuse(const struct heap_misuse *misuse);

/* Out of memory, and the caller cannot go on: reports size and alignment, and stops. */
_Noreturn void heap_alloc_failed(size_t size, size_t align);

#endif
