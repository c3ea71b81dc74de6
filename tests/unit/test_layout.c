/*
 * test_layout.c: the reader and judge of disk.layout: what it takes, and every refusal, word by
 * word.
 *
 * Each refusal is one test, named after what is wrong: a sound layout with one of its lines
 * replaced. Rows 02-25 and 02-18 rest on these rules.
 */
#include <stdlib.h>
#include <string.h>

#include "common/boot_info.h"
#include "tests/unit/cmocka_headers.h"
#include "tests/unit/layout_cases.h"
#include "tests/unit/layout_text.h"
#include "tests/unit/random.h"

static void test_case(void **state)
{
    const struct layout_case *layout_case = *state;
    struct layout layout;
    struct findings findings = {0};
    char *text = layout_text(layout_case->line, layout_case->count, layout_case->text);
    bool good = layout_read(&layout, "plan", text, strlen(text), &findings);
    char *found = findings_text(&findings);
    assert_string_equal(found, layout_case->expected != NULL ? layout_case->expected : "");
    assert_int_equal(good, layout_case->expected == NULL);
    free(found);
    free(text);
}

/* The last line counts without its newline, whatever it is. */
static void test_final_newline_missing(void **state)
{
    (void)state;
    struct layout layout;
    struct findings findings = {0};
    char *text = layout_text(1, 0, NULL);
    assert_true(layout_read(&layout, "plan", text, strlen(text) - 1, &findings));
    assert_int_equal(layout.last_line, LAYOUT_TEXT_LINES);
    assert_int_equal(layout_region(&layout, SECTION_VIRT, "boot_info")->size, 64 * 1024);
    free(text);
}

/* The whole file, each line ended as DOS does it. */
static void test_dos_lines(void **state)
{
    (void)state;
    struct layout layout;
    struct findings findings = {0};
    char *text = layout_text(1, 0, NULL);
    char *dos = calloc(2, strlen(text) + 1);
    assert_non_null(dos);
    size_t length = 0;
    for (const char *from = text; *from != '\0'; from++) {
        if (*from == '\n') {
            dos[length++] = '\r';
        }
        dos[length++] = *from;
    }
    assert_true(layout_read(&layout, "plan", dos, length, &findings));
    free(dos);
    free(text);
}

static void test_nul_byte(void **state)
{
    (void)state;
    static const char text[] = "section disk\nmbr\0 0 1\n";
    struct layout layout;
    struct findings findings = {0};
    assert_false(layout_read(&layout, "plan", text, sizeof(text) - 1, &findings));
    char *found = findings_text(&findings);
    assert_string_equal(found, "plan:2: byte 0x00 in column 4 is not printable ASCII\n");
    free(found);
}

/* What is read is what was written: every field of a line of each section. */
static void test_fields(void **state)
{
    (void)state;
    struct layout layout;
    layout_text_read(&layout);
    assert_int_equal(layout.values[DISK_VALUE_HEADS], 64);
    assert_int_equal(layout.values[DISK_VALUE_SECTORS_PER_TRACK], 32);
    assert_int_equal(layout.values[DISK_VALUE_IMAGE_MINIMUM], 16 << 20);
    assert_int_equal(layout.values[DISK_VALUE_IMAGE_MAXIMUM], 256 << 20);
    assert_int_equal(layout.values[DISK_VALUE_PARTITION_START], 32);
    assert_int_equal(layout.values[DISK_VALUE_PARTITION_TYPE], 0xda);
    assert_int_equal(layout.values[DISK_VALUE_FLOPPY_SECTORS], 2880);
    assert_true(layout_region(&layout, SECTION_DISK, "kernel")->rest);

    const struct layout_region *vga = layout_region(&layout, SECTION_RAM, "vga_text");
    assert_int_equal(vga->line, 22);
    assert_int_equal(vga->start, 0xb8000);
    assert_int_equal(region_end(vga), 0xc0000);
    assert_int_equal(vga->align, 4096);
    assert_true(vga->mmio && !vga->stack && !vga->rest);
    assert_int_equal(vga->writers, WHO_FIRMWARE | WHO_STAGE2 | WHO_KERNEL);
    assert_int_equal(vga->readers, WHO_STAGE2);

    const struct layout_region *stack = layout_region(&layout, SECTION_VIRT, "kernel_stack");
    assert_int_equal(stack->start, 0xffffffff90001000);
    assert_int_equal(stack->size, 0x10000);
    assert_true(stack->stack && !stack->mmio);
    assert_null(layout_find(&layout, SECTION_VIRT, "stage1"));
}

