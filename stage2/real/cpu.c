/*
 * cpu.c: what this CPU is, and whether it has what long mode needs.
 *
 * [SDM1 20.1] [SDM2 CPUID] [APM3 E.4]. Called by main.c before anything that a 386 lacks is used.
 * Each leaf is asked for only where the CPU says that it has it (quirk 82).
 */
#include "stage2/real/cpu.h"

#include "common/format.h"
#include "common/string.h"
#include "common/x86/registers.h"
#include "stage2/real/doors.h"

enum {
    VENDOR_BYTES = 12,
    BRAND_LEAVES = 3,
    BRAND_LEAF_BYTES = 16,
    EXTENDED_LEAVES_LIMIT = 0x10000, /* no CPU has more; beyond it the answer is no leaf */
};

#define CPUID_1_ECX_HYPERVISOR (1u << 31)
#define LEAF_HYPERVISOR        0x40000000u
#define KVM_SIGNATURE          0x4b4d564bu /* "KVMK", of "KVMKVMKVM" */

/* A leaf above the highest that the CPU has counts as all zeroes. */
static struct cpuid ask(uint32_t leaf, uint32_t highest)
{
    struct cpuid answer = {0};
    if (leaf <= highest) {
        cpuid(leaf, &answer);
    }
    return answer;
}

/* CPUID puts the vendor's name into EBX, EDX, ECX, in this order. */
static void name_by_vendor(char *name, struct cpuid vendor, uint32_t signature)
{
    char text[VENDOR_BYTES + 1] = {0};
    memcpy(text, &vendor.ebx, 4);
    memcpy(text + 4, &vendor.edx, 4);
    memcpy(text + 8, &vendor.ecx, 4);
    format_buffer(name, CPU_NAME_BYTES, "%s family %u model %u stepping %u", text,
                  signature >> 8 & 15, signature >> 4 & 15, signature & 15);
}

/* The brand string is padded with blanks on either side on some CPUs. */
static void name_by_brand(char *name)
{
    char brand[CPU_NAME_BYTES] = {0};
    for (uint32_t i = 0; i < BRAND_LEAVES; i++) {
        struct cpuid part;
        cpuid(CPUID_EXTENDED_2 + i, &part);
        memcpy(brand + i * BRAND_LEAF_BYTES, &part, BRAND_LEAF_BYTES);
    }
    const char *start = brand;
    while (*start == ' ') {
        start++;
    }
    size_t length = strlen(start);
    while (length > 0 && start[length - 1] == ' ') {
        length--;
    }
    if (length > 0) {
        memcpy(name, start, length);
        name[length] = 0;
    }
}

static const char *first_missing(struct cpuid features, struct cpuid extended)
{
    if (!(features.edx & CPUID_1_EDX_PAE)) {
        return "physical address extension (PAE)";
    }
    if (!(features.edx & CPUID_1_EDX_TSC)) {
        return "time-stamp counter (TSC)";
    }
    if (!(features.edx & CPUID_1_EDX_MSR)) {
        return "model-specific registers (MSR)";
    }
    if (!(extended.edx & CPUID_EXTENDED_1_EDX_LM)) {
        return "long mode (64 bits)";
    }
    return NULL;
}

/*
 * KVM has an instruction emulator of its own for what the host cannot run directly, which on some
 * hosts is all of protected mode before paging is on. It lets CPUID announce SSE4.2, but it does
 * not know CRC32: the virtual machine would stop there with an internal error.
 */
static bool runs_in_kvm(struct cpuid features)
{
    if (!(features.ecx & CPUID_1_ECX_HYPERVISOR)) {
        return false;
    }
    struct cpuid hypervisor;
    cpuid(LEAF_HYPERVISOR, &hypervisor);
    return hypervisor.ebx == KVM_SIGNATURE;
}

struct cpu cpu_ask(struct facts *facts)
{
    struct cpu cpu = {.missing = "CPUID, let alone long mode (64 bits)"};
    if (!eflags_can_toggle(EFLAGS_ID)) {
        bool has_ac = eflags_can_toggle(EFLAGS_AC);
        format_buffer(cpu.name, CPU_NAME_BYTES, "%s", has_ac ? "486-class CPU" : "386-class CPU");
        return cpu;
    }
    struct cpuid vendor;
    cpuid(CPUID_0, &vendor);
    struct cpuid features = ask(CPUID_1, vendor.eax);
    name_by_vendor(cpu.name, vendor, features.eax);

    /* A CPU without extended leaves answers with anything, so the range is checked both ways. */
    struct cpuid most;
    cpuid(CPUID_EXTENDED, &most);
    if (most.eax >= CPUID_EXTENDED + EXTENDED_LEAVES_LIMIT) {
        most.eax = 0;
    }
    struct cpuid extended = ask(CPUID_EXTENDED_1, most.eax);
    if (most.eax >= CPUID_EXTENDED_2 + BRAND_LEAVES - 1) {
        name_by_brand(cpu.name);
    }
    facts->sse42_present = (features.ecx & CPUID_1_ECX_SSE42) != 0 && !runs_in_kvm(features);
    facts->nx_present = (extended.edx & CPUID_EXTENDED_1_EDX_NX) != 0;
    cpu.missing = first_missing(features, extended);
    return cpu;
}
