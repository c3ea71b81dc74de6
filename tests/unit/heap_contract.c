/*
 * heap_contract.c: what every engine has to do. The first four are the texts' own tests.
 */
#include "tests/unit/heap_contract.h"

#include <string.h>

#include "kernel/core/vector.h"
#include "tests/unit/cmocka_headers.h"

enum { HEAP_BYTES = ARENA_FIRST_BYTES };

static struct heap_arena arena;

static int setup(bool may_grow)
{
    arena_begin(&arena, HEAP_BYTES, may_grow);
    return heap_start(arena.base, arena.bytes, may_grow ? &arena.source : NULL) ? 0 : -1;
}

int heap_setup_fixed(void **state)
{
    (void)state;
    return setup(false);
}

int heap_setup_growing(void **state)
{
    (void)state;
    return setup(true);
}

int heap_teardown(void **state)
{
    (void)state;
    heap_assert_sound();
    arena_end(&arena);
    return 0;
}

void contract_simple_allocation(void **state)
{
    (void)state;
    int *one = HEAP_NEW_MUST(int);
    int *two = HEAP_NEW_MUST(int);
    *one = 41;
    *two = 13;
    assert_int_equal(*one, 41);
    assert_int_equal(*two, 13);
    HEAP_DELETE(one);
    HEAP_DELETE(two);
}

void contract_large_vec(void **state)
{
    (void)state;
    enum { COUNT = 1000 };
    VECTOR(uint64_t) vector = VECTOR_EMPTY;
    for (uint64_t i = 0; i < COUNT; i++) {
        assert_true(vector_push(&vector, i));
    }
    uint64_t sum = 0;
    for (size_t i = 0; i < vector.count; i++) {
        sum += vector.items[i];
    }
    assert_int_equal(sum, (COUNT - 1) * COUNT / 2);
    vector_free(&vector);
}

void contract_many_boxes(void **state)
{
    (void)state;
    for (uint64_t i = 0; i < HEAP_BYTES; i++) {
        uint64_t *box = HEAP_NEW_MUST(uint64_t);
        *box = i;
        assert_int_equal(*box, i);
        HEAP_DELETE(box);
    }
}

bool contract_many_boxes_long_lived(void)
{
    uint64_t *long_lived = HEAP_NEW(uint64_t);
    bool passed = long_lived != NULL;
    for (uint64_t i = 0; passed && i < HEAP_BYTES; i++) {
        uint64_t *box = HEAP_NEW(uint64_t);
        passed = box != NULL;
        if (passed) {
            *box = i;
            HEAP_DELETE(box);
        }
    }
    if (long_lived != NULL) {
        passed = passed && *long_lived == 0;
        HEAP_DELETE(long_lived);
    }
    return passed;
}

void contract_many_boxes_live_beside_one(void **state)
{
    (void)state;
    assert_true(contract_many_boxes_long_lived());
}

void contract_refuses_what_cannot_be(void **state)
{
    (void)state;
    static const size_t sizes[] = {HEAP_BYTES + 1, SIZE_MAX / 2, SIZE_MAX - 65536, SIZE_MAX - 17,
                                   SIZE_MAX - 8,   SIZE_MAX - 1, SIZE_MAX};
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        for (size_t align = 1; align <= 65536; align *= 2) {
            assert_null(heap_alloc(sizes[i], align));
        }
    }
    volatile size_t too_large = (size_t)1 << 63;
    assert_null(heap_alloc(16, too_large));
    volatile size_t count = SIZE_MAX / 4; /* where the compiler sees it, it refuses to compile */
    assert_null(HEAP_NEW_ARRAY(uint64_t, count)); /* the product overflows */
    heap_free(NULL, 8, 8);
}

void contract_alignments(void **state)
{
    (void)state;
    void *blocks[17];
    for (uint32_t log = 0; log <= 16; log++) {
        size_t align = (size_t)1 << log;
        blocks[log] = heap_alloc(log * 13, align);
        assert_non_null(blocks[log]);
        assert_int_equal((uintptr_t)blocks[log] % align, 0);
        memset(blocks[log], 1, log * 13);
    }
    heap_assert_sound();
    for (uint32_t log = 0; log <= 16; log++) {
        heap_free(blocks[log], log * 13, (size_t)1 << log);
    }
}

