/*
 * test_refusals.c: every way in which one of stage2's questions to the firmware can end the road,
 * and what stands on the line then.
 */
#include <string.h>

#include "tests/unit/questions_host.h"

enum { GIB = 1 << 30 };

void canary_die(void);

static void test_a_shut_gate(void **state)
{
    (void)state;
    fake.gate.bios_opens = fake.gate.port_92_opens = fake.gate.i8042_opens = false;
    assert_stops_with("a20: error: address line 20 stays shut.");
    assert_told("Look for an A20 or port 92h setting in the BIOS setup.");
}

static void test_an_open_gate_is_told(void **state)
{
    (void)state;
    fake.gate.open = true;
    assert_true(answered());
    assert_told("a20: already open\r\n");
}

static void test_no_usable_memory(void **state)
{
    (void)state;
    fake.system.entry_count = 1;
    assert_stops_with("memory: error: no usable memory above 1 MiB. Ascent needs");
}

static void test_too_little_low_memory(void **state)
{
    (void)state;
    fake.system.int12 = 128;
    assert_stops_with("memory: error: 128 KiB free below 1 MiB; Ascent needs 224 KiB there.");
}

static void test_a_list_that_is_too_long_is_told(void **state)
{
    (void)state;
    fake.system.never_ends = true;
    assert_true(answered());
    assert_told("memory: E820, 512 entries, ");
    assert_told(", the rest of the list is lost\r\n");
}

static void test_no_room_for_the_kernel(void **state)
{
    (void)state;
    stage2_header.kernel_memory_bytes = 64 << 20;
    assert_stops_with("kernel: error: no room for kernel, stacks and page tables: ");
}

/* 32-bit code fills the page tables, so what lies above 4 GiB alone is no place for them. */
static void test_room_above_4_gib_alone(void **state)
{
    (void)state;
    static const struct e820_entry map[] = {
        {0, 0x9fc00, E820_USABLE, E820_ATTRIBUTE_VALID},
        {4ull * GIB, GIB, E820_USABLE, E820_ATTRIBUTE_VALID},
    };
    fake.system.entries = map;
    assert_stops_with("between 1 MiB and 4 GiB. Ascent needs");
}

static void test_a_drive_that_cannot_be_read_at_all(void **state)
{
    (void)state;
    fake.disk.edd = false;
    fake.disk.geometry_unknown = true;
    assert_stops_with("disk: error: drive 80h: ");
    assert_told("(BIOS status 01h).\r\nTry another USB port or disk mode.");
}

static void test_a_sector_that_cannot_be_read(void **state)
{
    (void)state;
    fake.disk.bad_lba = KERNEL_LBA + 200;
    assert_stops_with("kernel: error: LBA 296 cannot be read: sector not found\r\n");
    assert_told("Write the image again, or try another stick, port or cable.");
}

/* Before there is a console, too: then nobody hears it, but it ends all the same. */
static void test_quirk_48_an_overrun_stack(void **state)
{
    (void)state;
    assert_true(halts(canary_die));
    assert_int_equal(fake.console.screen_bytes, 0);
    assert_true(answered());
    assert_true(halts(canary_die));
    assert_told("stack: error: the BIOS used more than its 11264 bytes of stack.\r\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        QUESTION_TEST(test_a_shut_gate),
        QUESTION_TEST(test_an_open_gate_is_told),
        QUESTION_TEST(test_no_usable_memory),
        QUESTION_TEST(test_too_little_low_memory),
        QUESTION_TEST(test_a_list_that_is_too_long_is_told),
        QUESTION_TEST(test_no_room_for_the_kernel),
        QUESTION_TEST(test_room_above_4_gib_alone),
        QUESTION_TEST(test_a_drive_that_cannot_be_read_at_all),
        QUESTION_TEST(test_a_sector_that_cannot_be_read),
        QUESTION_TEST(test_quirk_48_an_overrun_stack),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
