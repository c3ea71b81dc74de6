/*
 * crash.c: the crash report.
 *
 * Called by traps.asm through trap.c, and by panic (print.c). It has to work when anything else is
 * broken: it takes no lock, uses no heap, reads nothing that is not mapped, and a fault of its own
 * leads to one line and the end. All of it fits on the screen: at most 24 lines of 80 columns.
 */
#include "kernel/crash/crash.h"

#include "common/format.h"
#include "common/pc/vga_text.h"
#include "common/string.h"
#include "common/x86/cpu.h"
#include "kernel/core/error_code.h"
#include "kernel/cpu/halt.h"
#include "kernel/crash/where.h"
#include "kernel/print.h"
#include "kernel/stop.h"

enum {
    HEADLINE_MOST = 160,
    EXPLANATION_MOST = 320,
    BACKTRACE_LINES = 7,
    REGISTERS_PER_LINE = 3,
    CRASHES_MOST = 2,
    CODE_BYTES = 15, /* no instruction is longer [SDM2 2.3.11] */
};

static const char *note = "entry";

void crash_note(const char *doing)
{
    note = doing;
}

/* INT3 is how a program asks for attention: five values of the frame, and on it goes (row 05-4). */
static void breakpoint(struct trap_frame *frame)
{
    print("BREAKPOINT at %016llx: cs %llx, rflags %llx, rsp %016llx, ss %llx\n",
          (unsigned long long)frame->rip, (unsigned long long)frame->cs,
          (unsigned long long)frame->rflags, (unsigned long long)frame->rsp,
          (unsigned long long)frame->ss);
}

/* INT n, or a device that nobody has asked for: harmless, but worth a line. */
static void unexpected(struct trap_frame *frame)
{
    print("INTERRUPT %02llx at %016llx: no handler\n", (unsigned long long)frame->vector,
          (unsigned long long)frame->rip);
}

void crash_start(void)
{
    for (uint32_t vector = EXCEPTIONS; vector < TRAP_VECTORS; vector++) {
        trap_set(VECTOR_PLAIN((uint8_t)vector), unexpected);
    }
    for (uint32_t vector = 0; vector < EXCEPTIONS; vector++) {
        trap_set(VECTOR_ERROR((uint8_t)vector), crash_exception);
    }
    trap_set(VECTOR_BP, breakpoint);
    trap_set(VECTOR_DF, crash_exception);
    trap_set(VECTOR_MC, crash_exception);
}

static char headline[HEADLINE_MOST];
static char explanation[EXPLANATION_MOST];

void crash_headline(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    format_buffer_v(headline, sizeof(headline), format, arguments);
    va_end(arguments);
}

void crash_explain(const char *format, ...)
{
    size_t length = strlen(explanation);
    va_list arguments;
    va_start(arguments, format);
    format_buffer_v(explanation + length, sizeof(explanation) - length, format, arguments);
    va_end(arguments);
}

static uint32_t crashes; /* begun, and never over */

/* Called before anything that may go wrong. A third one means that not even one line can be told.
 */
static void crash_begin(void)
{
    print_emergency();
    if (++crashes > CRASHES_MOST) {
        cpu_halt();
    }
}

/* The first crash reports; what happens while it does is told in one line. */
static void report_begin(void)
{
    if (crashes > 1) {
        print_colour(VGA_LIGHT_RED);
        print("\n%s, while a report was printed.\n", headline);
        kernel_stop();
    }
    kernel_stopping(headline);
    print_colour(VGA_LIGHT_RED);
    print("\n%s\n", headline);
    print_colour(VGA_YELLOW);
    print("%s", explanation);
}

static void print_registers(const struct trap_frame *frame)
{
    const struct {
        const char *name;
        uint64_t value;
    } registers[] = {
        {"RIP", frame->rip}, {"RSP", frame->rsp}, {"RFLAGS", frame->rflags},
        {"RAX", frame->rax}, {"RBX", frame->rbx}, {"RCX", frame->rcx},
        {"RDX", frame->rdx}, {"RSI", frame->rsi}, {"RDI", frame->rdi},
        {"RBP", frame->rbp}, {"R8", frame->r8},   {"R9", frame->r9},
        {"R10", frame->r10}, {"R11", frame->r11}, {"R12", frame->r12},
        {"R13", frame->r13}, {"R14", frame->r14}, {"R15", frame->r15},
        {"CS", frame->cs},   {"SS", frame->ss},   {"EFER", msr_read(MSR_EFER)},
        {"CR0", cr0_read()}, {"CR3", cr3_read()}, {"CR4", cr4_read()},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(registers); i++) {
        print_colour(VGA_DARK_GRAY);
        print("%-6s ", registers[i].name);
        print_colour(VGA_LIGHT_GRAY);
        bool last = i % REGISTERS_PER_LINE == REGISTERS_PER_LINE - 1;
        print("%016llx%s", (unsigned long long)registers[i].value, last ? "\n" : "   ");
    }
}

/* The bytes of the instruction that did it, as far as they can be read. */
static void print_code(uint64_t rip)
{
    print("Code  ");
    for (uint64_t at = rip; at < rip + CODE_BYTES; at++) {
        uint64_t word;
        uint64_t shift = at % sizeof(word) * 8;
        if (!where_read(NULL, at - at % sizeof(word), &word)) {
            print(" ??");
            break;
        }
        print(" %02x", (uint8_t)(word >> shift));
    }
    print("\n");
}

static _Noreturn void report_finish(const struct trap_frame *frame)
{
    print("Last step: %s.\n", note);
    print_registers(frame);
    print_code(frame->rip);
    where_backtrace(frame, BACKTRACE_LINES);
    kernel_stop();
}

/* Only these two say something about memory; for the others CR2 is what an earlier one left. */
static void print_cr2(uint32_t vector, uint64_t cr2)
{
    char place[WHERE_TEXT_MOST + PLACE_TEXT_MOST];
    print("CR2 %016llx", (unsigned long long)cr2);
    if (vector == EXCEPTION_PF || vector == EXCEPTION_DF) {
        print(": %s.\n", where_data(place, cr2));
    } else {
        print(", which is not of this exception.\n");
    }
}

void crash_exception(struct trap_frame *frame, uint64_t error_code)
{
    uint64_t cr2 = cr2_read(); /* before anything else can fault */
    uint32_t vector = (uint32_t)frame->vector;
    char text[ERROR_CODE_TEXT_MOST];

    crash_begin();
    crash_headline("EXCEPTION: %s (%s, vector %u)", exception_name(vector),
                   exception_mnemonic(vector), vector);
    report_begin();
    const char *words = error_code_text(text, vector, error_code);
    print("Error code %08llx%s%s.\n", (unsigned long long)error_code, *words ? ": " : "", words);
    print_cr2(vector, cr2);
    report_finish(frame);
}

void crash_panic(const struct trap_frame *frame)
{
    crash_begin();
    report_begin();
    report_finish(frame);
}