/* The sections are told by their names, not by their order. */
static void test_sections_in_another_order(void **state)
{
    (void)state;
    struct layout layout;
    struct findings findings = {0};
    char *text = layout_text(1, 0, NULL);
    const char *ram = strstr(text, "section ram");
    const char *virt = strstr(text, "section virt");
    char *turned = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&turned, &length);
    assert_non_null(out);
    fprintf(out, "%s%.*s%.*s", virt, (int)(virt - ram), ram, (int)(ram - text), text);
    assert_int_equal(fclose(out), 0);
    assert_true(layout_read(&layout, "plan", turned, length, &findings));
    assert_int_equal(layout_region(&layout, SECTION_DISK, "stage2")->start, 32);
    free(turned);
    free(text);
}

/* The hand-over has to fit into its line; how long it is, only its header knows. */
static void test_boot_info_too_small(void **state)
{
    (void)state;
    struct layout layout;
    struct findings findings = {0};
    char expected[FINDING_TEXT_BYTES];
    char *text = layout_text(19, 1, "boot_info 0x20000 4K align 4K stage2 > kernel");
    snprintf(expected, sizeof(expected),
             "ram region 'boot_info' is smaller than the structure's %zu bytes",
             sizeof(struct boot_info));
    assert_false(layout_read(&layout, "plan", text, strlen(text), &findings));
    assert_int_equal(findings.list[0].line, 19);
    assert_string_equal(findings.list[0].text, expected);
    free(text);
}

/* Mistakes in many lines are all told, in the order of the lines, though some are only seen when
 * the whole has been read. */
static void test_many_in_order(void **state)
{
    (void)state;
    struct layout layout;
    struct findings findings = {0};
    char *text = layout_text(8, 2, "stage2 32 64\nkernel 32 rest\nodd 300 -1");
    assert_false(layout_read(&layout, "plan", text, strlen(text), &findings));
    char *found = findings_text(&findings);
    assert_string_equal(found,
                        "plan:9: disk region 'kernel' at 0x20 overlaps 'stage2' of line 8, up to "
                        "0x60\nplan:10: '-1' is negative\n");
    free(found);
    free(text);
}

static void test_findings_are_bounded(void **state)
{
    (void)state;
    struct layout layout;
    struct findings findings = {0};
    char text[3 * 100 + 1] = "";
    for (size_t line = 0; line < 100; line++) {
        memcpy(text + 3 * line, "?!\n", 3);
    }
    text[0] = '#';
    memcpy(text, "section disk\n##", 15);
    assert_false(layout_read(&layout, "plan", text, sizeof(text) - 1, &findings));
    assert_int_equal(findings.count, FINDINGS_CAPACITY);
    assert_int_equal(findings.list[0].line, 3);
    assert_int_equal(findings.list[FINDINGS_CAPACITY - 1].line, 2 + FINDINGS_CAPACITY);
}

/* What was found is told up to a bound, and how much more there was. */
static void test_findings_beyond_the_bound(void **state)
{
    (void)state;
    struct findings findings = {0};
    for (unsigned line = 1; line <= FINDINGS_CAPACITY + 3; line++) {
        finding_add(&findings, "plan", line, "wrong");
    }
    char *text = findings_text(&findings);
    assert_non_null(strstr(text, "plan:20: wrong\n... and 3 more\n"));
    free(text);
}

/* One region more than a section may have. */
static void test_too_many_regions(void **state)
{
    (void)state;
    enum { DISK_LINES = 3, FREE = LAYOUT_REGIONS - DISK_LINES };
    for (unsigned count = FREE; count <= FREE + 1; count++) {
        struct layout layout;
        struct findings findings = {0};
        char *regions = NULL;
        size_t length = 0;
        FILE *out = open_memstream(&regions, &length);
        assert_non_null(out);
        for (unsigned index = 0; index < count; index++) {
            fprintf(out, "r%u %u 1\n", index, 96 + index);
        }
        fprintf(out, "kernel 200 rest");
        assert_int_equal(fclose(out), 0);
        char *text = layout_text(9, 1, regions);
        assert_int_equal(layout_read(&layout, "plan", text, strlen(text), &findings),
                         count == FREE);
        if (count > FREE) {
            assert_string_equal(findings.list[0].text, "more than 32 regions in one section");
        }
        free(text);
        free(regions);
    }
}

