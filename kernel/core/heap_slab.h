/*
 * heap_slab.h: what the files of the slab engine share; the design is told in heap_slab.c.
 */
#ifndef KERNEL_CORE_HEAP_SLAB_H
#define KERNEL_CORE_HEAP_SLAB_H

#include "common/string.h"
#include "kernel/core/heap.h"

enum {
    UNIT = 16, /* everything is counted in these; every block is aligned to it */
    UNIT_SHIFT = 4,
    CORNER_BYTES = 24, /* the block at the heap's base, which has no header */
    SLAB_BYTES = 4096, /* and aligned to as much */
    TINY_MOST = 8,     /* a slot of one unit holds so many bytes, */
    SMALL_MOST = 248,  /* and the longest slot so many */
    SLOT_UNITS_MOST = 16,
    MEDIUM_MOST = 2048, /* runs of blocks up to this wait for their next use before they merge */
    CLASSES = 137,      /* by units: of slots, and above those of runs */
    RUN_UNITS_LEAST = 3,
    EXACT_BINS = 128,     /* free runs below so many units have a bin a length, */
    BINS_A_DOUBLING = 32, /* longer ones so many for each power of two */
    BINS = EXACT_BINS + 21 * BINS_A_DOUBLING,
    BIN_WORDS = (BINS + 63) / 64,
};

/* The low bits of a run's head. */
#define RUN_FREE        1u
#define RUN_BEFORE_FREE 2u /* the run before it is free, and its length stands just before us */
#define RUN_SLAB        4u
#define RUN_WAITS       8u /* freed, and kept as it is for the next block of its class */
#define RUN_SHIFT       4u
#define RUN_UNITS_MOST  (UINT32_MAX >> RUN_SHIFT)

/* Written into free memory. A zero written over any part of it shows, and as an address it lies
 * above the kernel, where nothing is mapped. */
#define POISON      0xffffffffdead5eadull
/* The canary behind a block is its address plus one of these, cut to 32 bits. */
#define CANARY_SLOT 0x9e3779b9u
#define CANARY_RUN  0x7f4a7c15u

/* The notes are read and written where others keep their data, at any time. */
#define NOTE __attribute__((may_alias))

typedef uint32_t NOTE note_t;
typedef uint64_t NOTE poison_t;

/* A run of units: 8 bytes of notes before an aligned address, the block's or the slab's. While it
 * is free it also holds what follows, and its length in its last 8 bytes. */
struct NOTE run {
    uint32_t head;     /* units << RUN_SHIFT | bits */
    uint32_t site;     /* where it was allocated; while it is free, where it was freed */
    struct run *next;  /* in its bin */
    struct run **prev; /* what points to it: a bin, or another run's `next` */
    uint64_t guard;    /* `prev` once more, disguised: a stale write shows */
    uint32_t allocated_at;
};
#define RUN_NONE ((struct run *)1) /* ends a bin: not 0, which is what stale writes write */

/* A free slot, the last 8 bytes of which hold two of poison, if it is long enough, and where it was
 * freed; the 4 bytes before it always say where it was allocated. */
struct NOTE slot {
    uint64_t link; /* the next free slot's address, or LIST_END, with its bytes reversed */
};
/* Ends each list: a slot that can be read and is never sound, so that whoever takes the first of a
 * list needs no comparison to see that it is empty. */
#define LIST_END (&slab_heap.list_end)

enum slab_state { SLAB_CURRENT, SLAB_PARTIAL, SLAB_FULL };

enum { SLAB_ROOM = SLAB_BYTES - 8 - 32 }; /* without the next run's head and these notes: */

struct NOTE slab {
    uint8_t slots[SLAB_ROOM];
    struct slot *freed;
    struct slab *next, *prev; /* in the list of slabs with free slots */
    uint32_t frees_left; /* until something has to be done: the slab is empty, or no longer full */
    uint16_t carved;     /* slots that have been in use at least once; the rest is untouched */
    uint8_t units;       /* of each slot */
    uint8_t state;
};
_Static_assert(sizeof(struct slab) == SLAB_BYTES - 8, "the next run's head fits behind");

struct slot_class {
    struct slot *ready; /* free slots of the current slab, counted there as used; or the waiting */
    struct slab *current; /* NULL: none yet */
};

struct partial_queue {
    struct slab *first, *last;
};

struct slab_heap {
    uintptr_t base;
    /* These four are 0 while the heap is closed, which then needs no check of its own. */
    size_t reach;        /* as far from the base a block may begin without being looked at */
    size_t tiny_limit;   /* smaller blocks go into slots of one unit, */
    size_t small_limit;  /* smaller ones than this into slots, */
    size_t medium_limit; /* and smaller ones than this into runs that wait */

    struct slot list_end; /* its link is 0, which leads nowhere */
    struct slot_class classes[CLASSES];
    struct partial_queue partial[SLOT_UNITS_MOST + 1];
    uint32_t singles[SLOT_UNITS_MOST + 1]; /* small blocks in runs, as there was no slab for them */

