/*
 * test_protected.c: the half of stage2 without a BIOS, from its first line to the hand-over, and
 * every kernel that it refuses.
 */
#include <string.h>

#include "common/paging.h"
#include "common/pc/vga_text.h"
#include "tests/unit/protected_host.h"
#include "tests/unit/random.h"

/* --- the good cases ------------------------------------------------------------------------------
 */

static void test_the_climb_is_prepared_and_told(void **state)
{
    (void)state;
    const struct climb *ready = climb();
    assert_non_null(ready);
    assert_int_equal(ready->kernel_entry, VIRT_KERNEL_START + TEXT);
    assert_int_equal(ready->page_tables_phys, stage2_facts.page_tables_phys);
    assert_int_equal(ready->nx_present, 1);
    assert_told("[stage2] protected: CR0 00000031, CR4 00000000, EFER 00000000, no interrupts\r\n");
    assert_told("[stage2] verify: kernel CRC-32C ");
    assert_told(", build 005eed1d, by table\r\n");
    assert_told("slot 510 recursive, W^X\r\n");
    assert_told("[stage2] handover: raw map 2 entries, CRC-32C ");
    for (uint32_t i = BSS; i < KERNEL_MEMORY; i++) {
        assert_int_equal(memory[KERNEL + i], 0); /* quirk 72 */
    }
}

static void test_without_nx_there_is_no_bit_of_it(void **state)
{
    (void)state;
    stage2_facts.nx_present = false;
    assert_int_equal(climb()->nx_present, 0);
    assert_told("recursive, no W^X without NX\r\n");
    for (uint32_t i = 0; i < stage2_facts.page_tables_bytes; i += sizeof(uint64_t)) {
        uint64_t entry;
        memcpy(&entry, memory + stage2_facts.page_tables_phys + i, sizeof(entry));
        assert_int_equal(entry & PTE_NX, 0);
    }
}

static void test_the_hand_over_holds_the_facts(void **state)
{
    (void)state;
    assert_non_null(climb());
    const struct boot_info *info = memory_at(RAM_BOOT_INFO_START);
    assert_int_equal(info->magic, BOOT_INFO_MAGIC);
    assert_int_equal(info->boot_drive, 0x81);
    assert_int_equal(info->a20_method, A20_BIOS);
    assert_int_equal(info->raw_count, 2);
    assert_memory_equal(info->raw, stage2_facts.raw, 2 * sizeof(info->raw[0]));
    assert_int_equal(info->clean_lost, 0);
    assert_int_equal(info->trace_count, stage2_facts.trace_count + 1);
    struct boot_info copy = *info;
    copy.crc32c = 0;
    assert_int_equal(info->crc32c,
                     crc32c(crc_tables(), 0, &copy, offsetof(struct boot_info, trace)));
}

/* The last record is long mode's, whatever the trace holds. */
static void test_a_full_trace_leaves_the_last_record_free(void **state)
{
    (void)state;
    stage2_facts.trace_count = BOOT_TRACE_CAPACITY;
    const struct climb *ready = climb();
    const struct boot_info *info = memory_at(RAM_BOOT_INFO_START);
    assert_int_equal(info->trace_count, BOOT_TRACE_CAPACITY);
    assert_int_equal(ready->trace_record_phys,
                     (uint32_t)(uintptr_t)&info->trace[BOOT_TRACE_CAPACITY - 1]);
}

static void test_the_crc32_instruction_finds_the_same(void **state)
{
    (void)state;
    if (!__builtin_cpu_supports("sse4.2")) {
        skip();
    }
    stage2_facts.sse42_present = true;
    assert_non_null(climb());
    assert_told("by the CRC32 instruction\r\n");
    protected_setup(state);
    stage2_facts.sse42_present = true;
    memory[KERNEL + KERNEL_FILE - 1] ^= 1;
    assert_stops_with("the kernel is damaged");
}

/* --- console -------------------------------------------------------------------------------------
 */

static void test_text_goes_on_below_the_bios_cursor(void **state)
{
    (void)state;
    assert_non_null(climb());
    assert_row(3, "[stage2] protected: ");
    assert_row(6, "[stage2] handover: ");
    assert_int_equal(*cell(3, 0) >> 8, VGA_DARK_GRAY);
    assert_int_equal(*cell(3, 9) >> 8, VGA_LIGHT_GRAY);
    assert_int_equal(crtc_cursor(), 7 * VGA_COLUMNS);
}

/* Row 24 scrolls, and so does a cursor that a BIOS keeps beyond the screen. */
static void test_text_at_the_end_of_the_screen_scrolls(void **state)
{
    for (uint8_t row = 24; row < 60; row += 35) {
        protected_setup(state);
        bios_cursor(row, 0);
        assert_non_null(climb());
        assert_row(20, "[stage2] protected: ");
        assert_row(23, "[stage2] handover: ");
        assert_int_equal(*cell(24, 0), VGA_LIGHT_GRAY << 8 | ' ');
        assert_int_equal(crtc_cursor(), 24 * VGA_COLUMNS);
    }
}

