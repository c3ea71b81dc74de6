/*
 * heap.c: `heap` tells how much of the heap is used, and by blocks of which sizes.
 *
 * The numbers are the engine's (core/heap.h).
 */
#include "kernel/core/heap.h"

#include "gen/layout.h"
#include "kernel/core/bar.h"
#include "kernel/monitor/command.h"
#include "kernel/print.h"

enum { LABEL_COLUMNS = 10, BAR_COLUMNS = 40 };

static struct heap_stats stats;

static void print_bytes(const char *name, size_t bytes, const char *remark)
{
    command_label(name, LABEL_COLUMNS);
    print("%10zu", bytes);
    print_in(VGA_LIGHT_GRAY, "  %s\n", remark);
}

static void print_sums(void)
{
    char bar[BAR_BYTES];
    bar_draw(bar, BAR_COLUMNS, stats.used, stats.size);
    command_label("engine", LABEL_COLUMNS);
    print("%10s", stats.engine);
    print_in(VGA_LIGHT_GRAY, "  0x%016llx to 0x%016llx\n", VIRT_HEAP_START,
             VIRT_HEAP_START + stats.size);
    print_bytes("size", stats.size, "bytes");
    print_bytes("used", stats.used, bar);
    print_bytes("free", stats.free, "could be handed out, in some size");
    print_bytes("overhead", stats.overhead, "the engine's own notes");
    print_bytes("peak", stats.peak, "the most that was used so far");
    print_bytes("blocks", stats.blocks, "handed out");
}

/* The blocks that belong to no class. */
static size_t other_blocks(void)
{
    size_t in_classes = 0;
    for (uint32_t i = 0; i < stats.classes; i++) {
        in_classes += stats.by_class[i].used;
    }
    return stats.blocks - in_classes;
}

static bool heap_command_start(struct command_run *run)
{
    heap_stats_read(&stats);
    print_sums();
    if (stats.classes == 0) {
        return false;
    }
    command_label("block of    used    free\n", 0);
    run->end = stats.classes;
    return true;
}

static void print_class(uint64_t number)
{
    char bar[BAR_BYTES];
    size_t used = stats.by_class[number].used;
    size_t free = stats.by_class[number].free;
    bar_draw(bar, BAR_COLUMNS, used, used + free);
    print("%8zu%8zu%8zu  ", stats.by_class[number].bytes, used, free);
    print_in(VGA_LIGHT_GRAY, "%s\n", bar);
}

/* Each class that has any block, then what is larger than all of them. */
static bool heap_next_class(struct command_run *run)
{
    while (run->at < run->end) {
        uint64_t number = run->at++;
        if (stats.by_class[number].used + stats.by_class[number].free > 0) {
            print_class(number);
            return true;
        }
    }
    print("  larger%8zu\n", other_blocks());
    return false;
}

COMMAND(heap) = {
    .name = "heap",
    .usage = "",
    .summary = "the heap: size, used, free, peak, and blocks by class",
    .detail = "size = used + free + overhead. A block counts with the size of its class. The\n"
              "heap grows page by page where nothing free is large enough.",
    .example = "heap",
    .start = heap_command_start,
    .next = heap_next_class,
};