    uint64_t bin_map[BIN_WORDS];
    uint64_t bin_words; /* which of those are not 0 */
    struct run *bins[BINS];
    struct run *tail; /* free, and the last one; or RUN_NONE */

    size_t waiting_units; /* in runs that wait, */
    size_t waiting_most;  /* of so many at most */
    size_t span;          /* from base to the heap's end */
    uint32_t closed;      /* how often */
    bool frugal;          /* it cannot grow, or could not: rather full than fast */
    uint32_t corner_site;
    uint32_t corner_freed_at;
    uint32_t corner_size; /* CORNER_FREE while nobody has it */
    size_t used_units;    /* by runs; slots are counted when asked */
    size_t peak_units;
    struct heap_source source;
};

#define CORNER_FREE UINT32_MAX
enum { CORNER_MOST = CORNER_BYTES - (int)sizeof(uint32_t) };

extern struct slab_heap slab_heap;

#define CALLER() ((uint32_t)(uintptr_t)__builtin_return_address(0))

/* Unlikely paths are out of line, so that the likely one falls through. */
#define RARE(condition) __builtin_expect(!!(condition), 0)

static inline uint32_t canary_of(const void *block, uint32_t kind)
{
    return (uint32_t)(uintptr_t)block + kind;
}

/* It stands right behind the last byte, at any alignment. */
static inline uint32_t canary_read(const void *block, size_t size)
{
    uint32_t canary;
    memcpy(&canary, (const char *)block + size, sizeof(canary));
    return canary;
}

static inline bool canary_stands(const void *block, size_t size, uint32_t kind)
{
    return canary_read(block, size) == canary_of(block, kind);
}

/* Does a block of this size, with its canary, lie within the heap? */
static inline bool block_has_room(const void *block, size_t size)
{
    uintptr_t offset = (uintptr_t)block - slab_heap.base;
    size_t room = offset < slab_heap.span ? slab_heap.span - offset : 0;
    return room >= sizeof(uint32_t) && size <= room - sizeof(uint32_t);
}

static inline void canary_write(void *block, size_t size, uint32_t kind)
{
    uint32_t canary = canary_of(block, kind);
    memcpy((char *)block + size, &canary, sizeof(canary));
}

/* The word of 32 bits so many bytes from an address. */
static inline note_t *note_at(const void *address, ptrdiff_t offset)
{
    return (note_t *)((uintptr_t)address + (uintptr_t)offset);
}

static inline struct run *run_of(const void *block)
{
    return (struct run *)((uintptr_t)block - offsetof(struct run, next));
}

static inline void *run_block(const struct run *run)
{
    return (void *)((uintptr_t)run + offsetof(struct run, next));
}

static inline uint32_t run_units(const struct run *run)
{
    return run->head >> RUN_SHIFT;
}

static inline struct run *run_after(const struct run *run)
{
    return (struct run *)((uintptr_t)run + (size_t)run_units(run) * UNIT);
}

static inline struct run *run_first(void)
{
    return (struct run *)(slab_heap.base + CORNER_BYTES);
}

/* The heap's last 8 bytes are the head of a run of no units that is never free: the end. */
static inline struct run *run_end(void)
{
    return run_of((const void *)(slab_heap.base + slab_heap.span));
}

/* The units of a run that holds a block: 8 bytes of notes before it, a canary behind. */
static inline size_t run_units_for(size_t size)
{
    return (size + offsetof(struct run, next) + sizeof(uint32_t) + UNIT - 1) >> UNIT_SHIFT;
}

/* The bytes of a slot that holds a block: a canary behind it, and the note of the next slot. */
static inline size_t slot_bytes_for(size_t size)
{
    return (size + 2 * sizeof(uint32_t) + UNIT - 1) & ~(size_t)(UNIT - 1);
}

static inline struct slab *slab_of(const void *address)
{
    return (struct slab *)((uintptr_t)address & ~(uintptr_t)(SLAB_BYTES - 1));
}

/* A class is as long as a unit, so the length of its slots is where it lies in the table. */
_Static_assert(sizeof(struct slot_class) == UNIT, "bytes of a slot are an offset to its class");
static inline struct slot_class *class_of(size_t slot_bytes)
{
    return (struct slot_class *)((uintptr_t)slab_heap.classes + slot_bytes);
}

/* What was wrong: heap_slab_check.c. */
_Noreturn void slab_report(enum heap_misuse_kind kind, const void *pointer, uint32_t caller);
_Noreturn void slab_diagnose_free(const void *pointer, uint32_t caller);
/* The end of a slab's life or of its fullness: heap_slab_classes.c. */
void slab_event(struct slab *slab);

static inline poison_t *slot_poison(const struct slot *slot, size_t slot_bytes)
{
    return (poison_t *)((uintptr_t)slot + slot_bytes - 24);
}

static inline struct slot *slot_next(const struct slot *slot)
{
    return (struct slot *)(uintptr_t)__builtin_bswap64(slot->link);
}

static inline void slot_link(struct slot *slot, const struct slot *next)
{
    slot->link = __builtin_bswap64((uintptr_t)next);
}

