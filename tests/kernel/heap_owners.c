/*
 * heap_owners.c: one owner, a vector, several owners (row 10-7), on the engine that HEAP= has
 * chosen; heap_owners_NAME.c does the same on engine NAME.
 *
 * All engines hand out the first block at the heap's base. Where the vector ends up depends on the
 * engine; only `list` gives it the address in the texts.
 */
#include "common/string.h"
#include "kernel/core/owned.h"
#include "kernel/core/rc.h"
#include "kernel/core/vector.h"
#include "tests/kernel/guest/fixed_heap.h"
#include "tests/kernel/guest/test.h"

#define FIRST_VALUE 0x444444440000ull
#define VECTOR_WITH_LIST                                                                           \
    0x444444440800ull /* behind all the rooms it had before: 16 to 1024 bytes */

enum { PUSHES = 500 };

OWNED_TYPE(number, uint32_t);

static struct heap_stats stats(void)
{
    struct heap_stats stats;
    heap_stats_read(&stats);
    return stats;
}

/* Not inline: gcc would take a block for something else, once it is known where it lies. */
static __attribute__((noinline)) void expect_at(const char *what, const void *block,
                                                uint64_t address)
{
    print("%s at %p\n", what, block);
    EXPECT_EQUAL((uintptr_t)block, address);
}

/* Beside a value that stays; its room doubles from 4 to 512 numbers. */
static void vector_grows(void)
{
    VECTOR(uint32_t) numbers = VECTOR_EMPTY;
    for (uint32_t i = 0; i < PUSHES; i++) {
        EXPECT(vector_push(&numbers, i));
    }
    if (strcmp(stats().engine, "list") == 0) {
        expect_at("vec", numbers.items, VECTOR_WITH_LIST);
    }
    for (uint32_t i = 0; i < PUSHES; i++) {
        EXPECT_EQUAL(numbers.items[i], i);
    }
    vector_free(&numbers);
}

static void box_has_one_owner(void)
{
    OWNED(number, uint32_t) value = HEAP_NEW_MUST(uint32_t);
    *value = 41;
    expect_at("heap_value", value, FIRST_VALUE);
    vector_grows();
    EXPECT_EQUAL(*value, 41);
}

static void box_has_two_owners(void)
{
    uint32_t *one = RC_NEW(uint32_t);
    EXPECT(one != NULL);
    uint32_t *two = rc_share(one);
    *one = 13;
    print("current reference count is %zu\n", rc_count(two));
    EXPECT_EQUAL(rc_count(two), 2);
    rc_drop(&one);
    print("reference count is %zu now\n", rc_count(two));
    EXPECT_EQUAL(rc_count(two), 1);
    EXPECT_EQUAL(*two, 13);
    rc_drop(&two);
}

TEST(owners)
{
    /* From nothing, whatever the kernel has put there on its way up. */
    EXPECT(heap_start((void *)VIRT_HEAP_START, HEAP_SIZE, NULL));
    box_has_one_owner();
    EXPECT_EQUAL(stats().blocks, 0);
    box_has_two_owners();
    EXPECT_EQUAL(stats().blocks, 0);
    EXPECT_EQUAL(heap_check().kind, HEAP_SOUND);
}
