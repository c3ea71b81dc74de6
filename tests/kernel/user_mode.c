/*
 * user_mode.c: ring 3, what it may do and what not (rows 05-10, 08-7).
 *
 * [SDM3 4.6, 5.5, 6.12.1.2, 6.14.4]. A page of code and one of stack are the user's, all else is
 * the kernel's. What a CPU lacks, and what an emulator does not do, is told.
 */
#include "common/string.h"
#include "common/x86/cpu.h"
#include "gen/layout.h"
#include "kernel/core/error_code.h"
#include "kernel/core/gate.h"
#include "kernel/core/page_entry.h"
#include "kernel/core/recursive.h"
#include "kernel/cpu/gdt.h"
#include "kernel/cpu/idt.h"
#include "kernel/dev/timer.h"
#include "kernel/mem/address_space.h"
#include "kernel/mem/frame.h"
#include "kernel/mem/temporary.h"
#include "kernel/sections.h"
#include "tests/kernel/guest/test.h"
#include "tests/kernel/guest/try.h"

#define USER_CODE      0x400000ull
#define USER_STACK     (USER_CODE + PAGE_BYTES)
#define USER_STACK_TOP (USER_STACK + PAGE_BYTES)
enum { SYSTEM_CALL = 0x80, ANSWER = 42, RING_0_STACK_BYTES = 8192 };

/* user_mode.asm, which reads it in this order. */
struct user_start {
    uint64_t ss, rsp, rflags, cs, rip, rdi, rsi;
};
void user_enter(uint64_t start);
extern const uint8_t user_programs[], user_programs_end[], user_cli[], user_int3[],
    user_system_call[], user_read[], user_write[], user_jump[], user_sgdt[], user_spin[],
    user_return[];

static uint8_t ring_0_stack[RING_0_STACK_BYTES] __attribute__((aligned(16)));

static void map(uint64_t page, phys_t frame, uint64_t rights)
{
    EXPECT_EQUAL(
        table_flush(space_map(address_space(), virt(page), frame, PAGE_LEVEL_4K, PTE_U | rights)),
        TABLE_OK);
}

static void user_start(void)
{
    static bool started;
    if (!started) {
        phys_t code = frame_alloc();
        void *shown = temporary_show(address_space(), code);
        memcpy(shown, user_programs, (uintptr_t)user_programs_end - (uintptr_t)user_programs);
        temporary_hide(address_space());
        map(USER_CODE, code, 0);
        map(USER_STACK, frame_alloc(), PTE_W | PTE_NX);
        gdt_set_ring_0_stack(virt((uintptr_t)ring_0_stack + sizeof(ring_0_stack)));
        started = true;
    }
}

static uint64_t user_address(const uint8_t *program)
{
    return USER_CODE + (uint64_t)(program - user_programs);
}

/* Runs a program of ring 3 until an exception ends it, which has to come out of ring 3. */
static struct tried run_with(const uint8_t *program, uint64_t rflags, uint64_t rdi, uint64_t rsi)
{
    user_start();
    struct user_start start = {
        .ss = GDT_USER_DATA | SELECTOR_RPL,
        .rsp = USER_STACK_TOP,
        .rflags = EFLAGS_IF | rflags,
        .cs = GDT_USER_CODE | SELECTOR_RPL,
        .rip = user_address(program),
        .rdi = rdi,
        .rsi = rsi,
    };
    struct tried tried = try_call(user_enter, (uintptr_t)&start);
    EXPECT(tried.faulted);
    EXPECT_EQUAL(tried.frame.cs, start.cs);
    EXPECT_EQUAL(tried.frame.ss, start.ss);
    EXPECT_EQUAL(tried.stack, (uintptr_t)ring_0_stack + sizeof(ring_0_stack));
    return tried;
}

static struct tried run(const uint8_t *program, uint64_t rdi)
{
    return run_with(program, 0, rdi, 0);
}

static void expect_page_fault(const uint8_t *program, uint64_t address, uint64_t error_code)
{
    struct tried tried = run(program, address);
    EXPECT_EQUAL(tried.vector, EXCEPTION_PF);
    EXPECT_EQUAL(tried.error_code, PAGE_FAULT_U | error_code);
    EXPECT_EQUAL(tried.cr2, address);
}

