/*
 * test_protected.c: the half of stage2 without a BIOS, from its first line to the hand-over, every
 * kernel that it refuses, and its report of an exception.
 *
 * protected_main() runs over 4 MiB of memory, a text screen in it, COM1 and the CRT controller's
 * cursor, all of them the test's. fault.c is part of this file, since a test has to take back that
 * there has been an exception.
 */
#include "stage2/protected/fault.c"

#include <string.h>

#include "common/crc32c.h"
#include "common/exception.h"
#include "common/paging.h"
#include "common/pc/bios.h"
#include "common/pc/uart.h"
#include "common/pc/vga_text.h"
#include "common/x86/cpu.h"
#include "gen/layout.h"
#include "stage2/facts.h"
#include "stage2/plan.h"
#include "stage2/print.h"
#include "stage2/protected/climb.h"
#include "stage2/protected/console.h"
#include "stage2/protected/handover.h"
#include "stage2/protected/memory.h"
#include "tests/unit/cmocka_headers.h"
#include "tests/unit/port_bus.h"
#include "tests/unit/random.h"

enum {
    MEMORY_BYTES = 4 << 20,
    KERNEL = 1 << 20,
    KERNEL_FILE = 12 * 1024,
    KERNEL_MEMORY = 5 * 4096,
    TEXT = 4096,
    DATA = 2 * 4096,
    BSS = 3 * 4096,
    BUILD = 0x5eed1d,
    SERIAL_CAPACITY = 1 << 14,
    CR0_PROTECTED = CR0_PE | CR0_ET | CR0_NE,
    FILL = 0xcc, /* what no one has cleared */
};

struct facts stage2_facts;          /* real/main.c's, in the product */
struct stage2_header stage2_header; /* entry.asm's */

static _Alignas(4096) uint8_t memory[MEMORY_BYTES];
static jmp_buf stopped;
static char serial[SERIAL_CAPACITY];
static uint32_t serial_bytes, serial_most;
static uint8_t crtc_index, crtc[256];

/* --- the machine ---------------------------------------------------------------------------------
 */

void *memory_at(uint32_t address)
{
    assert_in_range(address, 0, MEMORY_BYTES - 1);
    return memory + address;
}

void halt(void)
{
    longjmp(stopped, 1);
}

uintptr_t cr0_read(void)
{
    return CR0_PROTECTED;
}

uintptr_t cr3_read(void)
{
    return 0x3000;
}

uintptr_t cr4_read(void)
{
    return 0;
}

uint64_t msr_read(uint32_t msr)
{
    assert_int_equal(msr, MSR_EFER);
    return 0;
}

uint64_t tsc_read(void)
{
    return 9;
}

uintptr_t eflags_read(void)
{
    return 2;
}

uint16_t cs_read(void)
{
    return 8;
}

static uint8_t com1_read(uint16_t port)
{
    assert_int_equal(port, UART_COM1 + UART_LSR);
    return serial_bytes < serial_most ? UART_LSR_THRE : 0;
}

static void com1_write(uint16_t port, uint8_t value)
{
    assert_int_equal(port, UART_COM1 + UART_THR);
    serial[serial_bytes++ % (SERIAL_CAPACITY - 1)] = (char)value;
}

static uint8_t crtc_read(uint16_t port)
{
    fail_msg("port %x is read", port);
    return 0;
}

static void crtc_write(uint16_t port, uint8_t value)
{
    if (port == CRTC_INDEX) {
        crtc_index = value;
    } else {
        crtc[crtc_index] = value;
    }
}

static uint16_t *cell(uint32_t row, uint32_t column)
{
    return (uint16_t *)(void *)(memory + RAM_VGA_TEXT_START) + row * VGA_COLUMNS + column;
}

static void bios_cursor(uint8_t row, uint8_t column)
{
    memory[RAM_BDA_START + BDA_CURSOR] = column;
    memory[RAM_BDA_START + BDA_CURSOR + 1] = row;
}

/* --- a kernel ------------------------------------------------------------------------------------
 */

static struct kernel_header *kernel(void)
{
    return (struct kernel_header *)(void *)(memory + KERNEL);
}

static struct crc32c_tables *crc_tables(void)
{
    static struct crc32c_tables tables;
    crc32c_prepare(&tables);
    return &tables;
}

/* Both headers agree on whatever the kernel holds now. */
static void seal(void)
{
    stage2_header.kernel_crc32c = crc32c(crc_tables(), 0, kernel(), KERNEL_FILE);
}

static void make_kernel(void)
{
    for (uint32_t i = 0; i < KERNEL_FILE; i++) {
        memory[KERNEL + i] = (uint8_t)(i * 31 >> 3);
    }
    *kernel() = (struct kernel_header){
        .magic = KERNEL_MAGIC,
        .build_id = BUILD,
        .file_bytes = KERNEL_FILE,
        .memory_bytes = KERNEL_MEMORY,
        .entry = VIRT_KERNEL_START + TEXT,
        .text_offset = TEXT,
        .data_offset = DATA,
        .bss_offset = BSS,
        .version = BOOT_INFO_VERSION,
    };
    stage2_header = (struct stage2_header){
        .build_id = BUILD,
        .kernel_lba = 96,
        .kernel_file_bytes = KERNEL_FILE,
        .kernel_memory_bytes = KERNEL_MEMORY,
    };
    seal();
}

