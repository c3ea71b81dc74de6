/*
 * where.c: the kernel's own map, for who reads a crash report.
 *
 * Called by crash.c. Whatever is read has been found mapped first, since nothing that a broken
 * program leaves behind can be trusted to be an address.
 */
#include "kernel/crash/where.h"

#include "common/format.h"
#include "common/paging.h"
#include "common/pc/vga_text.h"
#include "gen/layout.h"
#include "kernel/core/backtrace.h"
#include "kernel/mem/walk.h"
#include "kernel/print.h"
#include "kernel/sections.h"

extern const struct symbol symbols[], symbols_end[]; /* tools/symbols.awk */
extern const char symbol_names[];
extern const uint8_t trap_return[]; /* traps.asm */

static bool is_in_text(uint64_t address)
{
    return address >= (uintptr_t)kernel_text && address < (uintptr_t)kernel_data;
}

static const struct symbol *symbol_at(uint64_t address)
{
    /* Two names of the linker are no array to a compiler, so addresses are subtracted. */
    uintptr_t bytes = (uintptr_t)symbols_end - (uintptr_t)symbols;
    const struct symbol_table table = {symbols, symbol_names,
                                       (uint32_t)(bytes / sizeof(struct symbol))};
    return is_in_text(address) ? symbol_find(&table, address - (uintptr_t)kernel_text) : NULL;
}

const char *where_function(char buffer[WHERE_TEXT_MOST], uint64_t address, bool is_return)
{
    const struct symbol *function = symbol_at(address - is_return);
    buffer[0] = '\0';
    if (function) {
        uint64_t start = (uintptr_t)kernel_text + function->offset;
        format_buffer(buffer, WHERE_TEXT_MOST, "%s+0x%llx", symbol_names + function->name,
                      (unsigned long long)(address - start));
    }
    return buffer;
}

static uint64_t leaf_of(uint64_t address)
{
    return virt_is_canonical(virt(address)) ? walk_leaf(virt(address)) : 0;
}

const char *where_place(char buffer[PLACE_TEXT_MOST], uint64_t address)
{
#define STACK_PLACE(name, start, size) {#name, (start), (start) + (size), true},
    const struct place places[] = {
        {"kernel rodata", (uintptr_t)&kernel_header, (uintptr_t)kernel_text, false},
        {"kernel text", (uintptr_t)kernel_text, (uintptr_t)kernel_data, false},
        {"kernel data", (uintptr_t)kernel_data, (uintptr_t)kernel_bss, false},
        {"kernel bss", (uintptr_t)kernel_bss, (uintptr_t)kernel_end, false},
        VIRT_STACKS(STACK_PLACE){"heap", VIRT_HEAP_START, VIRT_HEAP_END, false},
        {"page tables", VIRT_RECURSIVE_START, VIRT_RECURSIVE_END, false},
        {"screen", VIRT_VGA_TEXT_START, VIRT_VGA_TEXT_END, false},
        {"boot_info", VIRT_BOOT_INFO_START, VIRT_BOOT_INFO_END, false},
        {"the frames' bits", VIRT_FRAMES_START, VIRT_FRAMES_END, false},
        {"temporary", VIRT_TEMPORARY_START, VIRT_TEMPORARY_END, false},
        {"phys_window", VIRT_PHYS_WINDOW_START, VIRT_PHYS_WINDOW_END, false},
    };
#undef STACK_PLACE
    return place_text(buffer, places, ARRAY_LENGTH(places), address);
}

const char *where_data(char buffer[WHERE_TEXT_MOST + PLACE_TEXT_MOST], uint64_t address)
{
    char place[PLACE_TEXT_MOST];
    uint64_t leaf = leaf_of(address);
    const char *page = "not mapped";
    if (leaf) {
        page = leaf & PTE_W ? "writable" : "read-only";
    }
    format_buffer(buffer, WHERE_TEXT_MOST + PLACE_TEXT_MOST, "%s, %s%s",
                  where_place(place, address), page, leaf & PTE_NX ? ", not executable" : "");
    return buffer;
}

bool where_read(void *context, uint64_t address, uint64_t *value)
{
    (void)context;
    if (!leaf_of(address) || !leaf_of(address + sizeof(*value) - 1)) {
        return false;
    }
    *value = *(const volatile uint64_t *)address;
    return true;
}

/* gcc gives a frame to no function that needs no stack; nor has any other its own before it has
 * begun with PUSH RBP, MOV RBP, RSP. Then the caller's address still is where RSP points. */
static uint64_t caller_without_frame(const struct trap_frame *frame)
{
    const uint64_t push_and_move = 0xe5894855;
    uint64_t first_bytes = 0;
    uint64_t caller = 0;
    const struct symbol *function = symbol_at(frame->rip);
    uint64_t start = function ? (uintptr_t)kernel_text + function->offset : frame->rip;
    where_read(NULL, start, &first_bytes);
    bool begins_with_frame = (uint32_t)first_bytes == push_and_move;
    if (frame->vector != TRAP_VECTORS && (!begins_with_frame || frame->rip == start)) {
        where_read(NULL, frame->rsp, &caller);
    }
    return is_in_text(caller) ? caller : 0;
}

static void print_step_of(uint64_t address, bool is_return, const char *how)
{
    char function[WHERE_TEXT_MOST];
    print("  %016llx ", (unsigned long long)address);
    print_colour(VGA_LIGHT_CYAN);
    print(" %s", where_function(function, address, is_return));
    print_colour(VGA_LIGHT_GRAY);
    print("%s\n", how);
}

void where_backtrace(const struct trap_frame *frame, uint32_t most)
{
    struct backtrace trace = {
        .read = where_read,
        .trap_return = (uintptr_t)trap_return,
        .frame_rip = offsetof(struct trap_frame, rip),
        .frame_rbp = offsetof(struct trap_frame, rbp),
        .rbp = frame->rbp,
    };
    struct backtrace_step step;
    uint64_t caller = caller_without_frame(frame);
    print_step_of(frame->rip, frame->vector == TRAP_VECTORS, "");
    if (caller) {
        print_step_of(caller, true, "");
        most--;
    }
    for (uint32_t line = 1; line < most && backtrace_next(&trace, &step); line++) {
        print_step_of(step.address, !step.trapped, step.trapped ? ", interrupted" : "");
    }
}
