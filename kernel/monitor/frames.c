/*
 * frames.c: `frames` tells how much physical memory there is, and draws which of it is used.
 *
 * The numbers and the picture are core/frames.h's and core/frames_map.h's.
 */
#include "kernel/core/frames_map.h"
#include "kernel/core/page_text.h"
#include "kernel/mem/frame.h"
#include "kernel/monitor/command.h"
#include "kernel/print.h"

enum { LABEL_COLUMNS = 8, BAR_COLUMNS = 40 };

static struct frames_map map;

static void print_count(const char *name, uint64_t frames, const char *remark)
{
    char size[PAGE_SIZE_TEXT_BYTES];
    command_label(name, LABEL_COLUMNS);
    print("%10llu", (unsigned long long)frames);
    print_in(VGA_LIGHT_GRAY, "  %12s  %s\n", page_size_text(size, frames * PAGE_BYTES), remark);
}

static bool frames_start_command(struct command_run *run)
{
    (void)run;
    const struct frames *book = frame_book();
    char bar[BAR_BYTES];
    bar_draw(bar, BAR_COLUMNS, frames_used_count(book), book->usable_count);
    print_count("usable", book->usable_count, "frames of 4 KiB");
    print_count("used", frames_used_count(book), bar);
    print_count("free", frames_free_count(book), "");
    print_count("peak", frames_peak_count(book), "the most that were used together");
    print_count("own", book->own_count, "more, for the bits of this book");
    map = frames_map(book);
    return true;
}

static void print_legend(void)
{
    char size[PAGE_SIZE_TEXT_BYTES];
    print_in(VGA_LIGHT_CYAN, "%s a block: ", page_size_text(size, map.block));
    print(BLOCK_FULL " used  " BLOCK_HALF " in part  " BLOCK_LIGHT " free, blank: not ours\n");
}

static bool frames_next_row(struct command_run *run)
{
    char row[FRAMES_MAP_BYTES];
    if (run->at == 0) {
        print_legend();
    }
    frames_map_row(frame_book(), &map, run->at, row);
    print_in(VGA_DARK_GRAY, "%012llx ", (unsigned long long)run->at);
    print("%s\n", row);
    run->at += map.row_bytes;
    return run->at < map.end;
}

COMMAND(frames) = {
    .name = "frames",
    .usage = "",
    .summary = "physical memory: usable, used, free; and a map of it",
    .detail = "Frames are handed out from the lowest address on. What is blank in the map is\n"
              "no memory, or the firmware's, or taken before there were frames: kernel,\n"
              "stacks, page tables.",
    .example = "frames",
    .start = frames_start_command,
    .next = frames_next_row,
};
