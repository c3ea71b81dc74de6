/*
 * entry_check.c: the state of the machine at entry, promise by promise (row 02-18, 09-3).
 *
 * Called by main.c once text and exception reports work. The registers were read before anything
 * changed them; the tables are read through the recursive mapping, which is itself one of the
 * promises and therefore comes first.
 */
#include "kernel/entry_check.h"

#include "common/string.h"
#include "gen/layout.h"
#include "kernel/core/boot_promises.h"
#include "kernel/mem/walk.h"
#include "kernel/print.h"
#include "kernel/sections.h"

enum { SELECTOR_RPL = 3 }; /* the privilege level in a selector [SDM3 3.4.2] */

bool entry_bss_is_zero(void)
{
    for (const uint8_t *byte = kernel_bss; byte != kernel_end; byte++) {
        if (*byte != 0) {
            return false;
        }
    }
    return true;
}

/* Every page of [from, to) has exactly these of the W and NX bits, or is unmapped where `leaf` is
 * 0. Without NX in the CPU the bit must be clear everywhere. */
static bool pages_are(uint64_t from, uint64_t to, uint64_t leaf, bool nx)
{
    uint64_t mask = PTE_P | PTE_W | PTE_U | PTE_NX;
    uint64_t expected = nx ? leaf : leaf & ~PTE_NX;
    for (uint64_t page = from; page < to; page += PAGE_BYTES) {
        if ((walk_leaf(virt(page)) & mask) != expected) {
            return false;
        }
    }
    return true;
}

static bool page_is_unmapped(uint64_t address)
{
    return walk_leaf(virt(address)) == 0;
}

static bool stacks_are_guarded(bool nx)
{
    bool guarded = true;
#define CHECK_STACK(name, start, size)                                                             \
    guarded = guarded && pages_are((start), (start) + (size), PTE_P | PTE_W | PTE_NX, nx) &&       \
              page_is_unmapped((start)-1) && page_is_unmapped((start) + (size));
    VIRT_STACKS(CHECK_STACK)
#undef CHECK_STACK
    return guarded;
}

/* The recursive slot holds the root's own frame: supervisor, writable, never executable. */
static bool slot_is_recursive(const struct boot_info *info, bool nx)
{
    uint64_t entry = walk_root_entry(virt(VIRT_RECURSIVE_START));
    uint64_t expected = info->page_tables_phys | PTE_P | PTE_W | (nx ? PTE_NX : 0);
    return (entry & ~(PTE_A | PTE_D)) == expected;
}

static bool first_mib_is_identity(void)
{
    for (uint64_t page = PAGE_BYTES; page < FIRST_MIB; page += PAGE_BYTES) {
        if ((walk_leaf(virt(page)) & PTE_ADDRESS) != page) {
            return false;
        }
    }
    return page_is_unmapped(0);
}

static bool text_is_where_the_header_says(const struct boot_info *info)
{
    uint64_t text = info->kernel_phys + kernel_header.text_offset;
    return kernel_header.entry == (uintptr_t)kernel_text &&
           (walk_leaf(virt((uintptr_t)kernel_text)) & PTE_ADDRESS) == text;
}

static bool bits_are(uint64_t value, uint64_t set, uint64_t clear)
{
    return (value & set) == set && (value & clear) == 0;
}

static size_t check(const struct promise *promises, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!promises[i].kept) {
            panic("stage2 broke a promise of boot_info.h: %s", promises[i].text);
        }
    }
    return count;
}

static size_t check_boot_info(const struct boot_info *info)
{
    const struct promise place = {"RDI points at boot_info",
                                  (uintptr_t)info == VIRT_BOOT_INFO_START};
    struct promise promises[BOOT_PROMISES];
    size_t kept = check(&place, 1);
    boot_promises_check(info, kernel_header.build_id, promises);
    return kept + check(promises, BOOT_PROMISES);
}

static size_t check_cpu(const struct boot_info *info, const struct cpu_state *entry)
{
    bool nx = info->nx_present;
    const struct promise promises[] = {
        {"CR3 is the root and nothing else", entry->cr3 == info->page_tables_phys},
        {"CR0 has PE, WP, PG, and the caches are on",
         bits_are(entry->cr0, CR0_PE | CR0_WP | CR0_PG, CR0_CD | CR0_NW)},
        {"CR4 has PAE, not PGE, LA57, PCIDE",
         bits_are(entry->cr4, CR4_PAE, CR4_PGE | CR4_LA57 | CR4_PCIDE)},
        {"EFER has LME, LMA, and NXE where there is NX",
         bits_are(entry->efer, EFER_LME | EFER_LMA | (nx ? EFER_NXE : 0), nx ? 0 : EFER_NXE)},
        {"interrupts are off, DF is clear", bits_are(entry->rflags, 0, EFLAGS_IF | EFLAGS_DF)},
        {"CS is of ring 0", entry->cs != 0 && (entry->cs & SELECTOR_RPL) == 0},
        {"SS, DS, ES, FS and GS are null",
         (entry->ss | entry->ds | entry->es | entry->fs | entry->gs) == 0},
        {"every interrupt line is masked",
         (entry->pic_masks[0] & entry->pic_masks[1]) == PIC_ALL_LINES},
        {"RSP is the top of the kernel's stack", entry->rsp == VIRT_KERNEL_STACK_END - 8},
    };
    return check(promises, ARRAY_LENGTH(promises));
}

static size_t check_memory(const struct boot_info *info, bool bss_was_zero)
{
    bool nx = info->nx_present;
    uintptr_t start = (uintptr_t)&kernel_header;
    uintptr_t text = (uintptr_t)kernel_text;
    uintptr_t data = (uintptr_t)kernel_data;
    uintptr_t end = (uintptr_t)kernel_end;
    const struct promise promises[] = {
        {"slot 510 is the recursive mapping", slot_is_recursive(info, nx)},
        {".bss is zero", bss_was_zero},
        {"rodata is R--", pages_are(start, text, PTE_P | PTE_NX, nx)},
        {"text is R-X", pages_are(text, data, PTE_P, nx)},
        {"data and .bss are RW-", pages_are(data, end, PTE_P | PTE_W | PTE_NX, nx)},
        {"stacks are RW- between unmapped pages", stacks_are_guarded(nx)},
        {"boot_info is R--",
         pages_are(VIRT_BOOT_INFO_START, VIRT_BOOT_INFO_END, PTE_P | PTE_NX, nx)},
        {"the text buffer is RW- and not cached",
         pages_are(VIRT_VGA_TEXT_START, VIRT_VGA_TEXT_END, PTE_P | PTE_W | PTE_NX, nx) &&
             (walk_leaf(virt(VIRT_VGA_TEXT_START)) & PTE_PCD)},
        {"the first MiB but page 0 is mapped one to one", first_mib_is_identity()},
        {"the kernel lies where boot_info says", text_is_where_the_header_says(info)},
    };
    return check(promises, ARRAY_LENGTH(promises));
}

void entry_check(const struct boot_info *info, const struct cpu_state *entry, bool bss_was_zero)
{
    size_t kept = check_boot_info(info);
    kept += check_cpu(info, entry);
    kept += check_memory(info, bss_was_zero);
    print_step("entry", "all %zu promises of the hand-over are kept", kept);
}
