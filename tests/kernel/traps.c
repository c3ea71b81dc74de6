/*
 * traps.c: the way into a handler and back (rows 05-5, 05-6, 06-3, 06-6, 06-7).
 */
#include "common/x86/cpu.h"
#include "gen/layout.h"
#include "kernel/core/gate.h"
#include "kernel/cpu/gdt.h"
#include "kernel/cpu/idt.h"
#include "kernel/cpu/interrupts.h"
#include "kernel/cpu/table_pointer.h"
#include "kernel/crash/crash.h"
#include "kernel/dev/timer.h"
#include "tests/kernel/guest/test.h"
#include "tests/kernel/guest/try.h"

enum { SYSTEM_CALL = 0x80, ROUNDS = 100 };

/* traps.asm */
bool registers_through_breakpoint(void);
bool registers_through_interrupt(void);
void breakpoint_with_direction(void);

static struct {
    uint32_t calls;
    uint64_t misalignment;
    bool interrupts_on;
    bool direction;
} seen;

/* Behind the call the stack pointer is 8 off a multiple of 16, and the frame pointer on one. */
static void look(struct trap_frame *frame)
{
    (void)frame;
    seen.calls++;
    seen.misalignment |= (uintptr_t)__builtin_frame_address(0) % 16;
    seen.interrupts_on = interrupts_are_on();
    seen.direction = eflags_read() & EFLAGS_DF;
}

static void look_and_skip(struct trap_frame *frame, uint64_t error_code)
{
    (void)error_code;
    look(frame);
    frame->rip += 2; /* mov eax, [rax] */
}

TEST(all_registers_survive_a_breakpoint)
{
    trap_set(VECTOR_BP, look);
    seen.calls = 0;
    EXPECT(registers_through_breakpoint());
    EXPECT_EQUAL(seen.calls, 1);
}

TEST(all_registers_survive_the_timer)
{
    uint64_t before = timer_ticks();
    for (uint32_t i = 0; i < ROUNDS; i++) {
        EXPECT(registers_through_interrupt());
    }
    EXPECT(timer_ticks() > before);
}

/* With an error code and without one, from a stack that is aligned and from one that is not. */
TEST(the_stack_is_aligned_in_every_handler)
{
    trap_set(VECTOR_BP, look);
    trap_set(VECTOR_PF, look_and_skip);
    seen.calls = 0;
    seen.misalignment = 0;
    __asm__ volatile("int3\n\tpushq $0\n\tint3\n\tpopq %%rax" ::: "rax", "memory");
    __asm__ volatile("xorl %%eax, %%eax\n\tmovl (%%rax), %%eax\n\t"
                     "pushq $0\n\txorl %%eax, %%eax\n\tmovl (%%rax), %%eax\n\tpopq %%rax" ::
                         : "rax", "memory");
    trap_set(VECTOR_PF, crash_exception);
    EXPECT_EQUAL(seen.calls, 4);
    EXPECT_EQUAL(seen.misalignment, 0);
}

TEST(handlers_begin_with_the_direction_flag_clear)
{
    trap_set(VECTOR_BP, look);
    breakpoint_with_direction();
    EXPECT(!seen.direction);
}

/* An interrupt gate clears IF, a trap gate leaves it; INT n comes through either, and back. */
TEST(a_trap_gate_keeps_interrupts_on)
{
    trap_set(VECTOR_PLAIN(SYSTEM_CALL), look);
    uint64_t handler = gate_handler(idt_gate(SYSTEM_CALL));
    EXPECT(interrupts_are_on());
    __asm__ volatile("int %0" ::"i"(SYSTEM_CALL) : "memory");
    EXPECT(!seen.interrupts_on);
    *idt_gate(SYSTEM_CALL) = gate_encode(handler, GDT_CODE, (struct gate_options){.trap = true});
    __asm__ volatile("int %0" ::"i"(SYSTEM_CALL) : "memory");
    EXPECT(seen.interrupts_on);
    EXPECT(interrupts_are_on());
}

static void system_call(struct trap_frame *frame)
{
    frame->rax = frame->rdi + frame->rsi;
}

/* How a program asks its kernel: arguments in registers, the answer in RAX. */
TEST(a_software_interrupt_answers)
{
    trap_set(VECTOR_PLAIN(SYSTEM_CALL), system_call);
    uint64_t answer;
    __asm__ volatile("int %1" : "=a"(answer) : "i"(SYSTEM_CALL), "D"(40), "S"(2) : "memory");
    EXPECT_EQUAL(answer, 42);
}