static int machine_start(void **state)
{
    (void)state;
    reporting = false;
    memset(memory, FILL, sizeof(memory));
    memset(serial, 0, sizeof(serial));
    serial_bytes = 0;
    serial_most = UINT32_MAX;
    bus_start();
    bus_attach(&(struct bus_device){UART_COM1, UART_COM1 + UART_SCR, com1_read, com1_write});
    bus_attach(&(struct bus_device){CRTC_INDEX, CRTC_DATA, crtc_read, crtc_write});
    bios_cursor(3, 0);
    make_kernel();
    stage2_facts = (struct facts){
        .serial_ready = true,
        .boot_drive = 0x81,
        .a20_method = A20_BIOS,
        .nx_present = true,
        .low_memory_bytes = 0x9fc00,
        .usable_limit = UINT64_MAX,
        .raw_count = 2,
        .raw = {{0, 0x9fc00, E820_USABLE, 1}, {FIRST_MIB, 3 * FIRST_MIB, E820_USABLE, 1}},
        .kernel_phys = KERNEL,
        .stacks_phys = KERNEL + KERNEL_MEMORY,
        .page_tables_phys = KERNEL + KERNEL_MEMORY + VIRT_STACKS_BYTES,
        .page_tables_bytes = plan_table_bytes(KERNEL_MEMORY),
        .last_step = STEP_TARGET,
    };
    return 0;
}

#define PROTECTED_TEST(test) cmocka_unit_test_setup(test, machine_start)

/* Null where stage2 has stopped. */
static const struct climb *climb(void)
{
    if (setjmp(stopped) != 0) {
        return NULL;
    }
    return protected_main();
}

static void assert_told(const char *text)
{
    if (strstr(serial, text) == NULL) {
        fail_msg("'%s' is not in:\n%s", text, serial);
    }
}

static void assert_stops_with(const char *text)
{
    assert_null(climb());
    assert_told(text);
    assert_told("Stopped. Reset the machine or switch it off.\r\n");
}

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
    machine_start(state);
    stage2_facts.sse42_present = true;
    memory[KERNEL + KERNEL_FILE - 1] ^= 1;
    assert_stops_with("the kernel is damaged");
}

/* --- console -------------------------------------------------------------------------------------
 */

static void assert_row(uint32_t row, const char *text)
{
    for (uint32_t i = 0; text[i] != 0; i++) {
        assert_int_equal((char)*cell(row, i), text[i]);
    }
}

static void test_text_goes_on_below_the_bios_cursor(void **state)
{
    (void)state;
    assert_non_null(climb());
    assert_row(3, "[stage2] protected: ");
    assert_row(6, "[stage2] handover: ");
    assert_int_equal(*cell(3, 0) >> 8, VGA_DARK_GRAY);
    assert_int_equal(*cell(3, 9) >> 8, VGA_LIGHT_GRAY);
    assert_int_equal(crtc[CRTC_CURSOR_HIGH] << 8 | crtc[CRTC_CURSOR_LOW], 7 * VGA_COLUMNS);
}

/* Row 24 scrolls, and so does a cursor that a BIOS keeps beyond the screen. */
static void test_text_at_the_end_of_the_screen_scrolls(void **state)
{
    for (uint8_t row = 24; row < 60; row += 35) {
        machine_start(state);
        bios_cursor(row, 0);
        assert_non_null(climb());
        assert_row(20, "[stage2] protected: ");
        assert_row(23, "[stage2] handover: ");
        assert_int_equal(*cell(24, 0), VGA_LIGHT_GRAY << 8 | ' ');
        assert_int_equal(crtc[CRTC_CURSOR_HIGH] << 8 | crtc[CRTC_CURSOR_LOW], 24 * VGA_COLUMNS);
    }
}

static void test_a_serial_port_that_stops_taking_bytes_is_given_up(void **state)
{
    (void)state;
    serial_most = 5;
    assert_non_null(climb());
    assert_string_equal(serial, "[stag");
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
        machine_start(state);
        memory[KERNEL + sizeof(struct kernel_header) +
               random_below(&random, KERNEL_FILE - sizeof(struct kernel_header))] ^=
            (uint8_t)(1 << i % 8);
        assert_stops_with("verify: error: the kernel is damaged: CRC-32C ");
    }
}

