/*
 * emit.c: the layout's numbers as constants of four languages [emit.h].
 *
 * Comes from main.c with a checked layout; the files go to build/gen and from there to every
 * program. First one list of names and values is made, then each language writes it its own way.
 * Nothing is decided here: a value that is not in disk.layout follows from it by one addition.
 */
#include "mkimage/emit.h"

#include <ctype.h>
#include <string.h>

#include "common/image.h"

enum {
    CONSTANTS_MOST = DISK_VALUES + SECTIONS * LAYOUT_REGIONS * 3 + 4,
    CONSTANT_NAME_BYTES = LAYOUT_NAME_BYTES + 16,
    LEVEL_4_SHIFT = 39, /* [SDM3 4.5] bits 47 to 39 of an address choose the level-4 entry */
    LEVEL_4_MASK = 0x1ff,
};

/* How a constant is written: a count, a 32-bit address, a 64-bit address; the last two in hex. */
enum form { COUNT, COUNT_64, ADDRESS_32, ADDRESS_64 };

struct constant {
    char name[CONSTANT_NAME_BYTES];
    uint64_t value;
    enum form form;
};

struct constants {
    unsigned count;
    struct constant list[CONSTANTS_MOST];
};

/* Names are put together from three parts and turned into capitals. */
static void constant_add(struct constants *constants, enum form form, uint64_t value,
                         const char *prefix, const char *name, const char *suffix)
{
    struct constant *constant = &constants->list[constants->count++];
    constant->value = value;
    constant->form = form;
    snprintf(constant->name, sizeof(constant->name), "%s%s%s", prefix, name, suffix);
    for (char *letter = constant->name; *letter != '\0'; letter++) {
        *letter = (char)toupper((unsigned char)*letter);
    }
}

/* The disk's regions are told as BIOS and stages use them: first sector and number of sectors. */
static void constants_add_disk(struct constants *constants, const struct layout *layout)
{
    for (unsigned value = 0; value < DISK_VALUES; value++) {
        bool bytes = value == DISK_VALUE_IMAGE_MINIMUM || value == DISK_VALUE_IMAGE_MAXIMUM;
        constant_add(constants, bytes ? COUNT_64 : COUNT, layout->values[value], "",
                     layout_value_names[value].constant, "");
    }
    /* A region that takes the rest is as long as the smallest image lets it. */
    uint64_t image_sectors = layout->values[DISK_VALUE_IMAGE_MINIMUM] / SECTOR_BYTES;
    for (unsigned index = 0; index < layout->region_count[SECTION_DISK]; index++) {
        const struct layout_region *region = &layout->regions[SECTION_DISK][index];
        uint64_t sectors = region->rest ? image_sectors - region->start : region->size;
        constant_add(constants, COUNT, region->start, "DISK_", region->name, "_LBA");
        constant_add(constants, COUNT, sectors, "DISK_", region->name, "_SECTORS");
    }
}

/* Half-open ranges. END is redundant, but nobody is to add START and SIZE by hand. */
static void constants_add_ranges(struct constants *constants, const struct layout *layout,
                                 enum layout_section section, const char *prefix, enum form form)
{
    for (unsigned index = 0; index < layout->region_count[section]; index++) {
        const struct layout_region *region = &layout->regions[section][index];
        constant_add(constants, form, region->start, prefix, region->name, "_START");
        constant_add(constants, form, region->size, prefix, region->name, "_SIZE");
        constant_add(constants, form, region_end(region), prefix, region->name, "_END");
    }
}

/* What follows from the virt section as a whole: memory for all stacks, and the recursive entry. */
static void constants_add_virt(struct constants *constants, const struct layout *layout)
{
    uint64_t stacks_bytes = 0;
    constants_add_ranges(constants, layout, SECTION_VIRT, "VIRT_", ADDRESS_64);
    for (unsigned index = 0; index < layout->region_count[SECTION_VIRT]; index++) {
        const struct layout_region *region = &layout->regions[SECTION_VIRT][index];
        stacks_bytes += region->stack ? region->size : 0;
    }
    const struct layout_region *recursive = layout_region(layout, SECTION_VIRT, "recursive");
    constant_add(constants, ADDRESS_64, stacks_bytes, "VIRT_STACKS_BYTES", "", "");
    constant_add(constants, COUNT, recursive->start >> LEVEL_4_SHIFT & LEVEL_4_MASK,
                 "VIRT_RECURSIVE_SLOT", "", "");
}

