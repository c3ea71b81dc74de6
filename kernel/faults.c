/*
 * faults.c: how each exception is raised.
 *
 * [SDM3 6.15] [APM2 8.2]. Called by the monitor and by test images. Some change a table or a
 * control register first; since a report ends the kernel, nobody puts it back.
 */
#include "kernel/faults.h"

#include "common/string.h"
#include "common/x86/cpu.h"
#include "gen/layout.h"
#include "kernel/cpu/gdt.h"
#include "kernel/cpu/idt.h"
#include "kernel/cpu/trap.h"
#include "kernel/dev/apic.h"
#include "kernel/heap_faults.h"
#include "kernel/print.h"
#include "kernel/sections.h"

/* faults.asm */
void fault_raise_sse(void);
void fault_raise_mf(void);
void fault_raise_xm(void);

#define UNMAPPED      0xdeadbeafull         /* row 08-2: as the texts write it */
#define NOT_CANONICAL 0x0123456789abcdefull /* bits 63 to 47 are neither all 0 nor all 1 */
enum { ABSENT_VECTOR = 0x81, BAD_SELECTOR = 0x7f8, FAR_BEYOND = 1 << 20 };

static volatile uint32_t sink;

/* The same address, but the compiler is kept from knowing it: it might make anything of a null
 * pointer, or of a write to a constant. */
static uint64_t hidden(uint64_t address)
{
    __asm__("" : "+r"(address));
    return address;
}

static void read_from(uint64_t address)
{
    sink = *(const volatile uint32_t *)hidden(address);
}

static void write_to(uint64_t address)
{
    *(volatile uint32_t *)hidden(address) = 1;
}

static void jump_to(uint64_t address)
{
    ((void (*)(void))address)();
}

static void raise_de(void)
{
    __asm__ volatile("xorl %%ecx, %%ecx\n\tdivl %%ecx" ::: "eax", "ecx", "edx", "cc");
}

/* With TF set, the CPU stops behind the next instruction. */
static void raise_db(void)
{
    __asm__ volatile("pushfq\n\torl %0, (%%rsp)\n\tpopfq\n\tnop" ::"i"(EFLAGS_TF) : "cc", "memory");
}

static void raise_nmi(void)
{
    if (!apic_nmi_self()) {
        print("there is no local APIC that could send it\n");
    }
}

static void raise_bp(void)
{
    __asm__ volatile("int3");
}

static void raise_of(void)
{
    __asm__ volatile("int %0" ::"i"(EXCEPTION_OF));
}

static void raise_br(void)
{
    __asm__ volatile("int %0" ::"i"(EXCEPTION_BR));
}

static void raise_ud(void)
{
    __asm__ volatile("ud2");
}

static void raise_nm(void)
{
    cr0_write(cr0_read() | CR0_TS);
    __asm__ volatile("fninit");
}

/* Row 06-3: a fault whose own gate is absent becomes a double fault at once. */
static void raise_df(void)
{
    idt_gate(EXCEPTION_PF)->options &= (uint16_t)~GATE_PRESENT;
    read_from(UNMAPPED);
}

/* The gate of NMIs asks for a stack of the TSS, and finds that it ends before the list of stacks.
 */
static void raise_ts(void)
{
    uint64_t *tss = gdt_slot(GDT_TSS);
    *tss &= ~(DESCRIPTOR_LIMIT_MASK | DESCRIPTOR_TSS_BUSY);
    *tss |= offsetof(struct tss, ist) - 1;
    gdt_load_tss();
    __asm__ volatile("int %0" ::"i"(EXCEPTION_NMI));
}

static void raise_np(void)
{
    idt_gate(ABSENT_VECTOR)->options &= (uint16_t)~GATE_PRESENT;
    __asm__ volatile("int %0" ::"i"(ABSENT_VECTOR));
}

/* A segment that is absent is #NP, unless it is the stack's. */
static void raise_ss(void)
{
    *gdt_slot(GDT_DATA) &= ~DESCRIPTOR_PRESENT;
    __asm__ volatile("movl %0, %%ss" ::"r"(GDT_DATA));
}

static void raise_gp(void)
{
    read_from(NOT_CANONICAL);
}

static void raise_gp_selector(void)
{
    __asm__ volatile("movl %0, %%fs" ::"r"(BAD_SELECTOR));
}

static void raise_pf_read(void)
{
    read_from(UNMAPPED);
}

static void raise_pf_write(void)
{
    write_to(UNMAPPED);
}

static void raise_pf_fetch(void)
{
    jump_to(UNMAPPED);
}

static void raise_pf_null(void)
{
    read_from(0);
}

static void raise_pf_code(void)
{
    write_to((uintptr_t)kernel_text);
}

static void raise_pf_data(void)
{
    jump_to((uintptr_t)kernel_data);
}

static void raise_pf_guard(void)
{
    write_to(VIRT_KERNEL_STACK_START - sizeof(uint64_t));
}