void contract_recovers_from_out_of_memory(void **state)
{
    (void)state;
    enum { MOST = 4096 };
    static void *blocks[MOST];
    for (int round = 0; round < 3; round++) {
        size_t count = 0;
        while ((blocks[count] = heap_alloc(100, 8)) != NULL) {
            count++;
            assert_true(count < MOST);
        }
        assert_true(count * 100 > HEAP_BYTES / 2); /* and `block` wastes the rest of 128 */
        heap_assert_sound();
        for (size_t i = 0; i < count; i++) {
            size_t other = i * 7919 % count;
            if (blocks[other] != NULL) {
                heap_free(blocks[other], 100, 8);
                blocks[other] = NULL;
            }
        }
        for (size_t i = 0; i < count; i++) {
            if (blocks[i] != NULL) {
                heap_free(blocks[i], 100, 8);
            }
        }
    }
}

/* Row 10-2: zeroed memory; row 10-4: a failure has one handler, which is told size and alignment.
 */
void contract_zeroed_and_must(void **state)
{
    (void)state;
    uint8_t *block = heap_alloc(300, 8);
    assert_non_null(block);
    memset(block, 0xaa, 300);
    heap_free(block, 300, 8);
    block = heap_alloc_zeroed(300, 8);
    assert_non_null(block);
    for (size_t i = 0; i < 300; i++) {
        assert_int_equal(block[i], 0);
    }
    heap_free(block, 300, 8);
    heap_must_fail(HEAP_BYTES * 2, 32);
    assert_int_equal(heap_host_failed_size, HEAP_BYTES * 2);
    assert_int_equal(heap_host_failed_align, 32);
}

void contract_arrays(void **state)
{
    (void)state;
    uint32_t *array = HEAP_NEW_ARRAY(uint32_t, 50);
    assert_non_null(array);
    array[49] = 1;
    uint32_t *longer = heap_realloc(array, 50 * sizeof(uint32_t), _Alignof(uint32_t), 1000);
    assert_non_null(longer);
    assert_int_equal(longer[49], 1);
    assert_null(heap_realloc(longer, 1000, _Alignof(uint32_t), HEAP_BYTES));
    assert_int_equal(longer[49], 1); /* the old one is as it was */
    heap_free(longer, 1000, _Alignof(uint32_t));
    array = HEAP_NEW_ARRAY(uint32_t, 50);
    assert_non_null(array);
    HEAP_DELETE_ARRAY(array, 50);
}

/* Row 11-11. */
void contract_interrupts(void **state)
{
    (void)state;
    enum { BESIDE = 4 };
    void *first = heap_alloc(8, 8);
    /* Something is ready to be handed out, of whatever the engine keeps. */
    for (size_t size = 0; size <= 4096; size += 8) {
        void *ready[BESIDE];
        for (size_t i = 0; i < BESIDE; i++) {
            ready[i] = heap_alloc(size, 8);
            assert_non_null(ready[i]);
        }
        for (size_t i = 0; i < BESIDE; i++) {
            heap_free(ready[i], size, 8);
        }
    }
    void *block = heap_alloc(8, 8);
    assert_non_null(block);
    heap_close();
    heap_close();
    for (size_t size = 0; size <= 4096; size += 8) {
        assert_int_equal(heap_caught(call_alloc, NULL, size), HEAP_IN_INTERRUPT);
    }
    assert_int_equal(heap_caught(call_free, block, 8), HEAP_IN_INTERRUPT);
    heap_open();
    assert_int_equal(heap_caught(call_free, block, 8), HEAP_IN_INTERRUPT);
    heap_open();
    heap_free(block, 8, 8);
    heap_free(first, 8, 8);
}

/* Row 10-7. */
void contract_first_value_is_at_the_base(void **state)
{
    (void)state;
    int *value = HEAP_NEW_MUST(int);
    assert_int_equal((uintptr_t)value, 0x444444440000);
    HEAP_DELETE(value);
}
