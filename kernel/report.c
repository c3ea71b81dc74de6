/*
 * report.c: the boot report, from boot_info.
 *
 * Called by main.c. One line each, aligned by the eye: what, then what was found.
 */
#include "kernel/report.h"

#include "common/pc/vga_text.h"
#include "kernel/core/checksum.h"
#include "kernel/core/boot_facts.h"
#include "kernel/cpu/interrupts.h"
#include "kernel/dev/rtc.h"
#include "kernel/print.h"
#include "kernel/version.h"

enum { KIB = 1024 };

void report_hello(const struct boot_info *info)
{
    print_in(VGA_LIGHT_CYAN, "Hello World!\n");
    print("Ascent " ASCENT_VERSION ", build %08x\n", info->build_id);
}

static void report_disk(const struct boot_info *info)
{
    print_step("disk", "drive %02xh by %s, reads %u, retries %u", info->boot_drive,
               info->disk_method == DISK_LBA ? "LBA" : "CHS", info->disk_reads, info->disk_retries);
}

static void report_memory(const struct boot_info *info)
{
    print_step("memory", "raw map of %u entries, CRC-32C %08x", info->raw_count,
               checksum(0, info->raw, info->raw_count * sizeof(info->raw[0])));
    print_step("memory", "clean map of %u ranges, %llu KiB usable", info->clean_count,
               (unsigned long long)(boot_usable_bytes(info) / KIB));
    if (info->raw_lost || info->clean_lost) {
        print_step("memory", "%u firmware entries and %u ranges found no room and are not used",
                   info->raw_lost, info->clean_lost);
    }
}

static void report_climb(const struct boot_info *info)
{
    print_step("climb", "%u steps; %llu cycles from the CPU gate to long mode", info->trace_count,
               (unsigned long long)boot_climb_ticks(info));
}

void report_boot(const struct boot_info *info, const struct cpu_state *entry)
{
    report_disk(info);
    report_memory(info);
    report_climb(info);
    print_step("state", "CR0 %08llx, CR3 %08llx, CR4 %08llx, EFER %08llx",
               (unsigned long long)entry->cr0, (unsigned long long)entry->cr3,
               (unsigned long long)entry->cr4, (unsigned long long)entry->efer);
    print_step("kernel", "0x%llx, %llu KiB, %s", (unsigned long long)info->kernel_phys,
               (unsigned long long)(info->kernel_memory_bytes / KIB),
               info->nx_present ? "W^X" : "W^X cannot be enforced without NX");
}

void report_date(void)
{
    struct date date;
    enum rtc_status status = rtc_read(&date);
    char text[DATE_TEXT_BYTES] = "no date";
    if (status == RTC_OK || status == RTC_NO_BATTERY) {
        date_text(&date, text);
    }
    if (status == RTC_OK) {
        print_step("clock", "%s", text);
    } else {
        print_step("clock", "%s: %s", text, rtc_status_text(status));
    }
}

void report_interrupts(const struct calibration *tsc)
{
    uint64_t ticks = irq_longest_off();
    if (tsc->status == CALIBRATION_OK) {
        print_step("irq", "interrupts were off for %llu us at most",
                   (unsigned long long)calibration_microseconds(tsc, ticks));
    } else {
        print_step("irq", "interrupts were off for %llu counts of the CPU at most",
                   (unsigned long long)ticks);
    }
}
