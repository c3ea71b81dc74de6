/*
 * test_frames_run.c: frames side by side: found wherever they are, freed together or one by one.
 */
#include "tests/unit/cmocka_headers.h"
#include "tests/unit/frames_host.h"

static uint64_t run(struct frames_host *host, uint64_t count, uint64_t align)
{
    phys_t base = phys(0);
    enum frames_error error = frames_alloc_run(&host->frames, count, align, &base);
    assert_int_equal(error, base.value == 0 ? FRAMES_NONE : FRAMES_OK);
    assert_int_equal(base.value % (align * FRAME), 0);
    return base.value / FRAME;
}

static enum frames_error free_run(struct frames_host *host, uint64_t number, uint64_t count)
{
    return frames_free_run(&host->frames, phys(number * FRAME), count);
}

static void test_a_run_and_its_frames(void **state)
{
    (void)state;
    struct frames_host *host = frames_host_start(1);
    frames_host_add(host, 1, 1000);
    assert_int_equal(run(host, 100, 1), 1);
    assert_int_equal(run(host, 3, 64), 128);
    assert_int_equal(frames_used_count(&host->frames), 103);
    frames_host_check(host);
    assert_int_equal(free_run(host, 1, 100), FRAMES_OK);
    for (uint64_t number = 128; number < 131; number++) {
        assert_true(host_free(host, number)); /* one by one does it too */
    }
    assert_int_equal(frames_used_count(&host->frames), 0);
    assert_int_equal(frames_peak_count(&host->frames), 103);
    assert_int_equal(run(host, 100, 1), 1);
    frames_host_check(host);
}

/* Single frames and a run do not get into each other's way, whichever word is the current one. */
static void test_a_run_through_the_current_word(void **state)
{
    (void)state;
    struct frames_host *host = frames_host_start(1);
    frames_host_add(host, 64, 1000);
    assert_int_equal(host_alloc(host), 64);
    assert_int_equal(run(host, 127, 1), 65);
    assert_int_equal(host_alloc(host), 192);
    assert_int_equal(free_run(host, 65, 63), FRAMES_OK);
    assert_int_equal(host_alloc(host), 193);
    frames_host_check(host);
}

static void test_a_run_that_no_block_holds(void **state)
{
    (void)state;
    enum { RUN = 3 * FRAMES_BLOCK };
    struct frames_host *host = frames_host_start(1);
    frames_host_add(host, 10, 5 * FRAMES_BLOCK);
    assert_int_equal(host_alloc(host), 10);
    assert_int_equal(run(host, RUN, FRAMES_BLOCK), FRAMES_BLOCK);
    assert_int_equal(run(host, FRAMES_BLOCK - 50, 1), 11);
    frames_host_check(host);
    assert_int_equal(free_run(host, FRAMES_BLOCK, RUN), FRAMES_OK);
    assert_int_equal(run(host, RUN, FRAMES_BLOCK), FRAMES_BLOCK);
}

/* Taken and freed again and again, a run stays where it is, though there is untouched memory. */
static void test_a_run_does_not_wander(void **state)
{
    (void)state;
    struct frames_host *host = frames_host_start(1);
    frames_host_add(host, 1, 100 * FRAMES_BLOCK);
    uint64_t first = run(host, 5000, 1);
    assert_int_equal(run(host, 10, 1), first + 5000);
    uint64_t opened = host->frames.opened;
    for (uint64_t i = 1; i < 300; i++) {
        assert_int_equal(run(host, 10, 1), first + 5000 + 10 * i); /* side by side */
    }
    for (int round = 0; round < 100; round++) {
        assert_int_equal(free_run(host, first, 5000), FRAMES_OK);
        assert_int_equal(run(host, 5000, 1), first);
    }
    assert_int_equal(host->frames.opened, opened);
}

