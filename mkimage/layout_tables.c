/*
 * layout_tables.c: the layout as three Markdown tables, for the page on the memory map in docs/.
 *
 * Comes from main.c with a checked layout. A table here shows ends as the last byte or sector, as
 * readers of memory maps expect, while all constants are half-open.
 */
#include "common/image.h"
#include "mkimage/emit.h"

/* What printf takes for 64 bits on every host. */
typedef unsigned long long wide;

/* The largest unit that leaves a whole number: 65536 is 64 KiB. */
static void size_write(uint64_t bytes, FILE *out)
{
    static const char *const units[] = {"bytes", "KiB", "MiB", "GiB", "TiB"};
    enum { UNIT = 1024 };
    unsigned unit = 0;
    while (bytes >= UNIT && bytes % UNIT == 0 && unit + 1 < ARRAY_LENGTH(units)) {
        bytes /= UNIT;
        unit++;
    }
    fprintf(out, "%llu %s", (wide)bytes, units[unit]);
}

/* In the order of the climb: "firmware, stage2". */
static void who_write(unsigned who, FILE *out)
{
    const char *comma = "";
    for (unsigned bit = 0; bit < WHO_COUNT; bit++) {
        if ((who & 1u << bit) != 0) {
            fprintf(out, "%s%s", comma, layout_who_names[bit]);
            comma = ", ";
        }
    }
}

/* What is true of the whole disk as a sentence, then its regions. */
static void disk_write(const struct layout *layout, FILE *out)
{
    const uint64_t *values = layout->values;
    uint64_t image_sectors = values[DISK_VALUE_IMAGE_MINIMUM] / SECTOR_BYTES;
    fprintf(out, "### Disk\n\n");
    fprintf(out, "%llu heads x %llu sectors; ", (wide)values[DISK_VALUE_HEADS],
            (wide)values[DISK_VALUE_SECTORS_PER_TRACK]);
    size_write(values[DISK_VALUE_IMAGE_MINIMUM], out);
    fprintf(out, ", at most ");
    size_write(values[DISK_VALUE_IMAGE_MAXIMUM], out);
    fprintf(out, "; one active partition of type 0x%02llx from sector %llu to the image's end.\n\n",
            (wide)values[DISK_VALUE_PARTITION_TYPE], (wide)values[DISK_VALUE_PARTITION_START]);
    fprintf(out, "| region | first sector | last sector | size |\n|---|--:|--:|--:|\n");
    for (unsigned index = 0; index < layout->region_count[SECTION_DISK]; index++) {
        const struct layout_region *region = &layout->regions[SECTION_DISK][index];
        fprintf(out, "| %s | %llu | ", region->name, (wide)region->start);
        if (region->rest) {
            fprintf(out, "%llu, or the larger image's last | the rest |\n",
                    (wide)image_sectors - 1);
            continue;
        }
        fprintf(out, "%llu | ", (wide)region_end(region) - 1);
        size_write(region->size * SECTOR_BYTES, out);
        fprintf(out, " |\n");
    }
}

/* The columns that physical and virtual memory have in common. */
static void range_write(const struct layout_region *region, int digits, FILE *out)
{
    fprintf(out, "| %s | `0x%0*llx` | `0x%0*llx` | ", region->name, digits, (wide)region->start,
            digits, (wide)(region_end(region) - 1));
    size_write(region->size, out);
    fprintf(out, " | ");
}

static void ram_write(const struct layout *layout, FILE *out)
{
    /* Addresses are told with the digits that the highest region needs. */
    enum { DIGITS = 5 }; /* of an address below 1 MiB */
    fprintf(out, "\n### Physical memory\n\n"
                 "| region | first byte | last byte | size | who writes | who reads |\n"
                 "|---|---|---|--:|---|---|\n");
    for (unsigned index = 0; index < layout->region_count[SECTION_RAM]; index++) {
        const struct layout_region *region = &layout->regions[SECTION_RAM][index];
        range_write(region, DIGITS, out);
        who_write(region->writers, out);
        fprintf(out, " | ");
        who_write(region->readers, out);
        fprintf(out, " |\n");
    }
}

static void virt_write(const struct layout *layout, FILE *out)
{
    enum { DIGITS = 16 };
    fprintf(out, "\n### Virtual memory\n\n"
                 "| region | first byte | last byte | size | guard pages |\n"
                 "|---|---|---|--:|---|\n");
    for (unsigned index = 0; index < layout->region_count[SECTION_VIRT]; index++) {
        const struct layout_region *region = &layout->regions[SECTION_VIRT][index];
        range_write(region, DIGITS, out);
        fprintf(out, "%s |\n", region->stack ? "below and above" : "");
    }
}

void emit_markdown(const struct layout *layout, FILE *out)
{
    fprintf(out, "<!-- generated from disk.layout by mkimage; do not edit -->\n\n");
    disk_write(layout, out);
    ram_write(layout, out);
    virt_write(layout, out);
}
