/*
 * test_frames.c: frames one by one: handed out once each, taken back once each, nothing else.
 * Row 09-11 and, of 02-18, that frame 0 is never handed out.
 */
#include <string.h>

#include "tests/unit/cmocka_headers.h"
#include "tests/unit/frames_host.h"

static void test_no_memory(void **state)
{
    (void)state;
    struct frames_host *host = frames_host_start(1);
    assert_int_equal(host_alloc(host), 0);
    assert_int_equal(host_refusal(host, 1), FRAMES_NOT_USABLE);
    assert_int_equal(frames_used_count(&host->frames), 0);
    assert_int_equal(frames_peak_count(&host->frames), 0);
    frames_host_check(host);
}

/* Each once, none that was not added, until all are gone; then all back, and again. */
static void test_exhaustion_and_refill(void **state)
{
    (void)state;
    static bool seen[5000];
    struct frames_host *host = frames_host_start(1);
    frames_host_add(host, 100, 300);
    frames_host_add(host, 4090, 4100);
    for (int round = 0; round < 3; round++) {
        memset(seen, 0, sizeof(seen));
        uint64_t count = 0;
        for (uint64_t number; (number = host_alloc(host)) != 0; count++) {
            assert_in_range(number, 100, 4099);
            assert_false(seen[number]);
            seen[number] = true;
        }
        /* Three pages of bits for the first block; those of the second lie in them too. */
        assert_int_equal(host->page_calls, 3);
        assert_int_equal(count, 210 - 3);
        assert_int_equal(frames_free_count(&host->frames), 0);
        assert_int_equal(frames_used_count(&host->frames), count);
        frames_host_check(host);
        for (uint64_t number = 1; number < 5000; number++) {
            bool ours = (number >= 100 && number < 300) || (number >= 4090 && number < 4097);
            assert_int_equal(seen[number], ours);
            assert_int_equal(host_free(host, number), ours);
        }
        assert_int_equal(frames_used_count(&host->frames), 0);
        assert_int_equal(frames_peak_count(&host->frames), count);
        frames_host_check(host);
    }
}

static void test_what_was_freed_comes_again(void **state)
{
    (void)state;
    struct frames_host *host = frames_host_start(1);
    frames_host_add(host, 64, 1000);
    for (uint64_t number = 64; number < 900; number++) {
        assert_int_equal(host_alloc(host), number);
    }
    assert_true(host_free(host, 70));
    assert_true(host_free(host, 500));
    assert_true(host_free(host, 501));
    /* The current word first, then the lowest one, and only then what was never used. */
    for (uint64_t number = 900; number % 64 != 0; number++) {
        assert_int_equal(host_alloc(host), number);
    }
    assert_int_equal(host_alloc(host), 70);
    assert_int_equal(host_alloc(host), 500);
    assert_int_equal(host_alloc(host), 501);
    assert_int_equal(host_alloc(host), 960);
}

static void test_every_refusal(void **state)
{
    (void)state;
    struct frames_host *host = frames_host_start(1);
    frames_host_add(host, 200, 9000);
    assert_int_equal(host_refusal(host, 200), FRAMES_NOT_USED); /* nothing is open yet */
    uint64_t number = host_alloc(host);
    const struct {
        uint64_t address;
        enum frames_error error;
    } refused[] = {
        {number * FRAME + 1, FRAMES_MISALIGNED},
        {number * FRAME + FRAME - 1, FRAMES_MISALIGNED},
        {number * FRAME | 1ull << 63, FRAMES_NOT_USABLE},
        {0, FRAMES_NOT_USABLE},
        {199 * FRAME, FRAMES_NOT_USABLE},
        {(number + 1) * FRAME, FRAMES_NOT_USED}, /* open, never handed out */
        {8000 * FRAME, FRAMES_NOT_USED},         /* not even open */
        {8999 * FRAME, FRAMES_NOT_USABLE},       /* one of our own */
        {9000 * FRAME, FRAMES_NOT_USABLE},
        {UINT64_MAX, FRAMES_MISALIGNED},
        {UINT64_MAX - FRAME + 1, FRAMES_NOT_USABLE},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(refused); i++) {
        assert_false(frames_free(&host->frames, phys(refused[i].address)));
        assert_int_equal(frames_refusal(&host->frames, phys(refused[i].address)), refused[i].error);
    }
    assert_int_equal(frames_used_count(&host->frames), 1);
    assert_int_equal(frames_refusal(&host->frames, phys(number * FRAME)), FRAMES_OK);
    assert_true(host_free(host, number));
    assert_int_equal(host_refusal(host, number), FRAMES_NOT_USED);
    frames_host_check(host);
}

