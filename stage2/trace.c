/*
 * trace.c: the boot trace, one record a step.
 *
 * Compiled into both halves of stage2; the records lie in facts and travel to the kernel inside
 * boot_info. Registers that an old CPU lacks are not read before the CPU gate has found them: CR4
 * and EFER come with CPUID on every CPU that may pass the gate.
 */
#include "stage2/trace.h"

#include "common/x86/cpu.h"
#include "stage2/facts.h"

void trace_step(enum boot_step step)
{
    stage2_facts.last_step = step;
    if (stage2_facts.trace_count == BOOT_TRACE_CAPACITY) {
        return;
    }
    bool gate_passed = step >= STEP_CPU;
    stage2_facts.trace[stage2_facts.trace_count++] = (struct boot_trace_record){
        .tsc = gate_passed ? tsc_read() : 0,
        .cr3 = cr3_read(),
        .step = step,
        .cr0 = (uint32_t)cr0_read(),
        .cr4 = gate_passed ? (uint32_t)cr4_read() : 0,
        .efer = gate_passed ? (uint32_t)msr_read(MSR_EFER) : 0,
        .eflags = (uint32_t)eflags_read(),
        .cs = cs_read(),
        .a20 = stage2_facts.a20_method != 0,
    };
}
