/*
 * test_boot_promises.c: kernel/core/boot_promises.c: a sound hand-over, and each thing that can be
 * wrong with one.
 */
#include "kernel/core/boot_promises.h"

#include <string.h>

#include "kernel/core/checksum.h"
#include "tests/unit/cmocka_headers.h"

enum { BUILD_ID = 0x1d1d1d1d, PAGE = 4096 };

static struct boot_info info;

static void seal(void)
{
    info.crc32c = 0;
    info.crc32c = checksum(0, &info, offsetof(struct boot_info, trace));
}

static int sound_make(void **state)
{
    (void)state;
    memset(&info, 0, sizeof(info));
    info.magic = BOOT_INFO_MAGIC;
    info.version = BOOT_INFO_VERSION;
    info.size_bytes = sizeof(info);
    info.build_id = BUILD_ID;
    info.trace_count = BOOT_STEP_COUNT;
    info.clean_count = 3;
    info.clean[0] = (struct memory_range){.base = 0, .end = PAGE, .kind = MEMORY_FRAME_ZERO};
    info.clean[1] = (struct memory_range){.base = PAGE, .end = 9 * PAGE, .kind = MEMORY_USABLE};
    info.clean[2] = (struct memory_range){9 * PAGE, MEMORY_ADDRESS_LIMIT, MEMORY_RESERVED, 0};
    seal();
    return 0;
}

/* The first that is broken, as entry_check.c would name it. */
static void assert_broken(const char *expected)
{
    struct promise promises[BOOT_PROMISES];
    size_t kept = 0;
    boot_promises_check(&info, BUILD_ID, promises);
    while (kept < BOOT_PROMISES && promises[kept].kept) {
        kept++;
    }
    assert_string_equal(kept < BOOT_PROMISES ? promises[kept].text : "none", expected);
}

#define ASSERT_BROKEN_BY(change, expected)                                                         \
    do {                                                                                           \
        sound_make(NULL);                                                                          \
        change;                                                                                    \
        seal();                                                                                    \
        assert_broken(expected);                                                                   \
    } while (0)

static void test_a_sound_one_keeps_all(void **state)
{
    (void)state;
    assert_broken("none");
}

static void test_every_byte_before_the_trace_is_covered(void **state)
{
    (void)state;
    uint8_t *bytes = (uint8_t *)&info;
    for (size_t at = 0; at < offsetof(struct boot_info, trace); at += 7) {
        struct promise promises[BOOT_PROMISES];
        bytes[at] ^= 1;
        boot_promises_check(&info, BUILD_ID, promises);
        assert_false(promises[2].kept);
        bytes[at] ^= 1;
    }
    memset(info.trace, 0xff, sizeof(info.trace)); /* written after the CRC */
    assert_broken("none");
}

static void test_each_field_has_its_promise(void **state)
{
    (void)state;
    ASSERT_BROKEN_BY(info.magic++, "boot_info has its magic");
    ASSERT_BROKEN_BY(info.version++, "boot_info has this kernel's version and size");
    ASSERT_BROKEN_BY(info.size_bytes--, "boot_info has this kernel's version and size");
    ASSERT_BROKEN_BY(info.build_id++, "stage2 and kernel are of one build");
    ASSERT_BROKEN_BY(info.trace_count--, "the trace has every step of stage2");
}

/* Others walk the arrays by these counts. */
static void test_counts_beyond_their_arrays(void **state)
{
    (void)state;
    const char *expected = "the maps and the trace fit their room";
    ASSERT_BROKEN_BY(info.raw_count = BOOT_RAW_CAPACITY + 1, expected);
    ASSERT_BROKEN_BY(info.clean_count = BOOT_CLEAN_CAPACITY + 1, expected);
    ASSERT_BROKEN_BY(info.clean_count = UINT32_MAX, expected);
    ASSERT_BROKEN_BY(info.trace_count = BOOT_TRACE_CAPACITY + 1, expected);
}

static void test_a_clean_map_that_is_none(void **state)
{
    (void)state;
    const char *expected = "the clean map ascends, page by page";
    ASSERT_BROKEN_BY(info.clean[1].base -= PAGE, expected);
    ASSERT_BROKEN_BY(info.clean[1].base += PAGE, expected);
    ASSERT_BROKEN_BY(info.clean[1].end = PAGE, expected);
    ASSERT_BROKEN_BY(info.clean[2].end++, expected);
    ASSERT_BROKEN_BY(info.clean[2].end -= 1, expected);
    ASSERT_BROKEN_BY(info.clean[2].end += PAGE, expected);
    ASSERT_BROKEN_BY(info.clean[1].kind = MEMORY_KINDS, expected);
}

static void test_frame_zero(void **state)
{
    (void)state;
    const char *expected = "frame 0 belongs to nobody";
    ASSERT_BROKEN_BY(info.clean[0].kind = MEMORY_USABLE, expected);
    ASSERT_BROKEN_BY(info.clean[0].kind = MEMORY_HOLE, expected);
    ASSERT_BROKEN_BY(info.clean_count = 0, expected);
}

/* Found by fuzz_boot_info: firmware that lists its first page as reserved, as it may, gave a clean
 * map that the kernel took for a broken promise, and stopped. */
static void test_fuzz_firmware_reserves_frame_zero(void **state)
{
    (void)state;
    const uint32_t kinds[] = {MEMORY_RESERVED, MEMORY_BAD, MEMORY_ACPI_NVS,
                              MEMORY_ACPI_RECLAIMABLE};
    for (size_t i = 0; i < ARRAY_LENGTH(kinds); i++) {
        ASSERT_BROKEN_BY(info.clean[0].kind = kinds[i], "none");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_a_sound_one_keeps_all, sound_make),
        cmocka_unit_test_setup(test_every_byte_before_the_trace_is_covered, sound_make),
        cmocka_unit_test(test_each_field_has_its_promise),
        cmocka_unit_test(test_counts_beyond_their_arrays),
        cmocka_unit_test(test_a_clean_map_that_is_none),
        cmocka_unit_test(test_frame_zero),
        cmocka_unit_test(test_fuzz_firmware_reserves_frame_zero),
    };
    return cmocka_run_group_tests_name("boot_promises", tests, NULL, NULL);
}
