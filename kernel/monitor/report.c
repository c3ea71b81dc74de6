/*
 * report.c: `report` shows all that a bug report needs, on one screen.
 *
 * A line a subject; none is longer than the screen is wide, so a photograph has them all.
 */
#include "common/x86/cpu.h"
#include "kernel/boot.h"
#include "kernel/core/boot_facts.h"
#include "kernel/core/checksum.h"
#include "kernel/core/clock.h"
#include "kernel/core/heap.h"
#include "kernel/core/registers_text.h"
#include "kernel/core/sector_0_text.h"
#include "kernel/core/size_text.h"
#include "kernel/cpu/cpu_identity.h"
#include "kernel/cpu/interrupts.h"
#include "kernel/cpu/irq.h"
#include "kernel/dev/keyboard.h"
#include "kernel/dev/rtc.h"
#include "kernel/dev/timer.h"
#include "kernel/dev/tsc.h"
#include "kernel/dev/uart.h"
#include "kernel/input.h"
#include "kernel/input_tasks.h"
#include "kernel/mem/frame.h"
#include "kernel/monitor/command.h"
#include "kernel/print.h"
#include "kernel/sector_0.h"
#include "kernel/tasks.h"
#include "kernel/version.h"

enum { LABEL_COLUMNS = 9, EDD_MINOR_BITS = 4, EDD_MINOR = 0xf, KIB = 1024 };

typedef unsigned long long number_t;

static void version(void)
{
    print("Ascent " ASCENT_VERSION ", build %08x\n", boot_info()->build_id);
}

/* As stage2 tells it. */
static void disk(void)
{
    const struct boot_info *info = boot_info();
    print("drive %02xh by %s, reads %u, retries %u", info->boot_drive,
          info->disk_method == DISK_LBA ? "LBA" : "CHS", info->disk_reads, info->disk_retries);
    if (info->edd_version) {
        print(", EDD %u.%u\n", info->edd_version >> EDD_MINOR_BITS, info->edd_version & EDD_MINOR);
    } else {
        print(", geometry %u/%u/%u\n", info->disk_cylinders, info->disk_heads, info->disk_sectors);
    }
}

/* Which variant of the image was written, and whether the firmware has changed its window. */
static void sector(void)
{
    char text[SECTOR_0_TEXT_BYTES];
    print("%s\n", sector_0_text(text, sector_0()));
}

static void a20(void)
{
    print("%s\n", boot_a20_text(boot_info()->a20_method));
}

static void climb(void)
{
    const struct boot_info *info = boot_info();
    uint64_t ticks = boot_climb_ticks(info);
    print("%u steps, the last is %s; %llu us\n", info->trace_count,
          boot_step_name(info->trace[info->trace_count - 1].step),
          (number_t)calibration_microseconds(tsc_calibration(), ticks));
}

static void memory(void)
{
    const struct boot_info *info = boot_info();
    print("%u entries by %s, CRC-32C %08x, lost %u; %u ranges, lost %u\n", info->raw_count,
          boot_memory_text(info->memory_method),
          checksum(0, info->raw, info->raw_count * sizeof(info->raw[0])), info->raw_lost,
          info->clean_count, info->clean_lost);
}

static void frames(void)
{
    const struct frames *book = frame_book();
    print("%llu usable, %llu used, at most %llu, %llu free\n", (number_t)book->usable_count,
          (number_t)frames_used_count(book), (number_t)frames_peak_count(book),
          (number_t)frames_free_count(book));
}

static void heap(void)
{
    struct heap_stats stats;
    heap_stats_read(&stats);
    print("%s, %zu bytes, %zu used in %zu blocks, at most %zu\n", stats.engine, stats.size,
          stats.used, stats.blocks, stats.peak);
}

static void cpu(void)
{
    print("%s\n", cpu_identity_read().brand);
}

static void signature(void)
{
    struct cpu_identity identity = cpu_identity_read();
    print("%s, family %u, model %u, stepping %u, %u bits of address\n", identity.vendor,
          identity.signature.family, identity.signature.model, identity.signature.stepping,
          identity.physical_bits);
}

