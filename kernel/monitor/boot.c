/*
 * boot.c: `boot` shows the climb again: each step, its time, and the registers it changed.
 *
 * The records are stage2's (common/boot_step.h); a row here is the difference of two of them.
 */
#include "kernel/boot.h"
#include "common/string.h"
#include "kernel/core/boot_facts.h"
#include "kernel/core/trace_text.h"
#include "kernel/dev/tsc.h"
#include "kernel/monitor/command.h"
#include "kernel/print.h"

enum {
    STEP_COLUMNS = 9,
    TIME_COLUMNS = 11,
    CHANGES_COLUMN = STEP_COLUMNS + TIME_COLUMNS + 2,
    LAST_COLUMN = VGA_COLUMNS - 1,
    MILLI = 1000,
};

/* The CPU's counter is read from the step on that has found it. */
static void print_time(const struct boot_info *info, uint32_t number)
{
    uint64_t ticks;
    if (!boot_step_ticks(info, number, &ticks) || tsc_hz() == 0) {
        print("%*s  ", TIME_COLUMNS, "-");
        return;
    }
    uint64_t microseconds = calibration_microseconds(tsc_calibration(), ticks);
    print("%*llu.%03llu  ", TIME_COLUMNS - (int)sizeof("000"),
          (unsigned long long)(microseconds / MILLI), (unsigned long long)(microseconds % MILLI));
}

/* The registers stand below the text, as many to a row as have room. */
static void print_changes(const struct boot_trace_record *before,
                          const struct boot_trace_record *after)
{
    size_t column = LAST_COLUMN;
    for (enum trace_field field = 0; field < TRACE_FIELDS; field++) {
        char text[TRACE_TEXT_BYTES];
        if (!trace_change_text(text, field, before, after)) {
            continue;
        }
        if (column + strlen(text) + strlen(", ") > LAST_COLUMN) {
            print("\n%*s%s", CHANGES_COLUMN, "", text);
            column = CHANGES_COLUMN;
        } else {
            print(", %s", text);
            column += strlen(", ");
        }
        column += strlen(text);
    }
    print("\n");
}

static bool boot_start(struct command_run *run)
{
    run->end = boot_info()->trace_count;
    command_label("step     milliseconds  what was done, and the registers that changed\n", 0);
    return run->end > 0;
}

static bool boot_next(struct command_run *run)
{
    const struct boot_info *info = boot_info();
    const struct boot_trace_record *record = &info->trace[run->at];
    command_label(boot_step_name(record->step), STEP_COLUMNS);
    print_time(info, (uint32_t)run->at);
    print("%s", boot_step_text(record->step));
    print_changes(run->at > 0 ? record - 1 : NULL, record);
    return ++run->at < run->end;
}

COMMAND(boot) = {
    .name = "boot",
    .usage = "",
    .summary = "the climb step by step: time, and the registers it changed",
    .detail = "A bit that a step has set has a + before it, one that it has cleared a -. Times\n"
              "count from the step that has found the CPU's counter.",
    .example = "boot",
    .start = boot_start,
    .next = boot_next,
};
