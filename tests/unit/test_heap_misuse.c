/*
 * test_heap_misuse.c: every misuse that the default engine promises to stop is stopped, for blocks
 * of every sort, with a report that names the block, its size, and where it was allocated and freed
 * (row 10-1).
 */
#include <string.h>

#include "tests/unit/cmocka_headers.h"
#include "tests/unit/heap_contract.h"

/* One block of each sort: the one at the base, a tiny and a small slot, a medium and a long run. */
static const size_t sizes[] = {5, 8, 100, 248, 249, 1000, 2048, 5000, 70000};
enum { SORTS = sizeof(sizes) / sizeof(sizes[0]), FRIENDS = 4 };

struct victim {
    uint8_t *block;
    size_t size;
    uint8_t *friends[FRIENDS]; /* around it, of its own class */
};

/* They stand in functions of their own, so that a test knows where the return address lies. */
static __attribute__((noinline)) void *allocate_here(size_t size)
{
    void *block = heap_alloc(size, 8);
    assert_non_null(block);
    return block;
}

static __attribute__((noinline)) void free_here(void *block, size_t size)
{
    heap_free(block, size, 8);
    __asm__ volatile("" ::: "memory"); /* no tail call: the return address is in here */
}

static void call_realloc(void *block, size_t size)
{
    free_here(heap_realloc(block, size, 8, 10), 10);
}

static bool lies_in(uintptr_t address, uintptr_t function)
{
    return address > function && address < function + 400;
}

static struct victim victim_make(size_t sort)
{
    struct victim victim = {.size = sizes[sort]};
    if (sort > 0) { /* somebody else has the block at the base */
        void *corner = heap_alloc(8, 8);
        assert_non_null(corner);
    }
    for (int i = 0; i < FRIENDS; i++) {
        victim.friends[i] = allocate_here(victim.size);
        if (i == 2 || sort == 0) { /* in a slab: the first blocks of a class are single runs */
            victim.block = sort == 0 && i > 0 ? victim.block : allocate_here(victim.size);
        }
    }
    if (sort == 0) {
        victim.block = victim.friends[0];
    }
    memset(victim.block, 0x55, victim.size);
    return victim;
}

/* The last report is of that block, and knows the place that allocated it. */
static void assert_named(const struct victim *victim, bool exact, bool freed)
{
    assert_ptr_equal(heap_host_misuse.block, victim->block);
    assert_true(lies_in(heap_host_misuse.allocated_at, (uintptr_t)allocate_here));
    if (exact) {
        assert_int_equal(heap_host_misuse.size, victim->size);
    }
    if (freed) {
        assert_true(lies_in(heap_host_misuse.freed_at, (uintptr_t)free_here));
    }
}

/* Runs a test for each sort in a heap of its own: after a report nothing is what it was. */
static void for_each_sort(void (*test)(struct victim *victim))
{
    for (size_t sort = 0; sort < SORTS; sort++) {
        struct heap_arena arena;
        arena_begin(&arena, ARENA_FIRST_BYTES, true);
        assert_true(heap_start(arena.base, arena.bytes, &arena.source));
        struct victim victim = victim_make(sort);
        heap_assert_sound();
        test(&victim);
        arena_end(&arena);
    }
}

static void double_free(struct victim *victim)
{
    free_here(victim->block, victim->size);
    assert_int_equal(heap_caught(free_here, victim->block, victim->size), HEAP_DOUBLE_FREE);
    assert_named(victim, false, true);
    assert_true(lies_in(heap_host_misuse.caller, (uintptr_t)free_here));
    heap_assert_sound(); /* the second one did nothing */
}

/* The same when everything around it is free as well, and has merged. */
static void double_free_merged(struct victim *victim)
{
    free_here(victim->friends[2], victim->size);
    free_here(victim->block, victim->size);
    free_here(victim->friends[3], victim->size);
    assert_int_equal(heap_caught(free_here, victim->block, victim->size), HEAP_DOUBLE_FREE);
    assert_true(lies_in(heap_host_misuse.freed_at, (uintptr_t)free_here));
}