/* An independent judgement of an accepted layout: pair by pair, no order relied on. */
static void assert_disjoint(const struct layout *layout, enum layout_section section)
{
    uint64_t guard = section == SECTION_VIRT ? 4096 : 0;
    for (unsigned a = 0; a < layout->region_count[section]; a++) {
        for (unsigned b = 0; b < layout->region_count[section]; b++) {
            const struct layout_region *first = &layout->regions[section][a];
            const struct layout_region *second = &layout->regions[section][b];
            if (a == b || first->start > second->start) {
                continue;
            }
            uint64_t gap = first->stack || second->stack ? guard : 0;
            assert_true(first->size != 0 || first->rest);
            assert_true(first->size + first->start >= first->start);
            assert_true(second->start - first->start >= first->size + gap);
        }
    }
}

/* Replaces some bytes by others that layouts are made of. */
static void text_damage(char *text, size_t length, struct random *random)
{
    static const char alphabet[] = " \n#>0123456789abcdefxKMGT_-sectionramvirtalignstack\r\t\x80";
    uint64_t changes = 1 + random_below(random, 4);
    for (uint64_t change = 0; change < changes; change++) {
        text[random_below(random, length)] = alphabet[random_below(random, sizeof(alphabet) - 1)];
    }
}

/* Whatever stands in the file: no fault of the reader (the sanitizers watch), every refusal says
 * why, and what is accepted is sound. */
static void test_damaged_text(void **state)
{
    (void)state;
    enum { ROUNDS = 20000, SOUND_LEAST = 100 };
    struct random random = {.state = 2};
    char *sound = layout_text(1, 0, NULL);
    size_t length = strlen(sound);
    char *text = malloc(length);
    unsigned accepted = 0;
    assert_non_null(text);
    for (unsigned round = 0; round < ROUNDS; round++) {
        struct layout layout;
        struct findings findings = {0};
        memcpy(text, sound, length);
        text_damage(text, length, &random);
        if (!layout_read(&layout, "plan", text, length, &findings)) {
            assert_int_not_equal(findings.count, 0);
            assert_int_not_equal(findings.list[0].line, 0);
            continue;
        }
        accepted++;
        for (unsigned section = 0; section < SECTIONS; section++) {
            assert_disjoint(&layout, (enum layout_section)section);
        }
    }
    assert_in_range(accepted, SOUND_LEAST, ROUNDS - SOUND_LEAST);
    free(text);
    free(sound);
}

/* Row 02-25: the file that the build uses is one that this judge accepts. */
static void test_disk_layout_itself(void **state)
{
    (void)state;
    static char text[64 * 1024];
    struct layout layout;
    struct findings findings = {0};
    FILE *file = fopen("disk.layout", "rb");
    assert_non_null(file);
    size_t length = fread(text, 1, sizeof(text), file);
    fclose(file);
    bool good = layout_read(&layout, "disk.layout", text, length, &findings);
    findings_print(&findings, stderr);
    assert_true(good);
}

int main(void)
{
    static const struct CMUnitTest others[] = {
        cmocka_unit_test(test_final_newline_missing),
        cmocka_unit_test(test_dos_lines),
        cmocka_unit_test(test_nul_byte),
        cmocka_unit_test(test_fields),
        cmocka_unit_test(test_many_in_order),
        cmocka_unit_test(test_findings_are_bounded),
        cmocka_unit_test(test_sections_in_another_order),
        cmocka_unit_test(test_boot_info_too_small),
        cmocka_unit_test(test_findings_beyond_the_bound),
        cmocka_unit_test(test_too_many_regions),
        cmocka_unit_test(test_damaged_text),
        cmocka_unit_test(test_disk_layout_itself),
    };
    size_t count = layout_case_count + ARRAY_LENGTH(others);
    struct CMUnitTest *tests = calloc(count, sizeof(tests[0]));
    assert_non_null(tests);
    for (size_t index = 0; index < layout_case_count; index++) {
        tests[index] = (struct CMUnitTest){
            .name = layout_cases[index].name,
            .test_func = test_case,
            .initial_state = (void *)(uintptr_t)&layout_cases[index],
        };
    }
    memcpy(&tests[layout_case_count], others, sizeof(others));
    int failed = _cmocka_run_group_tests("layout", tests, count, NULL, NULL);
    free(tests);
    return failed;
}
