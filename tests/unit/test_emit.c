/*
 * test_emit.c: the constants and tables that mkimage derives from a layout.
 *
 * The names and values below are written out by hand from layout_text.c's lines; each language's
 * file has to have all of them and nothing else. Row 02-25: a changed line changes them.
 */
#include <stdlib.h>
#include <string.h>

#include "common/boot_info.h"
#include "mkimage/emit.h"
#include "tests/unit/cmocka_headers.h"
#include "tests/unit/layout_text.h"

/* Counts are decimal, addresses hexadecimal with the digits of 32 or 64 bits. */
enum form { COUNT, COUNT_64, ADDRESS_32, ADDRESS_64 };

struct expected {
    const char *name;
    enum form form;
    uint64_t value;
};

/* Three constants a region. */
#define RANGE(name, form, start, size)                                                             \
    {name "_START", form, (start)}, {name "_SIZE", form, (size)},                                  \
    {                                                                                              \
        name "_END", form, (start) + (size)                                                        \
    }
#define RAM(name, start, size)  RANGE("RAM_" name, ADDRESS_32, start, size)
#define VIRT(name, start, size) RANGE("VIRT_" name, ADDRESS_64, start, size)

static const struct expected expected[] = {
    {"DISK_HEADS", COUNT, 64},
    {"DISK_SECTORS_PER_TRACK", COUNT, 32},
    {"DISK_IMAGE_BYTES", COUNT_64, 16777216},
    {"DISK_IMAGE_MAXIMUM_BYTES", COUNT_64, 268435456},
    {"DISK_PARTITION_LBA", COUNT, 32},
    {"DISK_PARTITION_TYPE", COUNT, 218},
    {"DISK_FLOPPY_SECTORS", COUNT, 2880},
    {"DISK_MBR_LBA", COUNT, 0},
    {"DISK_MBR_SECTORS", COUNT, 1},
    {"DISK_STAGE2_LBA", COUNT, 32},
    {"DISK_STAGE2_SECTORS", COUNT, 64},
    {"DISK_KERNEL_LBA", COUNT, 96},
    {"DISK_KERNEL_SECTORS", COUNT, 32672},
    RAM("IVT", 0, 0x400),
    RAM("BDA", 0x400, 0x100),
    RAM("BIOS_BUFFER", 0x600, 0x200),
    RAM("REAL_BSS", 0x800, 0x4800),
    RAM("REAL_STACK", 0x5000, 0x2c00),
    RAM("STAGE1", 0x7c00, 0x200),
    RAM("STAGE2", 0x8000, 0x8000),
    RAM("BOUNCE", 0x10000, 0x10000),
    RAM("BOOT_INFO", 0x20000, 0x10000),
    RAM("PROTECTED_BSS", 0x30000, 0x4000),
    RAM("PROTECTED_STACK", 0x34000, 0x4000),
    RAM("VGA_TEXT", 0xb8000, 0x8000),
    VIRT("HEAP", 0x444444440000, 0x10000000000),
    VIRT("RECURSIVE", 0xffffff0000000000, 0x8000000000),
    VIRT("KERNEL", 0xffffffff80000000, 0x8000000),
    VIRT("KERNEL_STACK", 0xffffffff90001000, 0x10000),
    VIRT("VGA_TEXT", 0xffffffff90100000, 0x8000),
    VIRT("BOOT_INFO", 0xffffffff90110000, 0x10000),
    {"VIRT_STACKS_BYTES", ADDRESS_64, 0x10000},
    {"VIRT_RECURSIVE_SLOT", COUNT, 510},
};

typedef void (*emitter)(const struct layout *layout, FILE *out);

/* How a language writes: what stands around a definition, and behind a 64-bit value. */
struct language {
    emitter emit;
    const char *head;
    const char *before;
    const char *between;
    const char *after;
    const char *wide;
    const char *tail;
};

static const struct language nasm = {
    .emit = emit_nasm,
    .head = "; generated from disk.layout by mkimage; do not edit\n"
            "%ifndef LAYOUT_INC\n%define LAYOUT_INC\n",
    .before = "%define ",
    .between = " ",
    .after = "",
    .wide = "",
    .tail = "%endif\n",
};

static const struct language c = {
    .emit = emit_c,
    .head = "/* generated from disk.layout by mkimage; do not edit */\n"
            "#ifndef LAYOUT_H\n#define LAYOUT_H\n\n",
    .before = "#define ",
    .between = " ",
    .after = "",
    .wide = "ULL",
    .tail = "\n/* Every stack of the virt section, in its order: STACK(name, start, size). */\n"
            "#define VIRT_STACKS(STACK) \\\n"
            "    STACK(kernel_stack, VIRT_KERNEL_STACK_START, VIRT_KERNEL_STACK_SIZE)\n"
            "\n#endif\n",
};

