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

/* What our own first sector says is known, so it is read once more. A read that fails says nothing
 * new: the kernel's first one will tell. */
void load_doubt(const struct stage2_header *header, struct disk *disk)
{
    if (disk->method == DISK_LBA && disk_read(disk, DISK_STAGE2_LBA, 1, RAM_BOUNCE_START)) {
        struct stage2_header found;
        far_read(&found, RAM_BOUNCE_START, sizeof(found));
        if (memcmp(&found, header, sizeof(found)) != 0) {
            disk_fall_back(disk, header->kernel_lba);
        }
    }
    disk->reads = 0; /* those that bring the kernel are told */
}

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
        lift(to, RAM_BOUNCE_START, count * SECTOR_BYTES);
        lba += count;
        to += count * SECTOR_BYTES;
        left -= count;
    }
    return true;
}
