/*
 * frame.c: the one book of frames that the kernel has. Contract in frame.h.
 *
 * Called by main.c at the start, then by page tables, heap and tests.
 */
#include "kernel/mem/frame.h"

#include "kernel/mem/frame_window.h"
#include "kernel/print.h"

static struct frames book;

void frame_start(const struct boot_info *info)
{
    frames_start(&book, frame_window(), frame_window_make);
    frame_reclaim(info, MEMORY_USABLE);
}

void frame_reclaim(const struct boot_info *info, enum memory_kind kind)
{
    for (uint32_t i = 0; i < info->clean_count; i++) {
        const struct memory_range *range = &info->clean[i];
        if (range->kind != kind) {
            continue;
        }
        enum frames_error error = frames_add(&book, phys(range->base), phys(range->end));
        if (error == FRAMES_OUT_OF_REACH || error == FRAMES_TOO_MANY) {
            print_step("frames", "memory up to 0x%llx is not used: %s",
                       (unsigned long long)range->end, frames_error_text(error));
        } else if (error != FRAMES_OK) {
            panic("memory at 0x%llx: %s", (unsigned long long)range->base,
                  frames_error_text(error));
        }
    }
}

phys_t frame_alloc(void)
{
    return frames_alloc(&book);
}

/* Apart from frame_free, which would otherwise save registers for its sake. */
static __attribute__((noinline)) _Noreturn void free_refused(phys_t frame)
{
    panic("frame 0x%llx cannot be freed: %s", (unsigned long long)frame.value,
          frames_error_text(frames_refusal(&book, frame)));
}

void frame_free(phys_t frame)
{
    if (!frames_free(&book, frame)) {
        free_refused(frame);
    }
}

static phys_t source_alloc(void *context)
{
    (void)context;
    return frame_alloc();
}

static void source_free(void *context, phys_t frame)
{
    (void)context;
    frame_free(frame);
}

struct frame_source frame_source(void)
{
    return (struct frame_source){.alloc = source_alloc, .free = source_free};
}

phys_t frame_alloc_run(uint64_t count, uint64_t align)
{
    phys_t run;
    enum frames_error error = frames_alloc_run(&book, count, align, &run);
    if (error == FRAMES_NONE) {
        return phys(0);
    }
    if (error != FRAMES_OK) {
        panic("a run of %llu frames, aligned to %llu: %s", (unsigned long long)count,
              (unsigned long long)align, frames_error_text(error));
    }
    return run;
}

void frame_free_run(phys_t run, uint64_t count)
{
    enum frames_error error = frames_free_run(&book, run, count);
    if (error != FRAMES_OK) {
        panic("%llu frames at 0x%llx cannot be freed: %s", (unsigned long long)count,
              (unsigned long long)run.value, frames_error_text(error));
    }
}

void frame_check(uint64_t used_before)
{
    if (frames_check(&book, used_before) != FRAMES_OK) {
        panic("%llu frames are used, %llu were before: leaked",
              (unsigned long long)frames_used_count(&book), (unsigned long long)used_before);
    }
}

const struct frames *frame_book(void)
{
    return &book;
}

void frame_report(void)
{
    print_step("frames", "%llu usable, %llu used, %llu free", (unsigned long long)book.usable_count,
               (unsigned long long)frames_used_count(&book),
               (unsigned long long)frames_free_count(&book));
}