static enum frames_error add(struct frames_host *host, uint64_t base, uint64_t end)
{
    return frames_add(&host->frames, phys(base), phys(end));
}

static void test_every_range_that_cannot_be_added(void **state)
{
    (void)state;
    struct frames_host *host = frames_host_start(1);
    frames_host_add(host, 10, 20);
    frames_host_add(host, 5000, 6000);
    for (int open = 0; open < 2; open++) {
        assert_int_equal(add(host, 0, 5 * FRAME), FRAMES_FRAME_ZERO);
        assert_int_equal(add(host, FRAME, FRAME), FRAMES_MISALIGNED);
        assert_int_equal(add(host, 2 * FRAME, FRAME), FRAMES_MISALIGNED);
        assert_int_equal(add(host, FRAME + 1, 3 * FRAME), FRAMES_MISALIGNED);
        assert_int_equal(add(host, FRAME, 3 * FRAME - 1), FRAMES_MISALIGNED);
        assert_int_equal(add(host, FRAME, 11 * FRAME), FRAMES_KNOWN);
        assert_int_equal(add(host, 19 * FRAME, 21 * FRAME), FRAMES_KNOWN);
        assert_int_equal(add(host, FRAME, 9000 * FRAME), FRAMES_KNOWN);
        assert_int_equal(add(host, 5100 * FRAME, 5101 * FRAME), FRAMES_KNOWN);
        assert_int_equal(frames_used_count(&host->frames), open);
        frames_host_check(host);
        assert_int_equal(host_alloc(host), 10 + open); /* the first block is open from now on */
    }
}

/* In whatever order and place memory is added, below what is open or above: stage2's, for one. */
static void test_memory_is_added_later(void **state)
{
    (void)state;
    struct frames_host *host = frames_host_start(1);
    frames_host_add(host, 50000, 50005);
    frames_host_add(host, 50005, 50010); /* right above another */
    frames_host_add(host, 300, 310);
    for (uint64_t number = 300; number < 310; number++) {
        assert_int_equal(host_alloc(host), number);
    }
    frames_host_add(host, 310, 330);   /* in the current word */
    frames_host_add(host, 20, 21);     /* in a lower one */
    frames_host_add(host, 4000, 4200); /* across the end of what is open */
    frames_host_add(host, 40000, 40001);
    frames_host_check(host);
    uint64_t last = 0, count = 0;
    for (uint64_t number; (number = host_alloc(host)) != 0; count++) {
        assert_true(number > last || number == 20);
        last = number;
    }
    assert_int_equal(count, 20 + 1 + 200 + 1 + 10 - host->taken_count);
    frames_host_check(host);
}

static void test_memory_beyond_the_trees_reach(void **state)
{
    (void)state;
    struct frames_host *host = frames_host_start(1);
    uint64_t limit = (uint64_t)FRAMES_LIMIT * FRAME;
    assert_int_equal(limit, 4ull << 40);
    assert_int_equal(add(host, limit, limit + FRAME), FRAMES_OUT_OF_REACH);
    assert_int_equal(frames_free_count(&host->frames), 0);
    assert_int_equal(add(host, limit - 10 * FRAME, 2 * limit), FRAMES_OUT_OF_REACH);
    assert_int_equal(frames_free_count(&host->frames), 10);
}