static const struct language linker = {
    .emit = emit_linker,
    .head = "/* generated from disk.layout by mkimage; do not edit */\n",
    .before = "",
    .between = " = ",
    .after = ";",
    .wide = "",
    .tail = "",
};

static const struct language make = {
    .emit = emit_make,
    .head = "# generated from disk.layout by mkimage; do not edit\n",
    .before = "",
    .between = " := ",
    .after = "",
    .wide = "",
    .tail = "",
};

/* What an emitter writes for a layout; free() it. */
static char *emitted(const struct layout *layout, emitter emit)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    assert_non_null(out);
    emit(layout, out);
    assert_int_equal(fclose(out), 0);
    return text;
}

static void constant_write(const struct expected *constant, const struct language *language,
                           FILE *out)
{
    static const char *const formats[] = {[COUNT] = "%llu",
                                          [COUNT_64] = "%llu",
                                          [ADDRESS_32] = "0x%08llx",
                                          [ADDRESS_64] = "0x%016llx"};
    bool wide = constant->form == COUNT_64 || constant->form == ADDRESS_64;
    fprintf(out, "%s%s%s", language->before, constant->name, language->between);
    fprintf(out, formats[constant->form], (unsigned long long)constant->value);
    fprintf(out, "%s%s\n", wide ? language->wide : "", language->after);
}

static void test_language(void **state)
{
    const struct language *language = *state;
    struct layout layout;
    char *wanted = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&wanted, &length);
    assert_non_null(out);
    fputs(language->head, out);
    for (size_t index = 0; index < ARRAY_LENGTH(expected); index++) {
        constant_write(&expected[index], language, out);
    }
    fputs(language->tail, out);
    assert_int_equal(fclose(out), 0);

    layout_text_read(&layout);
    char *found = emitted(&layout, language->emit);
    assert_string_equal(found, wanted);
    free(found);
    free(wanted);
}

/* Reads the layout with one line changed. */
static void layout_read_changed(struct layout *layout, unsigned line, const char *text)
{
    struct findings findings = {0};
    char *all = layout_text(line, 1, text);
    assert_true(layout_read(layout, "plan", all, strlen(all), &findings));
    free(all);
}

/* Row 02-25: one changed line, and every language has the new number and no old one. */
static void test_one_line_moves_all(void **state)
{
    (void)state;
    static const emitter emitters[] = {emit_nasm, emit_c, emit_linker, emit_make, emit_markdown};
    struct layout layout;
    for (size_t index = 0; index < ARRAY_LENGTH(emitters); index++) {
        layout_text_read(&layout);
        char *before = emitted(&layout, emitters[index]);
        layout_read_changed(&layout, 26, "kernel 0xffffffff80200000 128M align 2M");
        char *after = emitted(&layout, emitters[index]);
        assert_non_null(strstr(before, "0xffffffff80000000"));
        assert_null(strstr(before, "0xffffffff80200000"));
        assert_non_null(strstr(after, "0xffffffff80200000"));
        assert_null(strstr(after, "0xffffffff80000000"));
        free(before);
        free(after);
    }
}

/* Further stacks join VIRT_STACKS in the order of their lines, and its sum. */
static void test_more_stacks(void **state)
{
    (void)state;
    struct layout layout;
    layout_read_changed(&layout, 28,
                        "nmi_stack 0xffffffff90020000 8K stack\n"
                        "fault_stack 0xffffffff90030000 4K stack\n"
                        "vga_text 0xffffffff90100000 32K");
    char *text = emitted(&layout, emit_c);
    assert_non_null(
        strstr(text, "#define VIRT_STACKS(STACK) \\\n"
                     "    STACK(kernel_stack, VIRT_KERNEL_STACK_START, VIRT_KERNEL_STACK_SIZE) \\\n"
                     "    STACK(nmi_stack, VIRT_NMI_STACK_START, VIRT_NMI_STACK_SIZE) \\\n"
                     "    STACK(fault_stack, VIRT_FAULT_STACK_START, VIRT_FAULT_STACK_SIZE)\n"));
    assert_non_null(strstr(text, "#define VIRT_STACKS_BYTES 0x0000000000013000ULL\n"));
    free(text);
}

static void test_recursive_slot(void **state)
{
    (void)state;
    struct layout layout;
    layout_read_changed(&layout, 25, "recursive 0xffff800000000000 512G");
    char *text = emitted(&layout, emit_make);
    assert_non_null(strstr(text, "VIRT_RECURSIVE_SLOT := 256\n"));
    free(text);
}