static volatile uint32_t depth_most = UINT32_MAX; /* which no compiler can know */

__attribute__((noinline)) static uint32_t recurse(uint32_t depth)
{
    volatile uint32_t here = depth; /* read behind the call, so that none makes a loop of it */
    return depth < depth_most ? recurse(depth + 1) + here : 0;
}

static void raise_stack_overflow(void)
{
    sink = recurse(0);
}

/* -fstack-clash-protection: each page of a frame is touched on the way down, so that this one meets
 * the guard page, and not what lies a megabyte below it. */
__attribute__((noinline)) static void raise_large_frame(void)
{
    volatile uint8_t frame[FAR_BEYOND];
    __asm__ volatile("" ::"r"(frame) : "memory"); /* clang would keep the one byte that is used */
    frame[0] = 1;
    sink = frame[0];
}

/* -fstack-protector-strong; the index is kept from the compiler, which would refuse it. */
__attribute__((noinline)) static void raise_stack_smash(void)
{
    volatile uint8_t array[16];
    volatile uint32_t beyond = sizeof(array) + 16;
    for (uint32_t i = 0; i < beyond; i++) {
        array[i] = 0xff;
    }
}

static void raise_panic(void)
{
    panic("you have asked for it");
}

static const struct fault faults[] = {
    {"de", "divides by zero", raise_de},
    {"db", "sets RFLAGS.TF", raise_db},
    {"nmi", "the local APIC sends one to its own CPU", raise_nmi},
    {"bp", "INT3; reports in one line and goes on", raise_bp},
    {"of", "INT 4, since 64-bit mode has no INTO", raise_of},
    {"br", "INT 5, since 64-bit mode has no BOUND", raise_br},
    {"ud", "UD2", raise_ud},
    {"sse", "an SSE instruction while CR4.OSFXSR is clear: #UD", fault_raise_sse},
    {"nm", "an FPU instruction while CR0.TS is set", raise_nm},
    {"df", "a page fault without a gate for page faults", raise_df},
    {"cso", "only the 80386 with an 80387 raises it", NULL},
    {"ts", "an interrupt stack beyond the limit of the TSS", raise_ts},
    {"np", "INT 81h, whose gate is marked absent", raise_np},
    {"ss", "loads SS with a segment that is marked absent", raise_ss},
    {"gp", "reads a non-canonical address", raise_gp},
    {"gp-selector", "loads FS with a selector beyond the GDT", raise_gp_selector},
    {"pf", "reads an unmapped address; the kinds are:", raise_pf_read},
    {"pf-read", "reads an unmapped address", raise_pf_read},
    {"pf-write", "writes to an unmapped address", raise_pf_write},
    {"pf-fetch", "calls an unmapped address", raise_pf_fetch},
    {"pf-null", "reads through a null pointer", raise_pf_null},
    {"pf-code", "writes to the kernel's code", raise_pf_code},
    {"pf-data", "executes the kernel's data", raise_pf_data},
    {"pf-guard", "writes to the guard page below the stack", raise_pf_guard},
    {"mf", "divides by zero with the FPU, unmasked", fault_raise_mf},
    {"ac", "only code of ring 3 can raise it", NULL},
    {"mc", "only broken hardware raises it", NULL},
    {"xm", "divides by zero with SSE, unmasked", fault_raise_xm},
    {"ve", "only a guest of a hypervisor with EPT violations as #VE gets it", NULL},
    {"cp", "needs CET, which is off", NULL},
    {"hv", "only a guest under AMD's SEV-SNP gets it", NULL},
    {"vc", "only a guest under AMD's SEV-ES gets it", NULL},
    {"sx", "needs AMD's SVM and an INIT that it intercepts", NULL},
    {"stack-overflow", "recurses until the stack is full: #DF", raise_stack_overflow},
    {"large-frame", "a function with a frame of 1 MiB: #DF", raise_large_frame},
    {"stack-smash", "writes beyond an array on the stack: panic", raise_stack_smash},
    {"heap-overflow", "writes behind a block and frees it", heap_raise_overflow},
    {"double-free", "frees a block twice", heap_raise_double_free},
    {"use-after-free", "resizes a block that was freed", heap_raise_use_after_free},
    {"write-after-free", "writes into a block that was freed", heap_raise_write_after_free},
    {"invalid-free", "frees what was never allocated", heap_raise_invalid_free},
    {"interior-free", "frees an address inside a block", heap_raise_interior_free},
    {"wrong-size", "frees a block as one of another size", heap_raise_wrong_size},
    {"panic", "panics", raise_panic},
};

const struct fault *fault_all(size_t *count)
{
    *count = ARRAY_LENGTH(faults);
    return faults;
}

const struct fault *fault_find(const char *name)
{
    for (size_t i = 0; i < ARRAY_LENGTH(faults); i++) {
        if (strcmp(faults[i].name, name) == 0) {
            return &faults[i];
        }
    }
    return NULL;
}
