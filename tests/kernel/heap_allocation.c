/*
 * heap_allocation.c: the texts' four tests of a heap, on the engine that HEAP= has chosen
 * (row 11-9).
 *
 * heap_allocation_list.c and _block.c run them on these engines whatever was chosen, and
 * tests/broken/heap_allocation_bump.c on the one that must fail the last (row 11-3). The heap must
 * not grow, or no engine would ever run out.
 */
#include "kernel/core/vector.h"
#include "tests/kernel/guest/fixed_heap.h"
#include "tests/kernel/guest/test.h"

TEST(simple_allocation)
{
    uint32_t *one = HEAP_NEW_MUST(uint32_t);
    uint32_t *two = HEAP_NEW_MUST(uint32_t);
    *one = 41;
    *two = 13;
    EXPECT_EQUAL(*one, 41);
    EXPECT_EQUAL(*two, 13);
    HEAP_DELETE(one);
    HEAP_DELETE(two);
}

/* It moves eight times while it grows. */
TEST(large_vec)
{
    const uint64_t n = 1000;
    VECTOR(uint64_t) numbers = VECTOR_EMPTY;
    for (uint64_t i = 0; i < n; i++) {
        EXPECT(vector_push(&numbers, i));
    }
    uint64_t sum = 0;
    for (size_t i = 0; i < numbers.count; i++) {
        sum += numbers.items[i];
    }
    EXPECT_EQUAL(sum, (n - 1) * n / 2);
    vector_free(&numbers);
}

/* More of them than fit at once. */
static void boxes_come_and_go(void)
{
    for (size_t i = 0; i < HEAP_SIZE; i++) {
        size_t *box = HEAP_NEW_MUST(size_t);
        *box = i;
        EXPECT_EQUAL(*box, i);
        HEAP_DELETE(box);
    }
}

TEST(many_boxes)
{
    boxes_come_and_go();
}

TEST(many_boxes_long_lived)
{
    size_t *long_lived = HEAP_NEW_MUST(size_t);
    *long_lived = 1;
    boxes_come_and_go();
    EXPECT_EQUAL(*long_lived, 1);
    HEAP_DELETE(long_lived);
}
