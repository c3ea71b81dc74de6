/*
 * frames_host.c: the window, and checks that hold at any time.
 */
#include "tests/unit/frames_host.h"

#include <string.h>
#include <sys/mman.h>

#include "tests/unit/cmocka_headers.h"

static struct frames_host host;
static struct frames_window *window;

static bool page_make(struct frames *frames, void *page)
{
    host.page_calls++;
    assert_int_equal((uintptr_t)page % FRAME, 0);
    assert_true((uint8_t *)page >= (uint8_t *)window);
    assert_true((uint8_t *)page < (uint8_t *)(window + 1));
    for (uint32_t i = 0; i < host.frames_a_page; i++) {
        phys_t frame = frames_take(frames);
        if (frame.value == 0) {
            return false;
        }
        assert_true(host.taken_count < HOST_TAKEN_MOST);
        host.taken[host.taken_count++] = frame.value / FRAME;
    }
    assert_int_equal(mprotect(page, FRAME, PROT_READ | PROT_WRITE), 0);
    memset(page, 0xa5, FRAME);
    return true;
}

struct frames_host *frames_host_start(uint32_t frames_a_page)
{
    if (window != NULL) {
        assert_int_equal(munmap(window, sizeof(*window)), 0);
    }
    window =
        mmap(NULL, sizeof(*window), PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    assert_ptr_not_equal(window, MAP_FAILED);
    memset(&host, 0, offsetof(struct frames_host, taken));
    host.taken_count = 0;
    host.frames_a_page = frames_a_page;
    frames_start(&host.frames, window, page_make);
    return &host;
}

void frames_host_add(struct frames_host *to, uint64_t first, uint64_t end)
{
    assert_int_equal(frames_add(&to->frames, phys(first * FRAME), phys(end * FRAME)), FRAMES_OK);
}

void frames_host_add_map(struct frames_host *to, const struct memory_range *ranges, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        if (ranges[i].kind == MEMORY_USABLE) {
            enum frames_error error =
                frames_add(&to->frames, phys(ranges[i].base), phys(ranges[i].end));
            bool beyond = ranges[i].end / FRAME > FRAMES_LIMIT;
            assert_int_equal(error, beyond ? FRAMES_OUT_OF_REACH : FRAMES_OK);
        }
    }
}

uint64_t host_alloc(struct frames_host *from)
{
    phys_t frame = frames_alloc(&from->frames);
    assert_int_equal(frame.value % FRAME, 0);
    return frame.value / FRAME;
}

bool host_free(struct frames_host *to, uint64_t number)
{
    return frames_free(&to->frames, phys(number * FRAME));
}

enum frames_error host_refusal(struct frames_host *to, uint64_t number)
{
    assert_false(host_free(to, number));
    return frames_refusal(&to->frames, phys(number * FRAME));
}

void frames_host_check(struct frames_host *of)
{
    uint64_t sums[FRAMES_USED + 1] = {0};
    struct frames_extent extent = {.end = phys(0)};
    struct frames_extent before = {.state = FRAMES_USED + 1};
    while (frames_next(&of->frames, extent.end, &extent)) {
        assert_int_equal(extent.base.value, before.end.value);
        assert_true(extent.end.value > extent.base.value);
        assert_int_not_equal(extent.state, before.state);
        sums[extent.state] += (extent.end.value - extent.base.value) / FRAME;
        before = extent;
    }
    assert_int_equal(sums[FRAMES_USED], frames_used_count(&of->frames));
    assert_int_equal(sums[FRAMES_FREE], frames_free_count(&of->frames));
    assert_int_equal(of->frames.own_count, of->taken_count);
    assert_true(frames_peak_count(&of->frames) >= frames_used_count(&of->frames));
}
