/*
 * boot_facts.c: what the hand-over's numbers mean, in words and sums.
 *
 * Called by the boot report and the commands `boot`, `memmap` and `report`.
 */
#include "kernel/core/boot_facts.h"

const char *boot_step_name(uint32_t step)
{
#define STEP_NAME(name, text) [STEP_##name] = text,
    static const char *const names[BOOT_STEP_COUNT] = {BOOT_STEPS(STEP_NAME)};
#undef STEP_NAME
    return step < BOOT_STEP_COUNT ? names[step] : "?";
}

const char *boot_step_text(uint32_t step)
{
    static const char *const texts[BOOT_STEP_COUNT] = {
        [STEP_STAGE2] = "stage2 runs, in real mode",
        [STEP_CONSOLE] = "screen and COM1 are ready",
        [STEP_CPU] = "the CPU can climb",
        [STEP_A20] = "address line 20 is open",
        [STEP_MEMORY] = "the firmware's memory map is read",
        [STEP_DISK] = "the way to read the disk is known",
        [STEP_KERNEL] = "the kernel lies in its place",
        [STEP_TARGET] = "the firmware has been told of long mode",
        [STEP_PROTECTED] = "protected mode; no way back to the BIOS",
        [STEP_VERIFY] = "the kernel is whole and of this build",
        [STEP_PAGING] = "the page tables are built",
        [STEP_HANDOVER] = "the hand-over is written",
        [STEP_LONG] = "long mode; the jump to the kernel is next",
    };
    return step < BOOT_STEP_COUNT ? texts[step] : "?";
}

const char *boot_a20_text(uint32_t method)
{
    static const char *const texts[] = {
        [A20_ALREADY_ON] = "was open already",
        [A20_BIOS] = "by the BIOS",
        [A20_PORT_92] = "by port 92h",
        [A20_8042] = "by the keyboard controller",
    };
    return method >= A20_ALREADY_ON && method < ARRAY_LENGTH(texts) ? texts[method] : "?";
}

const char *boot_memory_text(uint32_t method)
{
    static const char *const texts[] = {
        [MEMORY_E820] = "E820", [MEMORY_E801] = "E801", [MEMORY_88] = "AH=88h"};
    return method >= MEMORY_E820 && method < ARRAY_LENGTH(texts) ? texts[method] : "?";
}

uint64_t boot_usable_bytes(const struct boot_info *info)
{
    uint64_t bytes = 0;
    for (uint32_t i = 0; i < info->clean_count; i++) {
        const struct memory_range *range = &info->clean[i];
        bytes += range->kind == MEMORY_USABLE ? range->end - range->base : 0;
    }
    return bytes;
}

bool boot_step_ticks(const struct boot_info *info, uint32_t number, uint64_t *ticks)
{
    uint32_t first = 0;
    while (first < number && info->trace[first].tsc == 0) {
        first++;
    }
    *ticks = info->trace[number].tsc - info->trace[first].tsc;
    return info->trace[number].tsc != 0;
}

uint64_t boot_climb_ticks(const struct boot_info *info)
{
    uint64_t ticks;
    bool is_timed = info->trace_count > 0 && boot_step_ticks(info, info->trace_count - 1, &ticks);
    return is_timed ? ticks : 0;
}