static void constants_fill(struct constants *constants, const struct layout *layout)
{
    constants->count = 0;
    constants_add_disk(constants, layout);
    constants_add_ranges(constants, layout, SECTION_RAM, "RAM_", ADDRESS_32);
    constants_add_virt(constants, layout);
}

void emit_upper(const char *text, FILE *out)
{
    for (; *text != '\0'; text++) {
        fputc(toupper((unsigned char)*text), out);
    }
}

/* C has to be told that a constant has 64 bits; the other languages compute with 64 anyway. */
static void value_write(const struct constant *constant, const char *suffix_64, FILE *out)
{
    unsigned long long value = constant->value;
    bool wide = constant->form == COUNT_64 || constant->form == ADDRESS_64;
    if (constant->form == COUNT || constant->form == COUNT_64) {
        fprintf(out, "%llu%s", value, wide ? suffix_64 : "");
    } else {
        fprintf(out, "0x%0*llx%s", wide ? 16 : 8, value, wide ? suffix_64 : "");
    }
}

/* `before` and `between` make the language's definition of a constant, `after` ends it. */
static void constants_write(const struct layout *layout, FILE *out, const char *before,
                            const char *between, const char *after, const char *suffix_64)
{
    struct constants constants;
    constants_fill(&constants, layout);
    for (unsigned index = 0; index < constants.count; index++) {
        const struct constant *constant = &constants.list[index];
        fprintf(out, "%s%s%s", before, constant->name, between);
        value_write(constant, suffix_64, out);
        fprintf(out, "%s\n", after);
    }
}

#define NOTE "generated from disk.layout by mkimage; do not edit"

/* %define, not equ: the preprocessor's %if has to see the values too [NASM 4.4]. */
void emit_nasm(const struct layout *layout, FILE *out)
{
    fprintf(out, "; " NOTE "\n");
    fprintf(out, "%%ifndef LAYOUT_INC\n%%define LAYOUT_INC\n");
    constants_write(layout, out, "%define ", " ", "", "");
    fprintf(out, "%%endif\n");
}

/* Absolute symbols: the linker script computes with them, and so may the debugger. */
void emit_linker(const struct layout *layout, FILE *out)
{
    fprintf(out, "/* " NOTE " */\n");
    constants_write(layout, out, "", " = ", ";", "");
}

void emit_make(const struct layout *layout, FILE *out)
{
    fprintf(out, "# " NOTE "\n");
    constants_write(layout, out, "", " := ", "", "");
}

/* Who maps or counts the stacks walks this list, so a further stack is one more line of the layout.
 */
static void emit_c_stacks(const struct layout *layout, FILE *out)
{
    fprintf(out,
            "\n/* Every stack of the virt section, in its order: STACK(name, start, size). */\n"
            "#define VIRT_STACKS(STACK)");
    for (unsigned index = 0; index < layout->region_count[SECTION_VIRT]; index++) {
        const struct layout_region *region = &layout->regions[SECTION_VIRT][index];
        if (!region->stack) {
            continue;
        }
        fprintf(out, " \\\n    STACK(%s, VIRT_", region->name);
        emit_upper(region->name, out);
        fprintf(out, "_START, VIRT_");
        emit_upper(region->name, out);
        fprintf(out, "_SIZE)");
    }
    fprintf(out, "\n");
}

void emit_c(const struct layout *layout, FILE *out)
{
    fprintf(out, "/* " NOTE " */\n");
    fprintf(out, "#ifndef LAYOUT_H\n#define LAYOUT_H\n\n");
    constants_write(layout, out, "#define ", " ", "", "ULL");
    emit_c_stacks(layout, out);
    fprintf(out, "\n#endif\n");
}
