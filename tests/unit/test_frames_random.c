/*
 * test_frames_random.c: drawn operations on drawn memory, against a model with one byte a frame.
 *
 * Row 09-11: a frame is handed out only where it is usable and not used; the counters add up.
 */
#include <string.h>

#include "tests/unit/cmocka_headers.h"
#include "tests/unit/frames_host.h"
#include "tests/unit/random.h"

enum { MODEL = 1 << 15, ROUNDS = 40, OPERATIONS = 4000, RUN_MOST = 600 };

enum { ABSENT, FREE, USED };

static uint8_t model[MODEL];
static uint32_t model_taken; /* how many of host->taken the model knows */
static struct frames_host *host;
static struct random random_state;

static uint64_t draw(uint64_t below)
{
    return random_below(&random_state, below);
}

/* What became the allocator's own must have been free until now. */
static void model_take(void)
{
    for (; model_taken < host->taken_count; model_taken++) {
        uint64_t number = host->taken[model_taken];
        assert_int_equal(model[number], FREE);
        model[number] = ABSENT;
    }
}

static uint64_t model_count(uint8_t state)
{
    uint64_t count = 0;
    for (uint64_t number = 0; number < MODEL; number++) {
        count += model[number] == state;
    }
    return count;
}

static bool model_is(uint64_t first, uint64_t count, uint8_t state)
{
    for (uint64_t number = first; number < first + count; number++) {
        if (number >= MODEL || model[number] != state) {
            return false;
        }
    }
    return true;
}

/* Any run of this length and alignment that the model still has? */
static bool model_has_run(uint64_t count, uint64_t align)
{
    for (uint64_t first = 0; first + count <= MODEL; first += align) {
        if (model_is(first, count, FREE)) {
            return true;
        }
    }
    return false;
}

static void step_alloc(void)
{
    uint64_t number = host_alloc(host);
    model_take();
    if (number == 0) {
        assert_int_equal(frames_free_count(&host->frames), 0);
        return;
    }
    assert_true(number < MODEL);
    assert_int_equal(model[number], FREE);
    model[number] = USED;
}

static void step_free(void)
{
    uint64_t number = draw(MODEL + 100);
    bool used = number < MODEL && model[number] == USED;
    assert_int_equal(frames_refusal(&host->frames, phys(number * FRAME)) == FRAMES_OK, used);
    assert_int_equal(host_free(host, number), used);
    if (used) {
        model[number] = FREE;
    }
}

static void step_alloc_run(void)
{
    uint64_t count = draw(RUN_MOST) + 1;
    uint64_t align = 1ull << draw(10);
    phys_t run;
    enum frames_error error = frames_alloc_run(&host->frames, count, align, &run);
    model_take();
    if (error == FRAMES_NONE) {
        assert_false(model_has_run(count, align));
        return;
    }
    assert_int_equal(error, FRAMES_OK);
    assert_int_equal(run.value % (align * FRAME), 0);
    assert_true(model_is(run.value / FRAME, count, FREE));
    memset(&model[run.value / FRAME], USED, count);
}

static void step_free_run(void)
{
    uint64_t first = draw(MODEL);
    uint64_t count = draw(100) + 1;
    while (draw(8) != 0 && first > 0 && model[first - 1] == USED) {
        first--;
    }
    bool used = model_is(first, count, USED);
    assert_int_equal(frames_free_run(&host->frames, phys(first * FRAME), count) == FRAMES_OK, used);
    if (used) {
        memset(&model[first], FREE, count);
    }
}

static bool is_taken(uint64_t first, uint64_t end)
{
    for (uint32_t i = 0; i < host->taken_count; i++) {
        if (host->taken[i] >= first && host->taken[i] < end) {
            return true;
        }
    }
    return false;
}

/* Anywhere but where the allocator's own frames lie, which nobody would add again. */
static void step_add(void)
{
    uint64_t first = draw(MODEL);
    uint64_t end = first + draw(draw(4) == 0 ? 6000 : 70) + 1;
    end = end < MODEL ? end : MODEL;
    if (is_taken(first, end)) {
        return;
    }
    bool absent = first > 0 && model_is(first, end - first, ABSENT);
    enum frames_error error = frames_add(&host->frames, phys(first * FRAME), phys(end * FRAME));
    assert_int_equal(error == FRAMES_OK, absent);
    if (absent) {
        memset(&model[first], FREE, end - first);
    }
}

static void check(void)
{
    frames_host_check(host);
    assert_int_equal(model_count(FREE), frames_free_count(&host->frames));
    assert_int_equal(model_count(USED), frames_used_count(&host->frames));
    struct frames_extent extent = {.end = phys(0)};
    while (frames_next(&host->frames, extent.end, &extent)) {
        uint64_t count = (extent.end.value - extent.base.value) / FRAME;
        assert_true(model_is(extent.base.value / FRAME, count, (uint8_t)extent.state));
    }
}

static void drain(void)
{
    while (frames_free_count(&host->frames) > 0) {
        step_alloc();
    }
    assert_int_equal(host_alloc(host), 0);
    for (uint64_t number = 0; number < MODEL; number++) {
        assert_int_equal(host_free(host, number), model[number] == USED);
        model[number] = model[number] == USED ? FREE : model[number];
    }
    check();
}

static void step(void)
{
    uint64_t kind = draw(64);
    if (kind < 30) {
        step_alloc();
    } else if (kind < 56) {
        step_free();
    } else if (kind < 60) {
        step_alloc_run();
    } else if (kind < 62) {
        step_free_run();
    } else {
        step_add();
    }
}

static void test_drawn_operations(void **state)
{
    (void)state;
    random_state.state = 9;
    for (int round = 0; round < ROUNDS; round++) {
        host = frames_host_start((uint32_t)draw(3));
        memset(model, ABSENT, sizeof(model));
        model_taken = 0;
        for (uint64_t left = OPERATIONS; left > 0; left--) {
            step();
            if (left % 512 == 0) {
                check();
            }
        }
        drain();
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_drawn_operations),
    };
    return cmocka_run_group_tests_name("frames_random", tests, NULL, NULL);
}
