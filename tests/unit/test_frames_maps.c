/*
 * test_frames_maps.c: the memory of 39 real machines, and of made-up ones up to 4 TiB, cleaned by
 * the code that cleans it in the boot chain. Rows 09-11, 02-18.
 */
#include <string.h>

#include "tests/unit/cmocka_headers.h"
#include "tests/unit/frames_host.h"
#include "tests/unit/memory_files.h"

#define GIB (1ull << 30)

enum { RANGES_MOST = 256, EXHAUST_MOST = 1 << 20 /* frames: 4 GiB, which takes half a second */ };

static struct memory_range ranges[RANGES_MOST];
static uint32_t range_count;

static const struct memory_range frame_zero = {.base = 0, .end = FRAME, .kind = MEMORY_FRAME_ZERO};

static void map_clean(struct memory_source source)
{
    source.claims = &frame_zero;
    source.claim_count = 1;
    range_count = memory_map_clean(&source, ranges, RANGES_MOST);
    assert_true(range_count <= RANGES_MOST);
}

/* How many usable frames the tree can reach. */
static uint64_t usable_count(void)
{
    uint64_t count = 0;
    for (uint32_t i = 0; i < range_count; i++) {
        uint64_t first = ranges[i].base / FRAME;
        uint64_t end = ranges[i].end / FRAME;
        end = end < FRAMES_LIMIT ? end : FRAMES_LIMIT;
        count += ranges[i].kind == MEMORY_USABLE && first < end ? end - first : 0;
    }
    return count;
}

static bool is_usable(uint64_t number)
{
    for (uint32_t i = 0; i < range_count; i++) {
        if (number < ranges[i].end / FRAME) {
            return ranges[i].kind == MEMORY_USABLE;
        }
    }
    return false;
}

static struct frames_host *start(void)
{
    struct frames_host *host = frames_host_start(1);
    frames_host_add_map(host, ranges, range_count);
    assert_int_equal(frames_free_count(&host->frames), usable_count());
    frames_host_check(host);
    return host;
}

/* Up to so many frames: usable, in ascending order as long as nothing is freed, so each once. */
static uint64_t take_ascending(struct frames_host *host, uint64_t most)
{
    uint64_t count = 0;
    uint64_t last = 0;
    for (uint64_t number; count < most && (number = host_alloc(host)) != 0; count++) {
        assert_true(number > last);
        assert_true(is_usable(number));
        last = number;
    }
    return count;
}

static void test_every_frame_of_real_machines(void **state)
{
    (void)state;
    uint32_t exhausted = 0;
    assert_int_equal(memory_file_count, MEMORY_FILES);
    for (size_t i = 0; i < memory_file_count; i++) {
        map_clean(memory_file_source(&memory_files[i]));
        struct frames_host *host = start();
        uint64_t usable = usable_count();
        uint64_t count = take_ascending(host, EXHAUST_MOST);
        if (usable < EXHAUST_MOST) {
            assert_int_equal(count, usable - host->taken_count);
            exhausted++;
        }
        frames_host_check(host);
    }
    assert_true(exhausted > MEMORY_FILES / 2);
}

/* A machine as QEMU makes it: the rest of its memory, beyond 3 GiB, lies above 4 GiB. */
static struct frames_host *machine(uint64_t bytes)
{
    uint64_t low = bytes < 3 * GIB ? bytes : 3 * GIB;
    const struct e820_entry entries[] = {
        {0, 0x9f000, E820_USABLE, 1},
        {0x100000, low - 0x100000, E820_USABLE, 1},
        {4 * GIB, bytes - low, E820_USABLE, 1},
    };
    map_clean((struct memory_source){.entries = entries,
                                     .entry_count = 3,
                                     .attributes_count = true,
                                     .usable_limit = UINT64_MAX});
    return start();
}

static const uint64_t sizes[] = {16 << 20, 128 << 20, GIB, 16 * GIB, 512 * GIB, 4000 * GIB};

/* The same calls are made and the same frames come, whatever lies above them. */
static void test_nothing_depends_on_the_amount(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(sizes); i++) {
        struct frames_host *host = machine(sizes[i]);
        assert_int_equal(host->page_calls, 0);
        assert_int_equal(host->frames.untouched_end, sizes[i] > 3 * GIB ? 3 : 2);
        assert_int_equal(host->frames.opened, 0);
        assert_int_equal(host_alloc(host), 1);
        assert_int_equal(host->page_calls, 3);
        assert_int_equal(host->frames.opened, FRAMES_BLOCK);
        for (uint64_t number = 2; number < 0x9f; number++) {
            assert_int_equal(host_alloc(host), number);
        }
        assert_int_equal(host_alloc(host), 0x100);
        assert_int_equal(host->page_calls, 3);
        frames_host_check(host);
    }
}

/* The whole of 512 GiB, by runs of 1 GiB where they fit, then frame by frame. */
static void test_all_of_512_gib(void **state)
{
    (void)state;
    enum { RUN = 1 << 18 };
    struct frames_host *host = machine(512 * GIB);
    uint64_t runs = 0;
    phys_t run;
    while (frames_alloc_run(&host->frames, RUN, RUN, &run) == FRAMES_OK) {
        assert_int_equal(run.value % GIB, 0);
        assert_true(is_usable(run.value / FRAME));
        runs++;
    }
    /* Below 1 GiB a piece is missing; the last GiB has lost the frames of the bits. */
    assert_int_equal(runs, 510);
    uint64_t singles = take_ascending(host, 2 * RUN);
    assert_int_equal(singles, 2 * RUN - 0x61 - 1 - host->taken_count);
    assert_int_equal(frames_free_count(&host->frames), 0);
    /* A page of bits for each 64 MiB, 0.006 %, hole included, and few for the tree. */
    assert_in_range(host->taken_count, 513 * 16, 513 * 16 + 100);
    frames_host_check(host);
    assert_true(host_free(host, run.value / FRAME + 77));
    assert_int_equal(host_alloc(host), run.value / FRAME + 77);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_frame_of_real_machines),
        cmocka_unit_test(test_nothing_depends_on_the_amount),
        cmocka_unit_test(test_all_of_512_gib),
    };
    return cmocka_run_group_tests_name("frames_maps", tests, memory_files_read, NULL);
}
