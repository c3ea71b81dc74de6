/*
 * test_sector_0_text.c: kernel/core/sector_0_text.c on what each variant and some firmware leave.
 */
#include "kernel/core/sector_0_text.h"

#include <string.h>

#include "tests/unit/cmocka_headers.h"

static uint8_t sector[512];

/* The normal image's, as far as it is looked at; stage1 has noted something in its variable. */
static void sector_make(void)
{
    memset(sector, 0, sizeof(sector));
    memcpy(sector,
           "\xeb\x58\x90"
           "ASCENT  \0\x02",
           13);
    sector[0x18] = 18;
    sector[0x1a] = 2;
    memset(sector + 0x58, 0xcc, 512 - 0x58);
    memset(sector + 446, 0, 64);
    sector[446] = 0x80;
}

static void assert_text(const char *expected)
{
    char text[SECTOR_0_TEXT_BYTES];
    assert_ptr_equal(sector_0_text(text, sector), text);
    assert_string_equal(text, expected);
}

static void test_the_variants(void **state)
{
    (void)state;
    sector_make();
    assert_text("EB 58 90, 18 sectors, 2 heads, entry 1; as written");
    sector[0x18] = 63;
    sector[0x1a] = 255;
    assert_text("EB 58 90, 63 sectors, 255 heads, entry 1; as written");
    memset(sector + 3, 0, 0x58 - 3);
    assert_text("EB 58 90, 0 sectors, 0 heads, entry 1; as written");
    sector_make();
    memcpy(sector, "\x33\xc0\xeb\x56", 4);
    assert_text("33 C0 EB, 18 sectors, 2 heads, entry 1; as written");
    sector_make();
    sector[446] = 0;
    sector[446 + 48] = 0x80;
    assert_text("EB 58 90, 18 sectors, 2 heads, entry 4; as written");
}

static void test_quirk_1_what_firmware_changes_is_told(void **state)
{
    (void)state;
    sector_make();
    sector[0x24] = 0x80;
    assert_text("EB 58 90, 18 sectors, 2 heads, entry 1; 1 changed, 24 to 24");
    sector[0x1c] = 0x20;
    sector[0x15] = 0xf8;
    assert_text("EB 58 90, 18 sectors, 2 heads, entry 1; 3 changed, 15 to 24");
    memset(sector + 3, 0xff, 0x5a - 3);
    sector[446] = 0;
    assert_text("EB 58 90, 65535 sectors, 65535 heads, entry 0; 81 changed, 03 to 57");
    sector_make();
    sector[3] = 0x56; /* it is the jump's in one variant alone */
    assert_text("EB 58 90, 18 sectors, 2 heads, entry 1; 1 changed, 03 to 03");
}

/* Every byte of the window but sectors, heads and the last word counts. */
static void test_every_byte_counts(void **state)
{
    (void)state;
    for (unsigned offset = 3; offset < 0x5a; offset++) {
        char text[SECTOR_0_TEXT_BYTES];
        bool ours = (offset >= 0x18 && offset < 0x1c) || offset >= 0x58;
        sector_make();
        sector[offset] ^= 0x55;
        sector_0_text(text, sector);
        assert_int_equal(strstr(text, "1 changed") == NULL, ours);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_variants),
        cmocka_unit_test(test_quirk_1_what_firmware_changes_is_told),
        cmocka_unit_test(test_every_byte_counts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
