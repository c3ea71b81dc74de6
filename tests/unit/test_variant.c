/*
 * test_variant.c: the image's variants for firmware with other wishes (quirks 3, 4, 5, 9).
 *
 * Names, offsets and bytes are written out here once more: the test believes neither the table nor
 * its offsets.
 */
#include <stdlib.h>
#include <string.h>

#include "mkimage/emit.h"
#include "mkimage/variant.h"
#include "tests/unit/cmocka_headers.h"
#include "tests/unit/image_parts.h"
#include "tests/unit/layout_text.h"

enum { VARIANTS = 6, TABLE_AT = 446, ENTRY_AT = 446 + 3 * 16, ENTRY_BYTES = 16 };

static struct image_parts parts;
static struct image image;
static uint8_t normal[SECTOR_BYTES];

static int image_make(void **state)
{
    (void)state;
    image_parts_make(&parts);
    memcpy(parts.stage1 + 3, "ASCENT  ", 8);
    image_parts_lay(&parts, &image);
    memcpy(normal, image.bytes, sizeof(normal));
    return 0;
}

static int image_free(void **state)
{
    (void)state;
    free(image.bytes);
    return 0;
}

static unsigned findings_of(const char **text)
{
    static char *last;
    struct findings findings = {0};
    const struct image_view view = {"img", image.bytes, image.count, image.size};
    free(last);
    image_check(&view, &parts.layout, &findings);
    *text = last = findings_text(&findings);
    return findings.count;
}

static void sector_0_be(const struct variant *variant)
{
    memcpy(image.bytes, normal, sizeof(normal));
    variant_apply(variant, image.bytes);
}

/* What makes a variant of the normal sector 0, by hand. */
static void sector_change(unsigned number, uint8_t *sector)
{
    switch (number) {
    case 1:
        sector[0x1a] = 32;
        break;
    case 2:
        sector[0x18] = 63;
        sector[0x1a] = 255;
        break;
    case 3:
        memset(sector + 3, 0, 0x5a - 3);
        break;
    case 4:
        memcpy(sector, "\x33\xc0\xeb\x56", 4);
        break;
    case 5:
        memcpy(sector + ENTRY_AT, sector + TABLE_AT, ENTRY_BYTES);
        memset(sector + TABLE_AT, 0, ENTRY_BYTES);
        break;
    default:
        break;
    }
}

static void test_every_byte_of_every_variant(void **state)
{
    (void)state;
    static const char *const names[VARIANTS] = {"normal",   "heads32", "heads255",
                                                "no-block", "xor",     "entry4"};
    for (unsigned number = 0; number < VARIANTS; number++) {
        uint8_t expected[SECTOR_BYTES];
        const char *text;
        const struct variant *variant = variant_at(number);
        assert_string_equal(variant->name, names[number]);
        sector_0_be(variant);
        memcpy(expected, normal, sizeof(expected));
        sector_change(number, expected);
        assert_memory_equal(image.bytes, expected, SECTOR_BYTES);
        assert_ptr_equal(variant_of(image.bytes), variant);
        findings_of(&text);
        assert_string_equal(text, "");
    }
    assert_null(variant_at(VARIANTS));
}

/* Two variants in one sector are none: nobody makes them, so somebody has changed something. */
static void test_mixtures_are_refused(void **state)
{
    (void)state;
    for (unsigned first = 1; first < VARIANTS; first++) {
        for (unsigned second = 4; second < VARIANTS; second++) {
            const char *text;
            if (first == second) {
                continue;
            }
            memcpy(image.bytes, normal, sizeof(normal));
            sector_change(first, image.bytes);
            sector_change(second, image.bytes);
            assert_null(variant_of(image.bytes));
            assert_int_equal(findings_of(&text), 1);
        }
    }
}

/* The linter judges every byte that firmware reads, in each variant as in the normal image. */
static void test_every_byte_counts(void **state)
{
    (void)state;
    for (unsigned number = 0; number < VARIANTS; number++) {
        sector_0_be(variant_at(number));
        for (unsigned offset = 0; offset < SECTOR_BYTES; offset++) {
            bool name = offset >= 3 && offset < 0x0b && variant_at(number)->heads != 0;
            bool code = offset >= STAGE1_BPB_END && offset < STAGE1_HEADER_OFFSET;
            bool distance = offset == (variant_at(number)->start == START_XOR ? 3 : 1);
            bool signature = offset >= MBR_SIGNATURE_OFFSET && offset < TABLE_AT;
            const char *text;
            image.bytes[offset] ^= 0x55;
            unsigned found = findings_of(&text);
            image.bytes[offset] ^= 0x55;
            if (found == 0 && (distance || !(name || code || signature))) {
                fail_msg("%s: a change of byte %u went unnoticed", variant_at(number)->name,
                         offset);
            }
        }
    }
}

/* A distance that leads further back than the sector is told, not taken for something else. */
static void test_the_jump_of_both_starts(void **state)
{
    (void)state;
    static const struct {
        uint8_t code[4];
        bool good;
        int target;
    } cases[] = {
        {{0xeb, 0x58, 0x90, 0x00}, true, 0x5a}, {{0xeb, 0x80, 0x90, 0x00}, true, -126},
        {{0xeb, 0x58, 0x91, 0x00}, false, 0},   {{0x33, 0xc0, 0xeb, 0x56}, true, 0x5a},
        {{0x33, 0xc0, 0xeb, 0x80}, true, -124}, {{0x33, 0xdb, 0xeb, 0x56}, false, 0},
        {{0x33, 0xc0, 0xe9, 0x56}, false, 0},   {{0xe9, 0x58, 0x90, 0x00}, false, 0},
    };
    for (size_t index = 0; index < ARRAY_LENGTH(cases); index++) {
        int target = 0;
        assert_int_equal(variant_jump(cases[index].code, &target), cases[index].good);
        assert_int_equal(target, cases[index].target);
    }
}

/* One row each, with what the table holds. */
static void test_the_table_for_the_docs(void **state)
{
    (void)state;
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    assert_non_null(out);
    emit_variants(&parts.layout, out);
    assert_int_equal(fclose(out), 0);
    assert_non_null(strstr(text, "| `normal` | EB xx 90 | 18, 2 | 1 | 2 | "));
    assert_non_null(strstr(text, "| `heads255` | EB xx 90 | 63, 255 | 1 | 3 | "));
    assert_non_null(strstr(text, "| `no-block` | EB xx 90 | no block | 1 | 4 | "));
    assert_non_null(strstr(text, "| `xor` | 33 C0 EB xx | 18, 2 | 1 | 5 | "));
    assert_non_null(strstr(text, "| `entry4` | EB xx 90 | 18, 2 | 4 | 9 | "));
    free(text);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_byte_of_every_variant),
        cmocka_unit_test(test_mixtures_are_refused),
        cmocka_unit_test(test_every_byte_counts),
        cmocka_unit_test(test_the_jump_of_both_starts),
        cmocka_unit_test(test_the_table_for_the_docs),
    };
    return cmocka_run_group_tests_name("variant", tests, image_make, image_free);
}
