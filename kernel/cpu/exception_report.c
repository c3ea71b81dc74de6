/*
 * exception_report.c: an exception in the kernel, told on screen and COM1; then the machine halts.
 *
 * [SDM3 6.15, 4.7]. Called by traps.asm. Uses no lock and no memory but the stack; a second
 * exception while it prints leads to one line.
 */
#include "kernel/cpu/exception_report.h"

#include "common/exception.h"
#include "common/pc/vga_text.h"
#include "common/x86/cpu.h"
#include "kernel/print.h"
#include "kernel/stop.h"

enum { VECTOR_PAGE_FAULT = 14, NULL_PAGE_END = 4096 };

/* Page-fault error code [SDM3 4.7]. */
#define PAGE_FAULT_PRESENT (1u << 0)
#define PAGE_FAULT_WRITE   (1u << 1)
#define PAGE_FAULT_FETCH   (1u << 4)

static void print_page_fault(const struct trap_frame *frame)
{
    const char *access = "a read";
    if (frame->error_code & PAGE_FAULT_FETCH) {
        access = "an instruction fetch";
    } else if (frame->error_code & PAGE_FAULT_WRITE) {
        access = "a write";
    }
    const char *place = "";
    if (frame->cr2 < NULL_PAGE_END) {
        place = ": a null pointer";
    }
    print("Cause: %s at 0x%016llx, %s%s.\n", access, (unsigned long long)frame->cr2,
          frame->error_code & PAGE_FAULT_PRESENT ? "which its page forbids" : "which is not mapped",
          place);
}

static void print_line(const char *const *names, const uint64_t *values, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        print("%-6s %016llx  ", names[i], (unsigned long long)values[i]);
    }
    print("\n");
}

static void print_registers(const struct trap_frame *frame)
{
    static const char *const names[] = {"RIP", "RSP", "RFLAGS", "CS",  "SS",  "CR2", "RAX", "RBX",
                                        "RCX", "RDX", "RSI",    "RDI", "RBP", "R8",  "R9",  "R10",
                                        "R11", "R12", "R13",    "R14", "R15", "CR0", "CR3", "CR4"};
    const uint64_t values[] = {
        frame->rip, frame->rsp, frame->rflags, frame->cs,  frame->ss,  frame->cr2,
        frame->rax, frame->rbx, frame->rcx,    frame->rdx, frame->rsi, frame->rdi,
        frame->rbp, frame->r8,  frame->r9,     frame->r10, frame->r11, frame->r12,
        frame->r13, frame->r14, frame->r15,    cr0_read(), cr3_read(), cr4_read(),
    };
    enum { PER_LINE = 3 };
    for (uint32_t i = 0; i < ARRAY_LENGTH(names); i += PER_LINE) {
        print_line(names + i, values + i, PER_LINE);
    }
}

void exception_report(const struct trap_frame *frame)
{
    static bool reporting;
    uint32_t vector = (uint32_t)frame->vector;
    print_colour(VGA_LIGHT_RED);
    if (reporting) {
        print("\n[kernel] a second exception (vector %u) in the report of the first.\n", vector);
        kernel_stop();
    }
    reporting = true;
    print("\nEXCEPTION: %s (%s, vector %u)\n", exception_name(vector), exception_mnemonic(vector),
          vector);
    print("Error code %08llx.\n", (unsigned long long)frame->error_code);
    if (vector == VECTOR_PAGE_FAULT) {
        print_page_fault(frame);
    }
    print_registers(frame);
    kernel_stop();
}