static void test_kernel_of_fixed_size(void **state)
{
    (void)state;
    struct layout layout;
    layout_read_changed(&layout, 9, "kernel 96 4000");
    char *text = emitted(&layout, emit_make);
    assert_non_null(strstr(text, "DISK_KERNEL_SECTORS := 4000\n"));
    free(text);
}

/* The tables of the docs: a line of each kind, as Markdown. */
static void test_tables(void **state)
{
    (void)state;
    static const char *const rows[] = {
        "<!-- generated from disk.layout by mkimage; do not edit -->\n",
        "64 heads x 32 sectors; 16 MiB, at most 256 MiB; one active partition of type 0xda from "
        "sector 32 to the image's end.\n",
        "| mbr | 0 | 0 | 512 bytes |\n",
        "| stage2 | 32 | 95 | 32 KiB |\n",
        "| kernel | 96 | 32767, or the larger image's last | the rest |\n",
        "| real_bss | `0x00800` | `0x04fff` | 18 KiB | stage2 | stage2 |\n",
        "| vga_text | `0xb8000` | `0xbffff` | 32 KiB | firmware, stage2, kernel | stage2 |\n",
        "| heap | `0x0000444444440000` | `0x000045444443ffff` | 1 TiB |  |\n",
        "| kernel_stack | `0xffffffff90001000` | `0xffffffff90010fff` | 64 KiB | below and above "
        "|\n",
    };
    struct layout layout;
    layout_text_read(&layout);
    char *text = emitted(&layout, emit_markdown);
    for (size_t index = 0; index < ARRAY_LENGTH(rows); index++) {
        assert_non_null(strstr(text, rows[index]));
    }
    free(text);
}

/* A size that is no multiple of the next unit stays in the smaller one. */
static void test_odd_size_in_table(void **state)
{
    (void)state;
    struct layout layout;
    layout_read_changed(&layout, 15, "real_stack 0x5000 0x2a10 stack stage1 > stage1");
    char *text = emitted(&layout, emit_markdown);
    assert_non_null(strstr(text, "| real_stack | `0x05000` | `0x07a0f` | 10768 bytes |"));
    free(text);
}

/* The constants for NASM, one of each kind; those that are contracts between programs by number. */
static void test_constants(void **state)
{
    (void)state;
    struct layout layout;
    char line[128];
    layout_text_read(&layout);
    char *text = emitted(&layout, emit_constants);
    static const char *const lines[] = {
        "%define STEP_STAGE2 0x0\n",          "%define SECTOR_BYTES 0x200\n",
        "%define STAGE1_BPB_END 0x5a\n",      "%define STAGE1_HEADER_OFFSET 0x1b2\n",
        "%define STAGE2_MAGIC 0x32435341\n",  "%define STAGE1_HEADER_STAGE2_SECTORS 0x4\n",
        "%define STAGE2_HEADER_SUM 0xc\n",    "%define STAGE2_HEADER_SIZE 0x20\n",
        "%define KERNEL_HEADER_ENTRY 0x10\n", "%define BOOT_INFO_MAGIC 0x4f464e494f4f42\n",
    };
    for (size_t index = 0; index < ARRAY_LENGTH(lines); index++) {
        assert_non_null(strstr(text, lines[index]));
    }
    snprintf(line, sizeof(line), "%%define STEP_LONG 0x%x\n", (unsigned)STEP_LONG);
    assert_non_null(strstr(text, line));
    snprintf(line, sizeof(line), "%%define BOOT_INFO_TRACE 0x%zx\n",
             offsetof(struct boot_info, trace));
    assert_non_null(strstr(text, line));
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        {"test_nasm", test_language, NULL, NULL, (void *)(uintptr_t)&nasm},
        {"test_c", test_language, NULL, NULL, (void *)(uintptr_t)&c},
        {"test_linker", test_language, NULL, NULL, (void *)(uintptr_t)&linker},
        {"test_make", test_language, NULL, NULL, (void *)(uintptr_t)&make},
        cmocka_unit_test(test_one_line_moves_all),
        cmocka_unit_test(test_more_stacks),
        cmocka_unit_test(test_recursive_slot),
        cmocka_unit_test(test_kernel_of_fixed_size),
        cmocka_unit_test(test_tables),
        cmocka_unit_test(test_odd_size_in_table),
        cmocka_unit_test(test_constants),
    };
    return cmocka_run_group_tests_name("emit", tests, NULL, NULL);
}