/* The general protection fault arrives with CS of ring 3, on the stack that the TSS names. */
TEST(ring_3_may_not_turn_interrupts_off)
{
    struct tried tried = run(user_cli, 0);
    EXPECT_EQUAL(tried.vector, EXCEPTION_GP);
    EXPECT_EQUAL(tried.error_code, 0);
    EXPECT_EQUAL(tried.frame.rip, user_address(user_cli));
    EXPECT_EQUAL(tried.frame.rsp, USER_STACK_TOP);
}

static uint64_t breakpoint_cs;

static void breakpoint(struct trap_frame *frame)
{
    breakpoint_cs = frame->cs;
}

TEST(a_breakpoint_of_ring_3_goes_on)
{
    trap_set(VECTOR_BP, breakpoint);
    struct tried tried = run(user_int3, 0);
    EXPECT_EQUAL(breakpoint_cs, GDT_USER_CODE | SELECTOR_RPL);
    EXPECT_EQUAL(tried.vector, EXCEPTION_UD);
    EXPECT_EQUAL(tried.frame.rax, ANSWER);
}

static void gate_set_ring(uint8_t vector, uint32_t ring)
{
    struct gate *gate = idt_gate(vector);
    uint32_t others = gate->options & ~((uint32_t)SELECTOR_RPL << GATE_DPL_SHIFT);
    gate->options = (uint16_t)(others | ring << GATE_DPL_SHIFT);
}

/* The error code names the gate: by 8 bytes an entry, by 16 in QEMU. */
TEST(a_gate_of_ring_0_is_shut)
{
    gate_set_ring(SYSTEM_CALL, 0);
    struct tried tried = run(user_system_call, 0);
    EXPECT_EQUAL(tried.vector, EXCEPTION_GP);
    EXPECT_EQUAL(tried.frame.rip, user_address(user_system_call));
    EXPECT(tried.error_code == (SYSTEM_CALL * 8 | SELECTOR_ERROR_IDT) ||
           tried.error_code == (SYSTEM_CALL * 16 | SELECTOR_ERROR_IDT));
}

static void system_call(struct trap_frame *frame)
{
    frame->rax = frame->rdi + frame->rsi;
}

TEST(a_system_call_answers)
{
    trap_set(VECTOR_PLAIN(SYSTEM_CALL), system_call);
    gate_set_ring(SYSTEM_CALL, SELECTOR_RPL);
    struct tried tried = run_with(user_system_call, 0, 40, 2);
    gate_set_ring(SYSTEM_CALL, 0);
    EXPECT_EQUAL(tried.vector, EXCEPTION_UD);
    EXPECT_EQUAL(tried.frame.rax, ANSWER);
}

TEST(ring_3_is_interrupted_and_goes_on)
{
    uint64_t before = timer_ticks();
    struct tried tried = run(user_spin, 0);
    EXPECT_EQUAL(tried.vector, EXCEPTION_UD);
    EXPECT_EQUAL(tried.frame.rcx, 0);
    EXPECT(timer_ticks() > before);
}

TEST(pages_of_the_kernel_are_shut)
{
    expect_page_fault(user_read, (uintptr_t)kernel_text, PAGE_FAULT_P);
    expect_page_fault(user_write, (uintptr_t)kernel_data, PAGE_FAULT_P | PAGE_FAULT_W);
    expect_page_fault(user_jump, (uintptr_t)kernel_text, PAGE_FAULT_P | PAGE_FAULT_I);
    expect_page_fault(user_read, VIRT_BOOT_INFO_START, PAGE_FAULT_P);
    expect_page_fault(user_read, 0, 0);
}

TEST(ring_3_has_the_rights_of_its_pages)
{
    EXPECT_EQUAL(run(user_read, USER_CODE).vector, EXCEPTION_UD);
    EXPECT_EQUAL(run(user_write, USER_STACK).vector, EXCEPTION_UD);
    expect_page_fault(user_write, USER_CODE, PAGE_FAULT_P | PAGE_FAULT_W);
    expect_page_fault(user_jump, USER_STACK, PAGE_FAULT_P | PAGE_FAULT_I);
}