static void print_register(enum register_name name, uint64_t value)
{
    char text[REGISTER_TEXT_BYTES];
    print("%08llx  %s\n", (number_t)value, register_text(text, name, value));
}

static void cr0(void)
{
    print_register(REGISTER_CR0, cr0_read());
}

static void cr4(void)
{
    print_register(REGISTER_CR4, cr4_read());
}

static void efer(void)
{
    print_register(REGISTER_EFER, msr_read(MSR_EFER));
}

static void keyboard(void)
{
    const struct i8042_counts *counts = i8042_counts();
    print("%s, layout %s; bytes %llu, dropped %u\n", i8042_text(input_keyboard()),
          keys_layout()->name, (number_t)counts->keys, input_keys()->dropped);
}

static void serial(void)
{
    struct uart_counters counters = uart_read_counters();
    print("%s; sent %u, dropped %u; received %u, dropped %u\n",
          uart_is_present() ? "COM1" : "no COM1", counters.sent, counters.send_dropped,
          counters.received, counters.receive_dropped);
}

static void serial_errors(void)
{
    struct uart_counters counters = uart_read_counters();
    print("overruns %u, parity %u, framing %u, breaks %u, bytes of no key %llu\n",
          counters.overruns, counters.parity_errors, counters.framing_errors, counters.breaks,
          (number_t)input_tasks_dropped());
}

static void interrupts(void)
{
    irq_state_t state = irq_save();
    struct pic_state pic = pic_read_state();
    irq_restore(state);
    print("masks %04x, spurious %u and %u; off for at most %llu us\n", pic.masks,
          pic.spurious_primary, pic.spurious_secondary,
          (number_t)calibration_microseconds(tsc_calibration(), irq_longest_off()));
}

static void counter(void)
{
    const struct calibration *tsc = tsc_calibration();
    print("%llu Hz, %u looks within %u ppm: %s\n", (number_t)tsc->hz, tsc->runs, tsc->spread_ppm,
          calibration_text(tsc));
}

static void tasks(void)
{
    print("%llu alive, %llu ever, slept %llu times\n", (number_t)tasks_executor()->alive,
          (number_t)tasks_executor()->last_id, (number_t)tasks_executor()->sleeps);
}

static void date(void)
{
    struct date now;
    char text[DATE_TEXT_BYTES] = "none";
    irq_state_t state = irq_save();
    enum rtc_status status = rtc_read(&now);
    irq_restore(state);
    if (status == RTC_OK || status == RTC_NO_BATTERY) {
        date_text(&now, text);
    }
    print("%s, the clock chip: %s\n", text, rtc_status_text(status));
}

static void uptime(void)
{
    char text[CLOCK_TEXT_BYTES];
    clock_text(timer_milliseconds(), text);
    print("%s\n", text);
}

static const struct line {
    const char *label;
    void (*show)(void);
} report_lines[] = {
    {"version", version}, {"sector 0", sector},   {"disk", disk},     {"A20", a20},
    {"climb", climb},     {"memory", memory},     {"frames", frames}, {"heap", heap},
    {"CPU", cpu},         {"", signature},        {"CR0", cr0},       {"CR4", cr4},
    {"EFER", efer},       {"keyboard", keyboard}, {"serial", serial}, {"", serial_errors},
    {"irq", interrupts},  {"counter", counter},   {"tasks", tasks},   {"date", date},
    {"uptime", uptime},
};

/* One for the prompt's row. */
_Static_assert(ARRAY_LENGTH(report_lines) < VGA_ROWS - 1, "the report fits the screen");

static bool report_start(struct command_run *run)
{
    (void)run;
    return true;
}

static bool report_next(struct command_run *run)
{
    const struct line *line = &report_lines[run->at++];
    command_label(line->label, LABEL_COLUMNS);
    line->show();
    return run->at < ARRAY_LENGTH(report_lines);
}

COMMAND(report) = {
    .name = "report",
    .usage = "",
    .summary = "all that a bug report needs, on one screen",
    .detail = "With this, the machine's maker and model, and the last lines before it failed,\n"
              "somebody else can find out what happened.",
    .example = "report",
    .start = report_start,
    .next = report_next,
};