/* Sealed again after the change, as if the linker had made it so. */
static void test_headers_that_contradict_themselves(void **state)
{
    enum { CASES = 11 };
    for (uint32_t i = 0; i < CASES; i++) {
        machine_start(state);
        struct kernel_header *header = kernel();
        uint32_t *const fields[CASES] = {
            &header->text_offset,  &header->text_offset,       &header->text_offset,
            &header->data_offset,  &header->bss_offset,        &header->memory_bytes,
            &header->file_bytes,   &header->file_bytes,        &header->version,
            &header->memory_bytes, (uint32_t *)&header->entry,
        };
        static const uint32_t values[CASES] = {
            100,
            0,
            DATA,
            BSS + 4096,
            KERNEL_MEMORY + 4096,
            BSS - 4096,
            KERNEL_MEMORY + 512,
            KERNEL_FILE - 512,
            BOOT_INFO_VERSION + 1,
            KERNEL_MEMORY + 4096,
            0,
        };
        *fields[i] = values[i];
        seal();
        assert_stops_with("verify: error: the kernel's header contradicts itself or wants\r\n"
                          "another hand-over (version ");
    }
}

static void test_page_tables_without_room(void **state)
{
    for (uint32_t pages = 0; pages < 3; pages++) {
        machine_start(state);
        stage2_facts.page_tables_bytes = pages * PAGE_BYTES;
        assert_stops_with("paging: error: ");
        assert_told(pages == 0 ? "This is a fault of stage2/plan.h." : "cannot be mapped: ");
    }
}

/* --- exceptions ----------------------------------------------------------------------------------
 */

static void report(uint64_t vector, bool long_mode)
{
    static const struct fault_frame frame = {
        .error_code = 0xe0de,
        .rip = 0x1234,
        .cs = 8,
        .rsp = 0x33000,
        .cr2 = 0xbad,
        .r15 = 0xf15,
    };
    struct fault_frame told = frame;
    told.vector = vector;
    told.long_mode = long_mode;
    if (setjmp(stopped) == 0) {
        fault_report(&told);
    }
}

static void test_an_exception_in_protected_mode_is_reported(void **state)
{
    (void)state;
    assert_non_null(climb());
    report(14, false);
    assert_told("\r\nEXCEPTION: PAGE FAULT (#PF, vector 14)\r\n"
                "In stage2, protected mode; last step: handover. Error code 0000e0de\r\n"
                "RIP    0000000000001234  RSP    0000000000033000  ");
    assert_told("CR0    0000000000000031  CR3    0000000000003000  ");
    assert_null(strstr(serial, "R15"));
    assert_told("Stopped. Reset the machine or switch it off.\r\n");
}

static void test_an_exception_in_long_mode_has_all_registers(void **state)
{
    (void)state;
    assert_non_null(climb());
    report(13, true);
    assert_told("EXCEPTION: GENERAL PROTECTION FAULT (#GP, vector 13)\r\nIn stage2, long mode; ");
    assert_told("R15    0000000000000f15");
}

/* The lift's excursion from real mode: the BIOS still has the cursor. */
static void test_an_exception_before_the_climb_goes_below_the_bios_cursor(void **state)
{
    (void)state;
    stage2_facts.last_step = STEP_DISK;
    report(6, false);
    assert_told("last step: disk.");
    assert_row(4, "EXCEPTION: INVALID OPCODE");
    assert_int_equal(*cell(4, 0) >> 8, VGA_LIGHT_RED);
}

static void test_an_exception_with_the_trace_destroyed(void **state)
{
    (void)state;
    stage2_facts.last_step = 0x12345678;
    stage2_facts.cursor = 0;
    report(6, false);
    assert_told("last step: unknown.");
}

static void test_a_second_exception_in_the_report_is_told_in_short(void **state)
{
    (void)state;
    report(14, false);
    serial_bytes = 0;
    report(13, false);
    serial[serial_bytes] = 0;
    assert_string_equal(
        serial,
        "\r\n[stage2] a second exception (vector 13) in the report of the first. Stopped.\r\n");
}

static void test_exceptions_have_names(void **state)
{
    (void)state;
    assert_string_equal(exception_name(0), "DIVIDE ERROR");
    assert_string_equal(exception_mnemonic(0), "#DE");
    for (uint32_t vector = 32; vector < 300; vector++) {
        assert_string_equal(exception_name(vector), "RESERVED");
        assert_string_equal(exception_mnemonic(vector), "#--");
    }
    assert_string_equal(exception_name(15), "RESERVED");
    assert_string_equal(exception_mnemonic(15), "#--");
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
        PROTECTED_TEST(test_page_tables_without_room),
        PROTECTED_TEST(test_exceptions_have_names),
        PROTECTED_TEST(test_an_exception_in_protected_mode_is_reported),
        PROTECTED_TEST(test_an_exception_in_long_mode_has_all_registers),
        PROTECTED_TEST(test_an_exception_before_the_climb_goes_below_the_bios_cursor),
        PROTECTED_TEST(test_an_exception_with_the_trace_destroyed),
        PROTECTED_TEST(test_a_second_exception_in_the_report_is_told_in_short),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
