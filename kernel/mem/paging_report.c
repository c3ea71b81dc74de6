/*
 * paging_report.c: tells about the active page tables.
 *
 * Called by main.c at the end of the bring-up. The counting is core/page_list.c's.
 */
#include "kernel/mem/paging_report.h"

#include "common/x86/cpu.h"
#include "kernel/core/page_list.h"
#include "kernel/mem/address_space.h"
#include "kernel/print.h"

void paging_report(void)
{
    const struct page_space *space = address_space();
    struct page_audit audit = space_audit(space);
    if (audit.read_only_tables != 0) {
        panic("%u page tables are read-only", audit.read_only_tables);
    }
    if (space->nx && audit.writable_code != 0) {
        panic("0x%016llx is writable and executable", (unsigned long long)audit.offender.value);
    }
    print_step("paging", "Level 4 page table at 0x%llx, %u ranges mapped, %s",
               (unsigned long long)cr3_read(), audit.runs,
               space->nx ? "W^X holds" : "no W^X without NX");
}

static void run_print(void *context, const struct page_run *run)
{
    static const char *const sizes[] = {"", "4 KiB", "2 MiB", "1 GiB"};
    uint64_t bytes = run->pages * page_bytes(run->level);
    (void)context;
    print("0x%016llx..%016llx -> 0x%010llx  %llu x %s  %c%c%c%c%s\n",
          (unsigned long long)run->from.value, (unsigned long long)(run->from.value + bytes - 1),
          (unsigned long long)run->to.value, (unsigned long long)run->pages, sizes[run->level], 'r',
          run->rights & PTE_W ? 'w' : '-', run->rights & PTE_NX ? '-' : 'x',
          run->rights & PTE_U ? 'u' : '-', run->rights & PTE_PCD ? " uncached" : "");
}

void paging_list(void)
{
    space_list(address_space(), run_print, NULL);
}
