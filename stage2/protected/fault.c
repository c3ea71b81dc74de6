/*
 * fault.c: an exception that nobody else can handle yet, told in full.
 *
 * [SDM3 6.3.1]. Called by faults.asm, in protected or in compatibility mode, on a fresh stack;
 * halts. A second fault, in the report itself, prints one line and halts.
 */
#include "stage2/protected/fault.h"

#include "common/boot_step.h"
#include "common/exception.h"
#include "common/types.h"
#include "common/x86/cpu.h"
#include "stage2/facts.h"
#include "stage2/print.h"
#include "stage2/protected/console.h"

static bool reporting;

static const char *step_text(uint32_t step)
{
#define STEP_TEXT(name, text) [STEP_##name] = text,
    static const char *const texts[] = {BOOT_STEPS(STEP_TEXT)};
#undef STEP_TEXT
    return step < ARRAY_LENGTH(texts) ? texts[step] : "unknown";
}

static void print_register(const char *name, uint64_t value)
{
    print("%-6s %016llx  ", name, (unsigned long long)value);
}

static void print_line(const char *a, uint64_t x, const char *b, uint64_t y, const char *c,
                       uint64_t z)
{
    print_register(a, x);
    print_register(b, y);
    print_register(c, z);
    print("\n");
}

static void print_registers(const struct fault_frame *frame)
{
    print_line("RIP", frame->rip, "RSP", frame->rsp, "RFLAGS", frame->rflags);
    print_line("CS", frame->cs, "SS", frame->ss, "CR2", frame->cr2);
    print_line("RAX", frame->rax, "RBX", frame->rbx, "RCX", frame->rcx);
    print_line("RDX", frame->rdx, "RSI", frame->rsi, "RDI", frame->rdi);
    if (frame->long_mode) {
        print_line("RBP", frame->rbp, "R8", frame->r8, "R9", frame->r9);
        print_line("R10", frame->r10, "R11", frame->r11, "R12", frame->r12);
        print_line("R13", frame->r13, "R14", frame->r14, "R15", frame->r15);
    } else {
        print_register("RBP", frame->rbp);
        print("\n");
    }
    print_line("CR0", cr0_read(), "CR3", cr3_read(), "CR4", cr4_read());
}

void fault_report(const struct fault_frame *frame)
{
    print_in_alarm();
    if (reporting) {
        print("\n[stage2] a second exception (vector %u) in the report of the first. Stopped.\n",
              (uint32_t)frame->vector);
        halt();
    }
    reporting = true;
    if (stage2_facts.last_step < STEP_PROTECTED) {
        console_continue(); /* the lift's excursion: the BIOS still has the cursor */
        print_in_alarm();
    }
    print("\nEXCEPTION: %s (%s, vector %u)\n", exception_name((uint32_t)frame->vector),
          exception_mnemonic((uint32_t)frame->vector), (uint32_t)frame->vector);
    print("In stage2, %s mode; last step: %s. Error code %08llx\n",
          frame->long_mode ? "long" : "protected", step_text(stage2_facts.last_step),
          (unsigned long long)frame->error_code);
    print_registers(frame);
    console_stop();
}