/* Untouched memory will not do: the run lies across two holes' edges in what has been freed. */
static void test_a_run_among_used_frames(void **state)
{
    (void)state;
    struct frames_host *host = frames_host_start(1);
    frames_host_add(host, 1, 2000);
    frames_host_add(host, 2100, 2160);
    while (host_alloc(host) != 0) {
    }
    assert_int_equal(run(host, 1, 1), 0);
    assert_int_equal(free_run(host, 130, 100), FRAMES_OK);
    assert_int_equal(free_run(host, 900, 101), FRAMES_OK);
    assert_int_equal(free_run(host, 1900, 100), FRAMES_OK);
    assert_int_equal(run(host, 102, 1), 0);
    assert_int_equal(run(host, 64, 512), 0);
    assert_int_equal(run(host, 80, 128), 1920);
    assert_int_equal(run(host, 101, 1), 900);
    assert_int_equal(run(host, 100, 1), 130);
    assert_int_equal(run(host, 20, 1), 1900);
    assert_int_equal(frames_free_count(&host->frames), 0);
    frames_host_check(host);
}

/* Memory with holes is opened until the run fits; the holes are not in it. */
static void test_a_run_behind_holes(void **state)
{
    (void)state;
    struct frames_host *host = frames_host_start(1);
    for (uint64_t i = 1; i < 20; i++) {
        frames_host_add(host, i * 1000, i * 1000 + 500);
    }
    frames_host_add(host, 100000, 100600);
    assert_int_equal(run(host, 501, 1), 100000);
    assert_int_equal(run(host, 501, 1), 0);
    assert_int_equal(run(host, 500, 1), 1000);
    frames_host_check(host);
}

static void test_what_is_no_run(void **state)
{
    (void)state;
    phys_t base;
    struct frames_host *host = frames_host_start(1);
    frames_host_add(host, 1, 500);
    frames_host_add(host, 600, 1000);
    assert_int_equal(frames_alloc_run(&host->frames, 0, 1, &base), FRAMES_MISALIGNED);
    assert_int_equal(frames_alloc_run(&host->frames, 1, 0, &base), FRAMES_MISALIGNED);
    assert_int_equal(frames_alloc_run(&host->frames, 1, 3, &base), FRAMES_MISALIGNED);
    assert_int_equal(frames_alloc_run(&host->frames, UINT64_MAX, 1, &base), FRAMES_NONE);
    assert_int_equal(frames_alloc_run(&host->frames, 1, 1ull << 63, &base), FRAMES_NONE);
    assert_int_equal(free_run(host, 1, 1), FRAMES_NOT_USED); /* nothing is open yet */
    assert_int_equal(run(host, 499, 1), 1);
    assert_int_equal(run(host, 390, 1), 600);
    assert_int_equal(frames_free_run(&host->frames, phys(FRAME + 1), 1), FRAMES_MISALIGNED);
    assert_int_equal(free_run(host, 1, 0), FRAMES_MISALIGNED);
    assert_int_equal(free_run(host, 0, 1), FRAMES_NOT_USABLE);
    assert_int_equal(free_run(host, 400, 250), FRAMES_NOT_USABLE);
    assert_int_equal(free_run(host, 900, 91), FRAMES_NOT_USED);
    assert_int_equal(free_run(host, 900, UINT64_MAX - 5), FRAMES_NOT_USED);
    assert_int_equal(free_run(host, FRAMES_LIMIT, 1), FRAMES_NOT_USED);
    assert_int_equal(frames_used_count(&host->frames), 889);
    assert_int_equal(free_run(host, 1, 499), FRAMES_OK);
    assert_int_equal(free_run(host, 1, 499), FRAMES_NOT_USED);
    frames_host_check(host);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_run_and_its_frames),
        cmocka_unit_test(test_a_run_through_the_current_word),
        cmocka_unit_test(test_a_run_that_no_block_holds),
        cmocka_unit_test(test_a_run_does_not_wander),
        cmocka_unit_test(test_a_run_among_used_frames),
        cmocka_unit_test(test_a_run_behind_holes),
        cmocka_unit_test(test_what_is_no_run),
    };
    return cmocka_run_group_tests_name("frames_run", tests, NULL, NULL);
}