TEST(own_tables_are_loaded)
{
    struct table_pointer gdt;
    struct table_pointer idt;
    __asm__ volatile("sgdt %0\n\tsidt %1" : "=m"(gdt), "=m"(idt));
    EXPECT_EQUAL(gdt.base, (uintptr_t)gdt_slot(0));
    EXPECT_EQUAL(idt.base, (uintptr_t)idt_gate(0));
    EXPECT_EQUAL(idt.limit, TRAP_VECTORS * sizeof(struct gate) - 1);
    EXPECT_EQUAL(cs_read(), GDT_CODE);
    EXPECT_EQUAL(ss_read(), 0);
    EXPECT_EQUAL(tr_read(), GDT_TSS);
    EXPECT(*gdt_slot(GDT_TSS) & DESCRIPTOR_TSS_BUSY);
}

/* A stale SS would fault here: the first return from an exception behind the change of the GDT. */
TEST(a_breakpoint_right_after_loading_the_gdt)
{
    *gdt_slot(GDT_TSS) &= ~DESCRIPTOR_TSS_BUSY;
    trap_set(VECTOR_BP, look);
    seen.calls = 0;
    gdt_load();
    gdt_check();
    __asm__ volatile("int3");
    EXPECT_EQUAL(seen.calls, 1);
}

static void gate_set_present(uint8_t vector, bool present)
{
    struct gate *gate = idt_gate(vector);
    gate->options = (uint16_t)(present ? gate->options | GATE_PRESENT
                                       : gate->options & (uint16_t)~GATE_PRESENT);
}

static void divide_by_zero(uint64_t argument)
{
    (void)argument;
    __asm__ volatile("xorl %%ecx, %%ecx\n\tdivl %%ecx" ::: "eax", "ecx", "edx", "cc");
}

static void breakpoint(uint64_t argument)
{
    (void)argument;
    __asm__ volatile("int3");
}

/* Row 06-3: which exception while another is delivered makes a double fault of it. */
TEST(a_page_fault_without_a_gate_is_a_double_fault)
{
    gate_set_present(EXCEPTION_PF, false);
    struct tried tried = try_call(try_read, 0);
    gate_set_present(EXCEPTION_PF, true);
    EXPECT_EQUAL(tried.vector, EXCEPTION_DF);
    EXPECT_EQUAL(tried.error_code, 0);
}

TEST(a_division_without_a_gate_is_a_double_fault)
{
    gate_set_present(EXCEPTION_DE, false);
    struct tried tried = try_call(divide_by_zero, 0);
    gate_set_present(EXCEPTION_DE, true);
    EXPECT_EQUAL(tried.vector, EXCEPTION_DF);
}

TEST(a_breakpoint_without_a_gate_is_no_double_fault)
{
    gate_set_present(EXCEPTION_BP, false);
    struct tried tried = try_call(breakpoint, 0);
    EXPECT_EQUAL(tried.vector, EXCEPTION_NP);
    gate_set_present(EXCEPTION_NP, false);
    tried = try_call(breakpoint, 0);
    EXPECT_EQUAL(tried.vector, EXCEPTION_DF);
    gate_set_present(EXCEPTION_NP, true);
    gate_set_present(EXCEPTION_BP, true);
}

static void fault_again(struct trap_frame *frame)
{
    (void)frame;
    try_read(0);
}

static void divide_with_a_bad_handler(uint64_t argument)
{
    trap_set(VECTOR_DE, fault_again);
    divide_by_zero(argument);
}

/* The division's handler has been reached, so its fault is one of its own. */
TEST(a_fault_in_a_handler_is_no_double_fault)
{
    struct tried tried = try_call(divide_with_a_bad_handler, 0);
    EXPECT_EQUAL(tried.vector, EXCEPTION_PF);
}

/* Row 06-2: with that gate alone, everything ends in it. */
TEST(one_gate_catches_all)
{
    for (uint32_t vector = 0; vector < EXCEPTIONS; vector++) {
        gate_set_present((uint8_t)vector, vector == EXCEPTION_DF);
    }
    struct tried tried = try_call(try_write, 0xdeadbeef);
    for (uint32_t vector = 0; vector < EXCEPTIONS; vector++) {
        gate_set_present((uint8_t)vector, true);
    }
    EXPECT_EQUAL(tried.vector, EXCEPTION_DF);
    EXPECT_EQUAL(tried.cr2, 0xdeadbeef);
}