static void wrong_size(struct victim *victim)
{
    size_t wrong[] = {victim->size - 1, victim->size + 1, victim->size / 2, victim->size + 40};
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(heap_caught(free_here, victim->block, wrong[i]), HEAP_WRONG_SIZE);
        assert_named(victim, true, false);
    }
    free_here(victim->block, victim->size);
}

static void interior_free(struct victim *victim)
{
    for (size_t offset = 1; offset < victim->size; offset = offset * 2 + 1) {
        assert_int_equal(heap_caught(free_here, victim->block + offset, victim->size - offset),
                         HEAP_INTERIOR_FREE);
        assert_named(victim, true, false);
    }
    free_here(victim->block, victim->size);
}

/* One byte behind the end, the least that there is, and a whole line. */
static void overflow_by_one(struct victim *victim)
{
    victim->block[victim->size] ^= 1;
    assert_int_equal(heap_check().kind, HEAP_OVERFLOW);
    assert_int_equal(heap_caught(free_here, victim->block, victim->size), HEAP_OVERFLOW);
    assert_named(victim, false, false);
}

static void overflow_by_many(struct victim *victim)
{
    memset(victim->block + victim->size, 0, 12);
    assert_int_equal(heap_caught(free_here, victim->block, victim->size), HEAP_OVERFLOW);
    assert_named(victim, false, false);
}

static void use_after_free(struct victim *victim)
{
    free_here(victim->block, victim->size);
    assert_int_equal(heap_caught(call_verify, victim->block, victim->size), HEAP_USE_AFTER_FREE);
    assert_named(victim, false, true);
    assert_int_equal(heap_caught(call_realloc, victim->block, victim->size), HEAP_USE_AFTER_FREE);
}

/* Allocates until something is reported. */
static enum heap_misuse_kind caught_at_reuse(size_t size)
{
    enum heap_misuse_kind kind = HEAP_SOUND;
    for (int i = 0; i < 1000 && kind == HEAP_SOUND; i++) {
        kind = heap_caught(call_alloc, NULL, size);
    }
    return kind;
}

/* Seen by the walk, and at the latest when the block is handed out again. */
static void write_after_free(struct victim *victim)
{
    free_here(victim->block, victim->size);
    memset(victim->block, 0, 8);
    if (victim->size == sizes[0]) {
        return; /* the block at the base has no notes that could be damaged */
    }
    assert_int_equal(heap_check().kind, HEAP_WRITE_AFTER_FREE);
    assert_int_equal(caught_at_reuse(victim->size), HEAP_WRITE_AFTER_FREE);
    assert_ptr_equal(heap_host_misuse.block, victim->block);
    assert_true(lies_in(heap_host_misuse.freed_at, (uintptr_t)free_here));
}

/* The same for a slot behind another one in its list, which the fast path hands out. */
static void write_after_free_behind(struct victim *victim)
{
    size_t slot_most = 248;
    if (victim->size == sizes[0] || victim->size > slot_most) {
        return;
    }
    free_here(victim->block, victim->size);
    free_here(victim->friends[3], victim->size);
    memset(victim->block, 0, 8);
    assert_int_equal(caught_at_reuse(victim->size), HEAP_WRITE_AFTER_FREE);
    assert_ptr_equal(heap_host_misuse.block, victim->block);
}

/* Not its beginning, but where else notes lie: the end of a slot, the second word of a long run. */
static void write_elsewhere_after_free(struct victim *victim)
{
    size_t slot_least = 9, slot_most = 248, long_least = 2049;
    bool slot = victim->size >= slot_least && victim->size <= slot_most;
    if (slot || victim->size >= long_least) {
        free_here(victim->block, victim->size);
        victim->block[slot ? victim->size - 1 : sizeof(void *)] ^= 1;
        assert_int_equal(heap_check().kind, HEAP_WRITE_AFTER_FREE);
        assert_int_equal(caught_at_reuse(victim->size), HEAP_WRITE_AFTER_FREE);
    }
}

