/*
 * fault.c: `fault` lists the exceptions, `fault NAME` raises one for real.
 *
 * How each is raised stands in kernel/faults.c.
 */
#include "kernel/faults.h"

#include "common/format.h"
#include "kernel/crash/crash.h"
#include "kernel/monitor/command.h"
#include "kernel/print.h"

static char note[LINE_BYTES]; /* what the report calls the last step */

static void print_fault(const struct fault *fault)
{
    print_in(fault->raise ? VGA_LIGHT_CYAN : VGA_DARK_GRAY, "%-15s ", fault->name);
    print("%s\n", fault->text);
}

/* Whoever reports and goes on has printed a line; where there is none, nothing has happened. */
static void fault_raise(const struct fault *fault)
{
    uint64_t lines = print_lines();
    format_buffer(note, sizeof(note), "fault %s", fault->name);
    crash_note(note);
    fault->raise();
    if (print_lines() > lines) {
        print("%s is over, and the kernel goes on.\n", fault->name);
    } else {
        print("%s: this machine does not raise it.\n", fault->name);
    }
}

static bool fault_start(struct command_run *run)
{
    const char *name = command_word(run, 1);
    if (!name) {
        size_t count;
        fault_all(&count);
        run->end = count;
        return true;
    }
    const struct fault *fault = fault_find(name);
    if (!fault) {
        return command_refuse_word(run, "one of the names that `fault` lists", name);
    }
    if (fault->raise) {
        fault_raise(fault);
    } else {
        print("%s cannot be raised here:\n%s.\n", fault->name, fault->text);
    }
    return false;
}

static bool fault_next(struct command_run *run)
{
    size_t count;
    print_fault(&fault_all(&count)[run->at++]);
    return run->at < run->end;
}

static const char *fault_word(uint32_t number)
{
    size_t count;
    const struct fault *faults = fault_all(&count);
    return number < count ? faults[number].name : NULL;
}

COMMAND(fault) = {
    .name = "fault",
    .usage = "[NAME]",
    .words = 1,
    .summary = "raises an exception for real; alone, lists them",
    .detail = "Most of them end in a report, and the machine has to be reset. A breakpoint,\n"
              "bp, reports in one line and goes on.",
    .example = "fault pf-write",
    .start = fault_start,
    .next = fault_next,
    .word = fault_word,
};
