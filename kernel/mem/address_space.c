/*
 * address_space.c: makes, edits and changes address spaces. Contract in address_space.h.
 *
 * [SDM3 4.5, 4.1.4]. Called by main.c and by whoever maps. A space that is not active is reached by
 * pointing a spare slot at its level-4 table: the window of that slot shows its tables as slot 510
 * shows ours (core/recursive.h).
 */
#include "kernel/mem/address_space.h"

#include "common/string.h"
#include "common/x86/cpu.h"
#include "gen/layout.h"
#include "kernel/core/page_entry.h"
#include "kernel/core/recursive.h"
#include "kernel/cpu/cpuid.h"
#include "kernel/mem/temporary.h"
#include "kernel/mem/tlb.h"

enum { PHYS_BITS_MASK = 0xff };

static struct page_space active;

static bool cpu_has_1g(void)
{
    return (cpuid(CPUID_EXTENDED_1, 0).edx & CPUID_EXTENDED_1_EDX_1G) != 0;
}

/* Every CPU with long mode has the leaf [APM3 E.4]; the entry's format ends at 52 bits. */
static uint32_t cpu_phys_bits(void)
{
    uint32_t bits = cpuid(CPUID_EXTENDED_8, 0).eax & PHYS_BITS_MASK;
    return bits < PHYS_BITS_MOST ? bits : PHYS_BITS_MOST;
}

void address_space_start(struct frame_source frames)
{
    active = (struct page_space){
        .slot = VIRT_RECURSIVE_SLOT,
        .phys_bits = cpu_phys_bits(),
        .nx = (msr_read(MSR_EFER) & EFER_NXE) != 0,
        .large_1g = cpu_has_1g(),
        .frames = frames,
    };
}

const struct page_space *address_space(void)
{
    return &active;
}

/* An entry that points at a level-4 table: never for the user, and nothing in it is code. */
static uint64_t root_entry(phys_t root)
{
    return root.value | PTE_P | PTE_W | (active.nx ? PTE_NX : 0);
}

phys_t address_space_create(void)
{
    phys_t root = active.frames.alloc(active.frames.context);
    if (root.value == FRAME_NONE) {
        return root;
    }
    struct page_table *table = temporary_show(&active, root);
    memset(table, 0, sizeof(*table));
    table->entry[VIRT_RECURSIVE_SLOT] = root_entry(root);
    temporary_hide(&active);
    address_space_attach(root);
    address_space_detach();
    return root;
}

void address_space_free(phys_t root)
{
    active.frames.free(active.frames.context, root);
}

static void other_space_point(uint64_t entry)
{
    virt_t window = virt(VIRT_OTHER_SPACE_START);
    page_entry_write(recursive_entry(VIRT_RECURSIVE_SLOT, window, PAGE_LEVELS), entry);
    tlb_flush_all(); /* the whole window shows other tables now */
}

struct page_space address_space_attach(phys_t root)
{
    other_space_point(root_entry(root));
    struct page_space other = active;
    other.slot = SLOT_OTHER_SPACE;
    space_share(&active, &other); /* the kernel may have grown since */
    return other;
}

void address_space_detach(void)
{
    other_space_point(0);
}

phys_t address_space_enter(phys_t root)
{
    address_space_attach(root); /* brings the kernel's part up to date */
    address_space_detach();
    phys_t before = phys(cr3_read());
    cr3_write(root.value);
    return before;
}