static void invalid_free(struct victim *victim)
{
    static uint8_t elsewhere[100];
    uint8_t local[100];
    void *volatile pointers[] = {elsewhere,
                                 local,
                                 (void *)8,
                                 (void *)-16,
                                 (void *)0xdead00000000beef,
                                 victim->block - 4096 * 64};
    for (size_t i = 0; i < sizeof(pointers) / sizeof(pointers[0]); i++) {
        for (size_t sort = 0; sort < SORTS; sort++) {
            assert_int_equal(heap_caught(call_free, pointers[i], sizes[sort]), HEAP_INVALID_FREE);
            assert_null(heap_host_misuse.block);
        }
    }
}

static void test_double_free(void **state)
{
    (void)state;
    for_each_sort(double_free);
    for_each_sort(double_free_merged);
}

static void test_wrong_size(void **state)
{
    (void)state;
    for_each_sort(wrong_size);
}

static void test_interior_free(void **state)
{
    (void)state;
    for_each_sort(interior_free);
}

static void test_overflow(void **state)
{
    (void)state;
    for_each_sort(overflow_by_one);
    for_each_sort(overflow_by_many);
}

static void test_use_after_free(void **state)
{
    (void)state;
    for_each_sort(use_after_free);
}

static void test_write_after_free(void **state)
{
    (void)state;
    for_each_sort(write_after_free);
    for_each_sort(write_after_free_behind);
    for_each_sort(write_elsewhere_after_free);
}

/* A freed block that has become the beginning of the heap's last free run, which is cut, or made
 * longer by growth: either looks at it first. */
static void test_write_into_the_tail(void **state)
{
    (void)state;
    static const size_t next[] = {5000, 500000};
    static const size_t offsets[] = {0, 8, 16, ARENA_FIRST_BYTES - 16};
    for (size_t at = 0; at < 4; at++) {
        for (size_t i = 0; i < 2; i++) {
            struct heap_arena arena;
            arena_begin(&arena, ARENA_FIRST_BYTES, true);
            assert_true(heap_start(arena.base, arena.bytes, &arena.source));
            uint8_t *last = allocate_here(5000);
            free_here(last, 5000);
            heap_assert_sound();
            bool end = offsets[at] > 16; /* where the length stands: somebody's, long ago */
            (end ? (uint8_t *)arena.base : last)[offsets[at]] ^= 1;
            assert_int_equal(heap_check().kind, HEAP_WRITE_AFTER_FREE);
            assert_int_equal(heap_caught(call_alloc, NULL, next[i]), HEAP_WRITE_AFTER_FREE);
            assert_ptr_equal(heap_host_misuse.block, last);
            arena_end(&arena);
        }
    }
}

static void test_invalid_free(void **state)
{
    (void)state;
    for_each_sort(invalid_free);
}

static void test_names(void **state)
{
    (void)state;
    for (int kind = 0; kind < HEAP_MISUSES; kind++) {
        assert_true(strlen(heap_misuse_name((enum heap_misuse_kind)kind)) > 3);
    }
}

/* Less than a canary is left before the heap's end: what lies behind it is not looked at. */
static void test_the_last_bytes(void **state)
{
    (void)state;
    struct heap_arena arena;
    arena_begin(&arena, ARENA_FIRST_BYTES, true);
    assert_true(heap_start(arena.base, arena.bytes, &arena.source));
    uint8_t *end = (uint8_t *)arena.base + arena.bytes;
    for (size_t left = 1; left <= 8; left++) {
        for (size_t size = 1; size <= (size_t)1 << 40; size <<= 4) {
            assert_int_equal(heap_caught(free_here, end - left, size), HEAP_INVALID_FREE);
            assert_int_equal(heap_caught(call_realloc, end - left, size), HEAP_INVALID_FREE);
        }
    }
    arena_end(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_double_free),         cmocka_unit_test(test_wrong_size),
        cmocka_unit_test(test_interior_free),       cmocka_unit_test(test_overflow),
        cmocka_unit_test(test_use_after_free),      cmocka_unit_test(test_write_after_free),
        cmocka_unit_test(test_write_into_the_tail), cmocka_unit_test(test_invalid_free),
        cmocka_unit_test(test_the_last_bytes),      cmocka_unit_test(test_names),
    };
    return cmocka_run_group_tests_name("heap_misuse", tests, NULL, NULL);
}
