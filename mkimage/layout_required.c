/*
 * layout_required.c: what a layout has to name, since the programs use it.
 *
 * Called by layout_check.c. A region that is missing here would otherwise come to light as an
 * undefined constant in whichever program is compiled first. Pure.
 */
#include "mkimage/layout_check.h"

/* What the programs name. Regions beyond these are welcome and become constants too. */
static const char *const required[SECTIONS][LAYOUT_REGIONS] = {
    [SECTION_DISK] = {"mbr", "stage2", "kernel"},
    [SECTION_RAM] = {"ivt", "bda", "bios_buffer", "real_bss", "real_stack", "stage1", "stage2",
                     "bounce", "boot_info", "protected_bss", "protected_stack", "vga_text"},
    [SECTION_VIRT] = {"heap", "recursive", "kernel", "kernel_stack", "vga_text", "boot_info"},
};

static void section_check_complete(const struct checker *checker, enum layout_section section)
{
    const struct layout *layout = checker->layout;
    const char *name = layout_section_names[section];
    unsigned line = layout->section_line[section];
    if (line == 0) {
        finding_add(checker->findings, layout->file, layout->last_line, "section %s is missing",
                    name);
        return;
    }
    for (const char *const *region = required[section]; *region != NULL; region++) {
        if (layout_find(layout, section, *region) == NULL) {
            finding_add(checker->findings, layout->file, line, "section %s lacks region '%s'", name,
                        *region);
        }
    }
}

static void values_check_complete(const struct checker *checker)
{
    const struct layout *layout = checker->layout;
    unsigned line = layout->section_line[SECTION_DISK];
    for (unsigned value = 0; line != 0 && value < DISK_VALUES; value++) {
        if (layout->value_lines[value] == 0) {
            finding_add(checker->findings, layout->file, line, "section disk lacks '%s %s'",
                        layout_value_names[value].directive, layout_value_names[value].key);
        }
    }
}

void layout_check_complete(const struct checker *checker)
{
    for (unsigned section = 0; section < SECTIONS; section++) {
        section_check_complete(checker, (enum layout_section)section);
    }
    values_check_complete(checker);
}
