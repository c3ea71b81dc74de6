/*
 * test_heap_owners.c: what answers ownership in C: vectors, counted references, owned pointers (row
 * 10-7).
 */
#include "kernel/core/owned.h"
#include "kernel/core/rc.h"
#include "kernel/core/vector.h"
#include "tests/unit/cmocka_headers.h"
#include "tests/unit/heap_contract.h"

struct thing {
    uint64_t value;
    char name[24];
};

OWNED_TYPE(thing, struct thing);

static size_t blocks_now(void)
{
    struct heap_stats stats;
    heap_stats_read(&stats);
    return stats.blocks;
}

/* Row 10-7: two references, then one. Row 10-8: the room doubles. */
static void test_references_are_counted(void **state)
{
    (void)state;
    struct thing *first = RC_NEW(struct thing);
    assert_non_null(first);
    first->value = 7;
    struct thing *second = rc_share(first);
    assert_ptr_equal(first, second);
    assert_int_equal(rc_count(first), 2);
    rc_drop(&first);
    assert_null(first);
    assert_int_equal(rc_count(second), 1);
    assert_int_equal(second->value, 7);
    assert_int_equal(blocks_now(), 1);
    rc_drop(&second);
    assert_int_equal(blocks_now(), 0);
    rc_drop(&second); /* nobody's */
}

static void test_vector(void **state)
{
    (void)state;
    VECTOR(uint64_t) vector = VECTOR_EMPTY;
    size_t growths = 0, room = 0;
    for (uint64_t i = 0; i < 500; i++) {
        assert_true(vector_push(&vector, i));
        growths += vector.room != room;
        room = vector.room;
    }
    assert_int_equal(growths, 8); /* 4, 8, ... 512 */
    assert_int_equal(room, 512);
    for (uint64_t i = 500; i-- > 0;) {
        assert_int_equal(vector_pop(&vector), i);
    }
    assert_int_equal(blocks_now(), 1);
    vector_free(&vector);
    assert_int_equal(blocks_now(), 0);
    vector_free(&vector);
}

static void test_vector_without_memory(void **state)
{
    (void)state;
    VECTOR(struct thing) vector = VECTOR_EMPTY;
    size_t count = 0;
    while (vector_push(&vector, ((struct thing){.value = count}))) {
        count++;
    }
    assert_true(count > 1000);
    assert_int_equal(vector.count, count);
    assert_int_equal(vector.items[count - 1].value, count - 1);
    vector_free(&vector);
}

static struct thing *thing_make(bool finished)
{
    OWNED(thing, struct thing) mine = HEAP_NEW(struct thing);
    if (mine == NULL || !finished) {
        return NULL;
    }
    mine->value = 9;
    return owned_give(&mine);
}

static void test_owned_is_freed_at_the_end_of_its_scope(void **state)
{
    (void)state;
    assert_null(thing_make(false));
    assert_int_equal(blocks_now(), 0);
    struct thing *thing = thing_make(true);
    assert_int_equal(blocks_now(), 1);
    assert_int_equal(thing->value, 9);
    HEAP_DELETE(thing);
    assert_int_equal(blocks_now(), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CONTRACT_FIXED(test_references_are_counted),
        CONTRACT_FIXED(test_vector),
        CONTRACT_FIXED(test_vector_without_memory),
        CONTRACT_FIXED(test_owned_is_freed_at_the_end_of_its_scope),
    };
    return cmocka_run_group_tests_name("heap_owners", tests, NULL, NULL);
}
