/*
 * layout.h: disk.layout as mkimage understands it.
 *
 * The file's own head describes its language. layout.c reads it line by line, layout_check.c judges
 * the whole; emit.c, image.c and check.c work with a layout that both have accepted. Everything
 * here is pure: text in, struct and findings out.
 */
#ifndef MKIMAGE_LAYOUT_H
#define MKIMAGE_LAYOUT_H

#include "common/types.h"
#include "mkimage/findings.h"

enum {
    LAYOUT_NAME_BYTES = 32,
    LAYOUT_LINE_BYTES = 160,
    LAYOUT_WORDS = 24,
    LAYOUT_REGIONS = 32, /* of one section */
};

enum layout_section { SECTION_DISK, SECTION_RAM, SECTION_VIRT, SECTIONS };

/* Who writes and who reads a ram region: a set of bits, one for each of layout_who_names. */
enum layout_who {
    WHO_FIRMWARE = 1 << 0,
    WHO_STAGE1 = 1 << 1,
    WHO_STAGE2 = 1 << 2,
    WHO_KERNEL = 1 << 3,
    WHO_COUNT = 4,
};

/* Half-open: [start, start + size), counted in sectors in the disk section, else in bytes. */
struct layout_region {
    char name[LAYOUT_NAME_BYTES];
    unsigned line;
    uint64_t start;
    uint64_t size;
    uint64_t align; /* 0 where the line does not say */
    bool rest;      /* disk: as much as there is, up to the largest image */
    bool stack;
    bool mmio;
    unsigned writers; /* ram only, as readers */
    unsigned readers;
};

/* The numbers of the disk section that belong to no region. */
enum layout_value {
    DISK_VALUE_HEADS,
    DISK_VALUE_SECTORS_PER_TRACK,
    DISK_VALUE_IMAGE_MINIMUM, /* bytes */
    DISK_VALUE_IMAGE_MAXIMUM,
    DISK_VALUE_PARTITION_START, /* LBA */
    DISK_VALUE_PARTITION_TYPE,
    DISK_VALUE_FLOPPY_SECTORS,
    DISK_VALUES
};

/* How the file writes such a number: "geometry heads 64", and what constant it becomes. */
struct layout_value_name {
    const char *directive;
    const char *key;
    const char *constant;
};

extern const struct layout_value_name layout_value_names[DISK_VALUES];
extern const char *const layout_section_names[SECTIONS];
extern const char *const layout_who_names[WHO_COUNT];

struct layout {
    const char *file;
    unsigned last_line;
    unsigned section_line[SECTIONS]; /* 0: the file has no such section */
    unsigned region_count[SECTIONS];
    struct layout_region regions[SECTIONS][LAYOUT_REGIONS];
    uint64_t values[DISK_VALUES];
    unsigned value_lines[DISK_VALUES]; /* 0: not given */
};

/* Reads and judges `bytes` of text. True when there is nothing to find fault with; else the
 * findings tell all of it, in line order. `file` is only a name for the findings. */
bool layout_read(struct layout *layout, const char *file, const char *text, size_t bytes,
                 struct findings *findings);

/* The two halves of layout_read. */
void layout_parse(struct layout *layout, const char *text, size_t bytes, struct findings *findings);
void layout_check(const struct layout *layout, struct findings *findings);

/* The region of that name, or a null pointer. */
const struct layout_region *layout_find(const struct layout *layout, enum layout_section section,
                                        const char *name);

/* The same for a layout that layout_read has accepted and a region that every layout must have. */
const struct layout_region *layout_region(const struct layout *layout, enum layout_section section,
                                          const char *name);

static inline uint64_t region_end(const struct layout_region *region)
{
    return region->start + region->size;
}

#endif
