/*
 * main.c: what stage2 does between the BIOS and long mode, in order.
 *
 * Called by climb.asm in protected mode, flat, paging off, interrupts off; returns to it for the
 * switch to long mode (long_mode.asm).
 */
#include "common/x86/cpu.h"
#include "gen/layout.h"
#include "stage2/facts.h"
#include "stage2/print.h"
#include "stage2/protected/climb.h"
#include "stage2/protected/console.h"
#include "stage2/protected/handover.h"
#include "stage2/protected/tables.h"
#include "stage2/protected/verify.h"
#include "stage2/trace.h"

extern const struct stage2_header stage2_header; /* at the start of the file: entry.asm */

const struct climb *protected_main(void)
{
    static struct climb climb;
    static struct crc32c_tables tables;

    trace_step(STEP_PROTECTED);
    console_continue();
    print_step("protected", "CR0 %08x, CR4 %08x, EFER %08x, no interrupts", (uint32_t)cr0_read(),
               (uint32_t)cr4_read(), (uint32_t)msr_read(MSR_EFER));

    crc32c_prepare(&tables);
    const struct kernel_header *kernel = kernel_verify(&stage2_header, &tables);
    trace_step(STEP_VERIFY);

    tables_build(kernel);
    trace_step(STEP_PAGING);

    struct boot_info *info = handover_write(&stage2_header, &tables);
    trace_step(STEP_HANDOVER);

    climb.kernel_entry = kernel->entry;
    climb.page_tables_phys = (uint32_t)stage2_facts.page_tables_phys;
    climb.nx_present = stage2_facts.nx_present;
    climb.trace_record_phys = (uint32_t)(uintptr_t)handover_seal(info, &tables);
    return &climb;
}
