/*
 * layout_text.c: the layout of the tests [layout_text.h].
 */
#include "tests/unit/layout_text.h"

#include <stdlib.h>
#include <string.h>

#include "tests/unit/cmocka_headers.h"

static const char *const lines[LAYOUT_TEXT_LINES] = {
    "# a comment, and an empty line at the end of the file",              /* 1 */
    "section disk",                                                       /* 2 */
    "geometry heads 64 sectors 32",                                       /* 3 */
    "image minimum 16M maximum 256M",                                     /* 4 */
    "partition start 32 type 0xda",                                       /* 5 */
    "floppy sectors 2880",                                                /* 6 */
    "mbr 0 1",                                                            /* 7 */
    "stage2 32 64 # 32 KiB",                                              /* 8 */
    "kernel 96 rest",                                                     /* 9 */
    "section ram",                                                        /* 10 */
    "ivt 0 1K firmware > firmware",                                       /* 11 */
    "bda 0x400 256 firmware > firmware stage2",                           /* 12 */
    "bios_buffer 0x600 512 firmware stage2 > firmware stage2",            /* 13 */
    "real_bss\t0x800\t18K\tstage2 > stage2",                              /* 14 */
    "real_stack 0x5000 11K stack stage1 > stage1",                        /* 15 */
    "stage1 0x7c00 512 firmware > stage1",                                /* 16 */
    "stage2 0x8000 32K stage1 > stage2",                                  /* 17 */
    "bounce 0x10000 64K align 64K firmware > stage2",                     /* 18 */
    "boot_info 0x20000 64K align 4K stage2 > kernel",                     /* 19 */
    "protected_bss 0x30000 16K stage2 > stage2",                          /* 20 */
    "protected_stack 0x34000 16K stack stage2 > stage2",                  /* 21 */
    "vga_text 0xb8000 32K mmio align 4K firmware stage2 kernel > stage2", /* 22 */
    "section virt",                                                       /* 23 */
    "heap 0x444444440000 1T align 4K",                                    /* 24 */
    "recursive 0xffffff0000000000 512G align 512G",                       /* 25 */
    "kernel 0xffffffff80000000 128M align 2M",                            /* 26 */
    "kernel_stack 0xffffffff90001000 64K stack align 4K",                 /* 27 */
    "vga_text 0xffffffff90100000 32K",                                    /* 28 */
    "boot_info 0xffffffff90110000 64K",                                   /* 29 */
};

char *layout_text(unsigned line, unsigned count, const char *text)
{
    char *all = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&all, &length);
    assert_non_null(out);
    for (unsigned number = 1; number <= LAYOUT_TEXT_LINES; number++) {
        if (count > 0 && number == line) {
            fprintf(out, "%s\n", text);
        } else if (number < line || number >= line + count) {
            fprintf(out, "%s\n", lines[number - 1]);
        }
    }
    assert_int_equal(fclose(out), 0);
    return all;
}

void layout_text_read(struct layout *layout)
{
    struct findings findings = {0};
    char *text = layout_text(1, 0, NULL);
    assert_true(layout_read(layout, "plan", text, strlen(text), &findings));
    free(text);
}

char *findings_text(const struct findings *findings)
{
    char *all = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&all, &length);
    assert_non_null(out);
    findings_print(findings, out);
    assert_int_equal(fclose(out), 0);
    return all;
}
