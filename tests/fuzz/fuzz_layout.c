/*
 * fuzz_layout.c: any text is a layout or is refused with reasons; what is accepted has regions that
 * ascend and do not overlap, gives each constant once, and is the same when it is written again.
 *
 * Input: the text of a disk.layout.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mkimage/emit.h"
#include "tests/fuzz/fuzz.h"

enum { CONSTANTS_MOST = 512 };

static const char plan[] = "plan";

/* Each reason stands in a line of the file, in order, and can be printed in one line. */
static void findings_judge(const struct findings *findings, unsigned last_line)
{
    unsigned kept = findings->count < FINDINGS_CAPACITY ? findings->count : FINDINGS_CAPACITY;
    for (unsigned i = 0; i < kept; i++) {
        const struct finding *finding = &findings->list[i];
        assert_ptr_equal(finding->file, plan);
        assert_in_range(finding->line, i == 0 ? 1 : findings->list[i - 1].line, last_line);
        assert_in_range(strlen(finding->text), 1, FINDING_TEXT_BYTES - 1);
        assert_int_equal(strcspn(finding->text, "\n\r\t"), strlen(finding->text));
    }
}

static void regions_judge(const struct layout *layout)
{
    for (unsigned section = 0; section < SECTIONS; section++) {
        uint64_t end = 0;
        for (unsigned i = 0; i < layout->region_count[section]; i++) {
            const struct layout_region *region = &layout->regions[section][i];
            bool is_last = i + 1 == layout->region_count[section];
            assert_true(region->start >= end);
            assert_true(region->rest ? is_last : region->size > 0);
            assert_true(region->align == 0 || region->start % region->align == 0);
            end = region_end(region);
            assert_true(end > region->start || region->rest);
        }
    }
}

/* Every line that defines something does so for a name that no other line has; what counts sectors
 * counts no more than the largest image has. */
static void constants_judge(const struct layout *layout)
{
    static char names[CONSTANTS_MOST][64];
    size_t count = 0;
    size_t length;
    char *text;
    FILE *out = open_memstream(&text, &length);
    emit_make(layout, out);
    fclose(out);
    char *rest = NULL;
    for (char *line = strtok_r(text, "\n", &rest); line != NULL;
         line = strtok_r(NULL, "\n", &rest)) {
        if (line[0] == '#') {
            continue;
        }
        assert_true(count < CONSTANTS_MOST);
        char digits[64];
        assert_int_equal(sscanf(line, "%63[A-Z0-9_] := %63s", names[count], digits), 2);
        unsigned long long value = strtoull(digits, NULL, 0);
        bool is_sectors = strncmp(names[count], "DISK_", 5) == 0 && strstr(line, "BYTES") == NULL;
        assert_true(!is_sectors || value <= layout->values[DISK_VALUE_IMAGE_MAXIMUM] / 512);
        for (size_t i = 0; i < count; i++) {
            assert_string_not_equal(names[i], names[count]);
        }
        count++;
    }
    size_t regions = layout->region_count[SECTION_RAM] + layout->region_count[SECTION_VIRT];
    assert_int_equal(count, DISK_VALUES + 2 * layout->region_count[SECTION_DISK] + 3 * regions + 2);
    free(text);
}

static void who_write(unsigned who, FILE *out)
{
    for (unsigned bit = 0; bit < WHO_COUNT; bit++) {
        fprintf(out, "%s", who >> bit & 1 ? " " : "");
        fprintf(out, "%s", who >> bit & 1 ? layout_who_names[bit] : "");
    }
}

static void region_write(const struct layout_region *region, unsigned section, FILE *out)
{
    fprintf(out, "%s %llu ", region->name, (unsigned long long)region->start);
    fprintf(out, region->rest ? "rest" : "%llu", (unsigned long long)region->size);
    if (region->align != 0) {
        fprintf(out, " align 0x%llx", (unsigned long long)region->align);
    }
    fprintf(out, "%s%s", region->stack ? " stack" : "", region->mmio ? " mmio" : "");
    if (section == SECTION_RAM) {
        who_write(region->writers, out);
        fprintf(out, " >");
        who_write(region->readers, out);
    }
    fprintf(out, "\n");
}

/* In the language of the file, with nothing in it that could be left out. */
static char *layout_write(const struct layout *layout, size_t *length)
{
    char *text;
    FILE *out = open_memstream(&text, length);
    for (unsigned section = 0; section < SECTIONS; section++) {
        fprintf(out, "section %s\n", layout_section_names[section]);
        for (unsigned value = 0; section == SECTION_DISK && value < DISK_VALUES; value++) {
            fprintf(out, "%s %s %llu\n", layout_value_names[value].directive,
                    layout_value_names[value].key, (unsigned long long)layout->values[value]);
        }
        for (unsigned i = 0; i < layout->region_count[section]; i++) {
            region_write(&layout->regions[section][i], section, out);
        }
    }
    fclose(out);
    return text;
}

/* Read again, all is the same but the numbers of the lines. */
static void round_trip_judge(struct layout *layout)
{
    static struct layout again;
    struct findings findings = {0};
    size_t length;
    char *text = layout_write(layout, &length);
    assert_true(layout_read(&again, plan, text, length, &findings));
    assert_memory_equal(again.region_count, layout->region_count, sizeof(layout->region_count));
    assert_memory_equal(again.values, layout->values, sizeof(layout->values));
    for (unsigned section = 0; section < SECTIONS; section++) {
        for (unsigned i = 0; i < layout->region_count[section]; i++) {
            again.regions[section][i].line = layout->regions[section][i].line;
        }
    }
    assert_memory_equal(again.regions, layout->regions, sizeof(layout->regions));
    free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    static struct layout layout;
    struct findings findings = {0};
    bool is_accepted = layout_read(&layout, plan, (const char *)bytes, count, &findings);
    assert_int_equal(is_accepted, findings.count == 0);
    findings_judge(&findings, layout.last_line);
    if (is_accepted) {
        regions_judge(&layout);
        constants_judge(&layout);
        round_trip_judge(&layout);
    }
    return 0;
}
