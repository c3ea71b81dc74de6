/*
 * load.c: the kernel's way from the disk to above 1 MiB.
 *
 * Called by main.c. A BIOS reads only below 1 MiB, so each chunk goes to the bounce buffer, by
 * disk.c, and from there to its place, by lift.asm:
 *
 *     disk  --INT 13h-->  bounce (64 KiB, on a 64 KiB line)  --lift-->  kernel_phys
 */
#include "stage2/real/load.h"

#include "common/string.h"
#include "gen/layout.h"
#include "stage2/plan.h"
#include "stage2/real/doors.h"
#include "stage2/source.h"

#define BELOW_4_GIB 0x100000000ull /* 32-bit code verifies the kernel and fills the tables */

uint32_t load_bytes(const struct stage2_header *header)
{
    return header->kernel_memory_bytes + (uint32_t)VIRT_STACKS_BYTES +
           plan_table_bytes(header->kernel_memory_bytes);
}

bool load_place(const struct stage2_header *header, struct facts *facts)
{
    struct memory_range claims[CLAIMS];
    struct memory_source source = memory_source(facts, claims);
    uint32_t bytes = load_bytes(header);
    phys_t place;
    if (!memory_map_place(&source, FIRST_MIB, bytes, &place) || place.value + bytes > BELOW_4_GIB) {
        return false;
    }
    facts->kernel_phys = place.value;
    facts->stacks_phys = facts->kernel_phys + header->kernel_memory_bytes;
    facts->page_tables_phys = facts->stacks_phys + VIRT_STACKS_BYTES;
    facts->page_tables_bytes = plan_table_bytes(header->kernel_memory_bytes);
    return true;
}

/* Whether the chunk in the bounce buffer begins with our kernel's header. */
static bool begins_kernel(const struct stage2_header *header)
{
    struct kernel_header found;
    far_read(&found, RAM_BOUNCE_START, sizeof(found));
    return found.magic == KERNEL_MAGIC && found.build_id == header->build_id;
}

/* EDD that succeeds may bring something else all the same; then CHS has its turn (quirk 23). What
 * CHS brings is taken as it is: verify.c has the words for it. */
bool load_kernel(const struct stage2_header *header, struct disk *disk, const struct facts *facts)
{
    uint32_t lba = header->kernel_lba;
    uint32_t left = header->kernel_file_bytes / SECTOR_BYTES;
    uint32_t to = (uint32_t)facts->kernel_phys;
    while (left > 0) {
        uint32_t count = left < DISK_MOST_SECTORS ? left : DISK_MOST_SECTORS;
        if (!disk_read(disk, lba, count, RAM_BOUNCE_START)) {
            return false;
        }
        if (lba == header->kernel_lba && !begins_kernel(header) && disk_fall_back(disk, lba)) {
            continue;
        }
        lift(to, RAM_BOUNCE_START, count * SECTOR_BYTES);
        lba += count;
        to += count * SECTOR_BYTES;
        left -= count;
    }
    return true;
}