static void test_a_serial_port_that_stops_taking_bytes_is_given_up(void **state)
{
    (void)state;
    serial_most = 5;
    assert_non_null(climb());
    assert_string_equal(told(), "[stag");
    assert_false(stage2_facts.serial_ready);
    assert_row(6, "[stage2] handover: ");
}

/* --- kernels that are refused --------------------------------------------------------------------
 */

static void test_what_is_no_kernel(void **state)
{
    (void)state;
    kernel()->magic ^= 1;
    assert_stops_with("verify: error: no kernel at LBA 96: magic 4b435340, not 4b435341.\r\n");
}

static void test_a_kernel_of_another_build(void **state)
{
    (void)state;
    kernel()->build_id = 7;
    assert_stops_with("verify: error: kernel of build 00000007, stage2 of build 005eed1d.\r\n");
}

static void test_one_bit_anywhere(void **state)
{
    struct random random = {.state = 4};
    for (uint32_t i = 0; i < 50; i++) {
        protected_setup(state);
        memory[KERNEL + sizeof(struct kernel_header) +
               random_below(&random, KERNEL_FILE - sizeof(struct kernel_header))] ^=
            (uint8_t)(1 << i % 8);
        assert_stops_with("verify: error: the kernel is damaged: CRC-32C ");
    }
}

/* Sealed again after the change, as if the linker had made it so: of all that is asked of a header,
 * each case breaks one thing alone. */
static void assert_contradicts(void)
{
    seal();
    assert_stops_with("verify: error: the kernel's header contradicts itself or wants\r\n"
                      "another hand-over (version ");
}

static void test_headers_that_contradict_themselves(void **state)
{
    const struct {
        uint32_t text, data, bss, memory, entry;
    } cases[] = {
        {100, DATA, BSS, KERNEL_MEMORY, 100}, /* not at the start of a page */
        {0, DATA, BSS, KERNEL_MEMORY, 0},
        {DATA, DATA, BSS, KERNEL_MEMORY, DATA},
        {TEXT, BSS + 4096, BSS, KERNEL_MEMORY, TEXT},
        {TEXT, DATA, KERNEL_MEMORY + 4096, KERNEL_MEMORY, TEXT},
        {TEXT, DATA, DATA, DATA, TEXT}, /* less memory than file */
        {TEXT, DATA, BSS, KERNEL_MEMORY, TEXT + 4},
    };
    for (uint32_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        protected_setup(state);
        struct kernel_header *header = kernel();
        header->text_offset = cases[i].text;
        header->data_offset = cases[i].data;
        header->bss_offset = cases[i].bss;
        header->memory_bytes = stage2_header.kernel_memory_bytes = cases[i].memory;
        header->entry = VIRT_KERNEL_START + cases[i].entry;
        assert_contradicts();
    }
}

static void test_headers_that_contradict_stage2(void **state)
{
    uint32_t *const fields[] = {&kernel()->memory_bytes, &kernel()->file_bytes, &kernel()->version};
    const uint32_t values[] = {KERNEL_MEMORY + 4096, KERNEL_FILE - 512, BOOT_INFO_VERSION + 1};
    for (uint32_t i = 0; i < ARRAY_LENGTH(fields); i++) {
        protected_setup(state);
        *fields[i] = values[i];
        assert_contradicts();
    }
}

static void test_page_tables_without_room(void **state)
{
    for (uint32_t pages = 0; pages < 3; pages++) {
        protected_setup(state);
        stage2_facts.page_tables_bytes = pages * PAGE_BYTES;
        assert_stops_with("paging: error: ");
        assert_told(pages == 0 ? "This is a fault of stage2/plan.h." : "cannot be mapped: ");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        PROTECTED_TEST(test_the_climb_is_prepared_and_told),
        PROTECTED_TEST(test_without_nx_there_is_no_bit_of_it),
        PROTECTED_TEST(test_the_hand_over_holds_the_facts),
        PROTECTED_TEST(test_a_full_trace_leaves_the_last_record_free),
        PROTECTED_TEST(test_the_crc32_instruction_finds_the_same),
        PROTECTED_TEST(test_text_goes_on_below_the_bios_cursor),
        PROTECTED_TEST(test_text_at_the_end_of_the_screen_scrolls),
        PROTECTED_TEST(test_a_serial_port_that_stops_taking_bytes_is_given_up),
        PROTECTED_TEST(test_what_is_no_kernel),
        PROTECTED_TEST(test_a_kernel_of_another_build),
        PROTECTED_TEST(test_one_bit_anywhere),
        PROTECTED_TEST(test_headers_that_contradict_themselves),
        PROTECTED_TEST(test_headers_that_contradict_stage2),
        PROTECTED_TEST(test_page_tables_without_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