static inline bool poison_is_whole(const struct slot *slot, size_t slot_bytes)
{
    const poison_t *poison = slot_poison(slot, slot_bytes);
    return poison[0] == POISON && poison[1] == POISON;
}

/* Does it lead to a slot of the same slab, or to the end? All that a slot of one unit can tell. */
static inline __attribute__((always_inline)) bool link_is_sound(const struct slot *slot)
{
    const struct slot *next = slot_next(slot);
    return !RARE(((uintptr_t)next ^ (uintptr_t)slot) >= SLAB_BYTES) || next == LIST_END;
}

/* Is there a slot, and does it hold what it was given when it was freed? */
static inline bool slot_is_sound(const struct slot *slot, size_t slot_bytes)
{
    return link_is_sound(slot) && (slot_bytes == UNIT || poison_is_whole(slot, slot_bytes));
}

/* The same for the block of a run that waits; the next one may be anywhere. */
static inline __attribute__((always_inline)) bool waiting_is_sound(const struct slot *slot,
                                                                   size_t bytes)
{
    const struct slot *next = slot_next(slot);
    if (RARE((uintptr_t)next - slab_heap.base >= slab_heap.span) && next != LIST_END) {
        return false;
    }
    return poison_is_whole(slot, bytes);
}

/* Hands out the first of its class, which is sound. */
static inline __attribute__((always_inline)) void *
slot_take(struct slot *slot, size_t class_bytes, size_t size, uint32_t canary, uint32_t site)
{
    class_of(class_bytes)->ready = slot_next(slot);
    canary_write(slot, size, canary);
    *note_at(slot, -4) = site;
    return slot;
}

/* What a free slot holds, but for its link. */
static inline __attribute__((always_inline)) void slot_mark_free(struct slot *slot,
                                                                 size_t slot_bytes, uint32_t site)
{
    poison_t *poison = slot_poison(slot, slot_bytes);
    if (slot_bytes != UNIT) {
        poison[0] = POISON;
        poison[1] = POISON;
    }
    *note_at(slot, (ptrdiff_t)slot_bytes - 8) = site;
}

/* Back to its slab. */
static inline __attribute__((always_inline)) void slot_give(struct slot *slot, size_t slot_bytes,
                                                            uint32_t site)
{
    slot_mark_free(slot, slot_bytes, site);
    struct slab *slab = slab_of(slot);
    slot_link(slot, slab->freed);
    slab->freed = slot;
    if (RARE(--slab->frees_left == 0)) {
        slab_event(slab);
    }
}

/* The units of a medium block's run: an eighth of a power of two apart. */
extern const uint8_t medium_units[CLASSES];

/* The part of a waiting run that is marked as a free slot is; behind it is the next run's head. */
static inline size_t medium_bytes(size_t units)
{
    return units * UNIT - offsetof(struct run, next);
}

/* Which slots of a slab are free, by number; heap_slab_walk.c. */
struct slot_map {
    uint64_t words[SLAB_BYTES / UNIT / 64];
    uint32_t count;
    const struct slot *astray; /* the one whose link leads to no other; NULL: none */
};

static inline size_t slab_slot_bytes(const struct slab *slab)
{
    return (size_t)slab->units * UNIT;
}

static inline bool slot_map_has(const struct slot_map *map, size_t number)
{
    return (map->words[number / 64] >> (number % 64) & 1) != 0;
}

/* False where the slab's notes or its lists of free slots are damaged. */
bool slot_map_read(struct slot_map *map, const struct slab *slab);

/* The size of a block, by its canary, which stands within `room` bytes; SIZE_MAX: there is none. */
size_t size_by_canary(const void *block, size_t room, uint32_t kind);

/* Whose memory an address lies in, and what is wrong with freeing it. */
struct heap_misuse slab_diagnose_at(const void *pointer);
bool run_is_sound(const struct run *run);

void classes_start(void);

/* Runs: heap_slab_runs.c. */
struct run *run_take_slab(uint32_t site);
void run_give(struct run *run, uint32_t site);
void *run_alloc(size_t size, size_t units, uint32_t site);
void *run_alloc_trimmed(size_t size, size_t units, uint32_t site);
void *run_alloc_aligned(size_t size, size_t align, uint32_t site);
void runs_start(size_t bytes);

/* Slabs: heap_slab_classes.c. */
void *small_alloc_rare(size_t size, uint32_t site);
void *block_alloc_rare(size_t size, size_t align, uint32_t site);
void block_free_rare(void *block, size_t size, uint32_t site);

enum { WAITING_SHIFT = 4 }; /* a 16th of the heap may wait */

/* Open again, or with another size: the limits that the fast paths look at. */
static inline void limits_set(void)
{
    slab_heap.reach = slab_heap.span - SLAB_BYTES;
    slab_heap.tiny_limit = TINY_MOST + 1;
    slab_heap.small_limit = SMALL_MOST + 1;
    slab_heap.medium_limit = MEDIUM_MOST + 1;
    slab_heap.waiting_most = slab_heap.frugal ? 0 : slab_heap.span >> (UNIT_SHIFT + WAITING_SHIFT);
}

#endif
