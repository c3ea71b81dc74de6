/*
 * main.c: the kernel's bring-up, in order.
 *
 * Called by start.asm with the hand-over of stage2; ends in kernel_run (run.c), which waits.
 */
#include "common/boot_info.h"
#include "kernel/cpu/cpu_state.h"
#include "kernel/cpu/features.h"
#include "kernel/cpu/gdt.h"
#include "kernel/cpu/idt.h"
#include "kernel/cpu/interrupts.h"
#include "kernel/cpu/irq.h"
#include "kernel/cpu/stack_guard.h"
#include "kernel/crash/crash.h"
#include "kernel/dev/cmos.h"
#include "kernel/dev/timer.h"
#include "kernel/dev/tsc.h"
#include "kernel/dev/uart.h"
#include "kernel/dev/vga.h"
#include "kernel/entry_check.h"
#include "kernel/input.h"
#include "kernel/mem/address_space.h"
#include "kernel/mem/frame.h"
#include "kernel/mem/identity.h"
#include "kernel/mem/kernel_heap.h"
#include "kernel/mem/paging_report.h"
#include "kernel/print.h"
#include "kernel/report.h"
#include "kernel/run.h"
#include "kernel/sector_0.h"
#include "kernel/target.h"

/* Page tables, and physical memory by the frame; nothing of stage2 is needed any more. */
static void memory_start(const struct boot_info *info)
{
    identity_drop(); /* the first MiB was mapped for the jump alone: now a null pointer faults */
    address_space_start(frame_source());
    frame_start(info);
    sector_0_keep();
    frame_reclaim(info, MEMORY_STAGE2);
    if (kernel_heap_start() != TABLE_OK) {
        panic("heap initialization failed");
    }
    frame_report();
    paging_report();
    kernel_heap_report();
}

/* All lines masked, then each opened by who handles it. */
static void devices_start(void)
{
    irq_start();
    cmos_nmi(true);
    struct calibration tsc = tsc_calibrate(tsc_read);
    timer_start();
    input_start();
    interrupts_on();
    timer_report(&tsc);
    input_report();
    report_date();
    report_interrupts(&tsc);
}

void kernel_main(const struct boot_info *info, uint64_t entry_rsp)
{
    /* Before anything is changed: what stage2 left. */
    struct cpu_state entry = cpu_state_read(entry_rsp);
    bool bss_was_zero = entry_bss_is_zero();

    struct cpu_features features = cpu_features_read();
    stack_guard_seed(features.rdrand);

    /* Own descriptors and handlers first, so that whatever fails from here on explains itself. */
    gdt_load();
    crash_start();
    idt_load();
    cpu_features_enable(&features);

    /* Text goes on where stage2's ended. */
    vga_start();
    uart_start(info->serial_ready);
    report_hello(info);

    /* Nothing that was promised is taken on trust. */
    entry_check(info, &entry, bss_was_zero);
    gdt_check();
    report_boot(info, &entry);
    cpu_features_report(&features, info->nx_present);

    memory_start(info);
    devices_start();
    kernel_run();
}