static void entry_change(uint32_t level, uint64_t entry)
{
    page_entry_write(recursive_entry(VIRT_RECURSIVE_SLOT, virt(USER_CODE), level), entry);
    cr3_write(cr3_read());
}

/* One level that forbids is enough, whatever the leaf allows. */
TEST(rights_are_those_of_all_levels)
{
    user_start();
    for (uint32_t level = PAGE_LEVEL_2M; level <= PAGE_LEVELS; level++) {
        virt_t at = recursive_entry(VIRT_RECURSIVE_SLOT, virt(USER_CODE), level);
        uint64_t entry = page_entry_read(at);
        EXPECT_EQUAL(entry & (PTE_W | PTE_U | PTE_NX), PTE_W | PTE_U);
        entry_change(level, entry & ~PTE_W);
        expect_page_fault(user_write, USER_STACK, PAGE_FAULT_P | PAGE_FAULT_W);
        entry_change(level, entry & ~PTE_U);
        expect_page_fault(user_return, user_address(user_return), PAGE_FAULT_P | PAGE_FAULT_I);
        entry_change(level, entry | PTE_NX);
        expect_page_fault(user_return, user_address(user_return), PAGE_FAULT_P | PAGE_FAULT_I);
        entry_change(level, entry);
    }
    EXPECT_EQUAL(run(user_write, USER_STACK).vector, EXCEPTION_UD);
}

/* "name: what happens", for the test that knows which CPU has what. */
static void tell(const char *name, const struct tried *tried)
{
    print("%s: %s ", name, tried->faulted ? exception_mnemonic(tried->vector) : "allowed");
}

/* SGDT tells where the kernel lies. */
TEST(umip_keeps_the_tables_place_secret)
{
    struct tried tried = run(user_sgdt, 0);
    tell("SGDT in ring 3", &tried);
    EXPECT_EQUAL(tried.vector, cr4_read() & CR4_UMIP ? EXCEPTION_GP : EXCEPTION_UD);
}

/* CR0.AM and RFLAGS.AC together, in ring 3 alone. Some emulators do not look. */
TEST(a_misaligned_read)
{
    EXPECT_EQUAL(run_with(user_read, EFLAGS_AC, USER_STACK + 1, 0).vector, EXCEPTION_UD);
    cr0_write(cr0_read() | CR0_AM);
    struct tried aligned = run_with(user_read, EFLAGS_AC, USER_STACK, 0);
    struct tried tried = run_with(user_read, EFLAGS_AC, USER_STACK + 1, 0);
    cr0_write(cr0_read() & ~(uintptr_t)CR0_AM);
    tell("a misaligned read in ring 3", &tried);
    EXPECT_EQUAL(aligned.vector, EXCEPTION_UD);
    EXPECT(tried.vector == EXCEPTION_AC || tried.vector == EXCEPTION_UD);
    EXPECT_EQUAL(tried.error_code, 0);
}

TEST(smep_keeps_the_kernel_from_the_users_code)
{
    user_start();
    uint64_t address = user_address(user_return);
    struct tried tried = try_call(try_execute, address);
    tell("the user's code in ring 0", &tried);
    EXPECT_EQUAL(tried.faulted, (cr4_read() & CR4_SMEP) != 0);
    EXPECT_EQUAL(tried.error_code, tried.faulted ? PAGE_FAULT_P | PAGE_FAULT_I : 0);
    EXPECT_EQUAL(tried.cr2, tried.faulted ? address : 0);
}

static void read_with_ac(uint64_t address)
{
    __asm__ volatile("stac" ::: "memory");
    try_read(address);
    __asm__ volatile("clac" ::: "memory");
}

/* The kernel reads what is the user's only where it says so, by setting RFLAGS.AC. */
TEST(smap_keeps_the_kernel_from_the_users_data)
{
    user_start();
    bool has_smap = cr4_read() & CR4_SMAP;
    struct tried tried = try_call(try_read, USER_STACK);
    tell("the user's data in ring 0", &tried);
    EXPECT_EQUAL(tried.faulted, has_smap);
    EXPECT_EQUAL(tried.error_code, tried.faulted ? PAGE_FAULT_P : 0);
    EXPECT(!has_smap || !try_call(read_with_ac, USER_STACK).faulted);
}