static void test_more_ranges_than_room(void **state)
{
    (void)state;
    struct frames_host *host = frames_host_start(1);
    for (uint64_t i = 0; i < FRAMES_RANGES; i++) {
        frames_host_add(host, 2 * i + 1, 2 * i + 2);
    }
    assert_int_equal(add(host, 9000 * FRAME, 9001 * FRAME), FRAMES_TOO_MANY);
    assert_int_equal(frames_free_count(&host->frames), FRAMES_RANGES);
    frames_host_check(host);
}

/* No frame for the bits: there is memory, but it cannot be handed out. */
static void test_too_little_memory_for_its_own_bits(void **state)
{
    (void)state;
    struct frames_host *host = frames_host_start(3);
    frames_host_add(host, 5, 13);
    assert_int_equal(host_alloc(host), 0);
    frames_host_add(host, 20, 30);
    assert_int_equal(host_alloc(host), 20);
    frames_host_check(host);
}

/* 02-18: the frame of the interrupt vectors is nobody's. */
static void test_frame_zero_is_never_handed_out(void **state)
{
    (void)state;
    struct frames_host *host = frames_host_start(1);
    assert_int_equal(add(host, 0, 100 * FRAME), FRAMES_FRAME_ZERO);
    frames_host_add(host, 1, 100);
    for (uint64_t count = 0; count < 99 - 3; count++) {
        assert_int_not_equal(host_alloc(host), 0);
    }
    assert_int_equal(host_alloc(host), 0);
    assert_int_equal(frames_used_count(&host->frames), 96);
}

static void test_peak_and_leak(void **state)
{
    (void)state;
    struct frames_host *host = frames_host_start(1);
    frames_host_add(host, 1, 1000);
    uint64_t kept = host_alloc(host);
    uint64_t before = frames_used_count(&host->frames);
    uint64_t some[5];
    for (int i = 0; i < 5; i++) {
        some[i] = host_alloc(host);
        assert_int_equal(frames_peak_count(&host->frames), 2 + i);
    }
    for (int i = 0; i < 4; i++) {
        assert_true(host_free(host, some[i]));
        assert_int_equal(frames_peak_count(&host->frames), 6);
        assert_int_equal(frames_used_count(&host->frames), 5 - i);
    }
    assert_int_equal(frames_check(&host->frames, before), FRAMES_LEAKED);
    assert_true(host_free(host, some[4]));
    assert_int_equal(frames_check(&host->frames, before), FRAMES_OK);
    assert_true(host_free(host, kept));
    assert_int_equal(frames_peak_count(&host->frames), 6);
    assert_int_equal(frames_used_count(&host->frames), 0);
}

static void test_every_error_has_its_text(void **state)
{
    (void)state;
    for (int a = FRAMES_OK; a <= FRAMES_LEAKED; a++) {
        for (int b = FRAMES_OK; b < a; b++) {
            assert_string_not_equal(frames_error_text((enum frames_error)a),
                                    frames_error_text((enum frames_error)b));
        }
        assert_string_not_equal(frames_error_text((enum frames_error)a), "unknown error");
    }
    assert_string_equal(frames_error_text((enum frames_error)(FRAMES_LEAKED + 1)), "unknown error");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_no_memory),
        cmocka_unit_test(test_exhaustion_and_refill),
        cmocka_unit_test(test_what_was_freed_comes_again),
        cmocka_unit_test(test_every_refusal),
        cmocka_unit_test(test_every_range_that_cannot_be_added),
        cmocka_unit_test(test_memory_is_added_later),
        cmocka_unit_test(test_memory_beyond_the_trees_reach),
        cmocka_unit_test(test_more_ranges_than_room),
        cmocka_unit_test(test_too_little_memory_for_its_own_bits),
        cmocka_unit_test(test_frame_zero_is_never_handed_out),
        cmocka_unit_test(test_peak_and_leak),
        cmocka_unit_test(test_every_error_has_its_text),
    };
    return cmocka_run_group_tests_name("frames", tests, NULL, NULL);
}
