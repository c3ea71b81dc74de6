/*
 * cpu.c: `cpu` shows what the CPU is, what it could do, and what of that is switched on.
 */
#include "common/x86/cpu.h"
#include "kernel/core/registers_text.h"
#include "kernel/cpu/cpu_identity.h"
#include "kernel/cpu/cpuid.h"
#include "kernel/cpu/features.h"
#include "kernel/monitor/command.h"
#include "kernel/print.h"

enum { LABEL_COLUMNS = 8 };

/* A feature is found by a bit of CPUID, and used where a bit of a register says so. */
static const struct feature {
    const char *name;
    const char *text;
    uint32_t leaf;
    enum { EBX, ECX, EDX } word;
    uint32_t bit;
    enum register_name used_in;
    uint32_t used_bit; /* 0: nothing switches it; `used` tells */
    bool used;
} features[] = {
    {"NX", "data is never executed", CPUID_EXTENDED_1, EDX, CPUID_EXTENDED_1_EDX_NX, REGISTER_EFER,
     EFER_NXE, false},
    {"SMEP", "the kernel executes no page of ring 3", CPUID_7, EBX, CPUID_7_EBX_SMEP, REGISTER_CR4,
     CR4_SMEP, false},
    {"SMAP", "nor does it read or write one by mistake", CPUID_7, EBX, CPUID_7_EBX_SMAP,
     REGISTER_CR4, CR4_SMAP, false},
    {"UMIP", "ring 3 cannot see where our tables lie", CPUID_7, ECX, CPUID_7_ECX_UMIP, REGISTER_CR4,
     CR4_UMIP, false},
    {"MCE", "broken hardware raises #MC", CPUID_1, EDX, CPUID_1_EDX_MCE, REGISTER_CR4, CR4_MCE,
     false},
    {"RDRAND", "random numbers: the stack guard's value", CPUID_1, ECX, CPUID_1_ECX_RDRAND,
     REGISTER_CR4, 0, true},
    {"TSC", "counts at a rate that never changes", CPUID_EXTENDED_7, EDX, CPUID_EXTENDED_7_EDX_TSC,
     REGISTER_CR4, 0, true},
    {"1G", "pages of 1 GiB", CPUID_EXTENDED_1, EDX, CPUID_EXTENDED_1_EDX_1G, REGISTER_CR4, 0,
     false},
    {"APIC", "interrupts; the 8259 pair does that here", CPUID_1, EDX, CPUID_1_EDX_APIC,
     REGISTER_CR4, 0, false},
    {"XSAVE", "saves SIMD registers, which stay off here", CPUID_1, ECX, CPUID_1_ECX_XSAVE,
     REGISTER_CR4, CR4_OSXSAVE, false},
};

static bool feature_is_found(const struct feature *feature)
{
    struct cpuid_leaf leaf = cpuid(feature->leaf, 0);
    const uint32_t words[] = {[EBX] = leaf.ebx, [ECX] = leaf.ecx, [EDX] = leaf.edx};
    return words[feature->word] & feature->bit;
}

static bool feature_is_used(const struct feature *feature)
{
    uint64_t value = feature->used_in == REGISTER_EFER ? msr_read(MSR_EFER) : cr4_read();
    return feature->used || (value & feature->used_bit);
}

static void print_feature(const struct feature *feature)
{
    bool found = feature_is_found(feature);
    bool used = found && feature_is_used(feature);
    uint8_t colour = used ? VGA_LIGHT_GREEN : found ? PRINT_COLOUR : VGA_DARK_GRAY;
    print_in(colour, "%-*s%-6s%-6s%s\n", LABEL_COLUMNS, feature->name, found ? "yes" : "no",
             used ? "yes" : "no", feature->text);
}

static void print_register(const char *label, enum register_name name, uint64_t value)
{
    char text[REGISTER_TEXT_BYTES];
    command_label(label, LABEL_COLUMNS);
    print("%016llx  %s\n", (unsigned long long)value, register_text(text, name, value));
}

static void print_identity(void)
{
    struct cpu_identity cpu = cpu_identity_read();
    command_label("vendor", LABEL_COLUMNS);
    print("%s, family %u, model %u, stepping %u\n", cpu.vendor, cpu.signature.family,
          cpu.signature.model, cpu.signature.stepping);
    command_label("brand", LABEL_COLUMNS);
    print("%s\n", cpu.brand);
    command_label("bits", LABEL_COLUMNS);
    print("%u of a physical address, %u of a virtual one\n", cpu.physical_bits, cpu.virtual_bits);
    command_label("SIMD", LABEL_COLUMNS);
    print("%u bytes of registers; they stay off, so no task has to save them\n",
          cpu_features_read().simd_bytes);
}

static void print_registers(void)
{
    print_register("CR0", REGISTER_CR0, cr0_read());
    command_label("CR3", LABEL_COLUMNS);
    print("%016llx  the level 4 page table\n", (unsigned long long)cr3_read());
    print_register("CR4", REGISTER_CR4, cr4_read());
    print_register("EFER", REGISTER_EFER, msr_read(MSR_EFER));
}

static bool cpu_start(struct command_run *run)
{
    (void)run;
    print_identity();
    print_registers();
    command_label("feature found used  what it is for\n", 0);
    return true;
}

static bool cpu_next(struct command_run *run)
{
    print_feature(&features[run->at++]);
    return run->at < ARRAY_LENGTH(features);
}

COMMAND(cpu) = {
    .name = "cpu",
    .usage = "",
    .summary = "the CPU: its name, features, and control registers",
    .detail = "Of the control registers the bits that are set are named as in the manuals.",
    .example = "cpu",
    .start = cpu_start,
    .next = cpu_next,
};
