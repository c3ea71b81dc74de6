/*
 * test_questions.c: the firmware half of stage2 from its first question to its last, and every way
 * in which one of them can end the road: what stands on the line then.
 *
 * real_main() runs over the fake machine of fake_bios.h. What each question does with a firmware
 * that errs is for test_a20.c, test_disk.c, test_memory.c and their like.
 */
#include <string.h>

#include "common/image.h"
#include "common/pc/bios.h"
#include "common/pc/vga_text.h"
#include "common/x86/cpu.h"
#include "gen/layout.h"
#include "stage2/facts.h"
#include "stage2/print.h"
#include "tests/unit/cmocka_headers.h"
#include "tests/unit/fake_bios.h"

enum {
    KERNEL_LBA = 96,
    KERNEL_BYTES = 300 * SECTOR_BYTES,
    KERNEL_MEMORY = 0x30000,
    HIGH_BYTES = 4 << 20,
    CR0_REAL = CR0_ET,
    GIB = 1 << 30,
};

struct stage2_header stage2_header; /* as mkimage fills it; the linker's, in the product */

void real_main(uint32_t boot_drive);
_Noreturn void canary_die(void);

static const struct e820_entry good_map[] = {
    {0, 0x9fc00, E820_USABLE, E820_ATTRIBUTE_VALID},
    {FIRST_MIB, 63u * FIRST_MIB, E820_USABLE, E820_ATTRIBUTE_VALID},
};

static uint8_t high[HIGH_BYTES]; /* what lies from 1 MiB on */
static jmp_buf stopped;

/* --- doors that only this test needs -------------------------------------------------------------
 */

void halt(void)
{
    longjmp(stopped, 1);
}

void lift(uint32_t to, uint32_t from, uint32_t bytes)
{
    assert_true(fake.gate.open && bytes % 4 == 0);
    assert_in_range(to, FIRST_MIB, FIRST_MIB + HIGH_BYTES - bytes);
    memcpy(high + to - FIRST_MIB, fake.memory + from, bytes);
}

uintptr_t cr0_read(void)
{
    return CR0_REAL;
}

uintptr_t cr3_read(void)
{
    return 0;
}

uintptr_t cr4_read(void)
{
    return CR4_DE;
}

uint64_t msr_read(uint32_t msr)
{
    assert_int_equal(msr, MSR_EFER);
    return 0;
}

uint64_t tsc_read(void)
{
    return 7;
}

uintptr_t eflags_read(void)
{
    return EFLAGS_IF;
}

uint16_t cs_read(void)
{
    return 0;
}

/* --- helpers -------------------------------------------------------------------------------------
 */

static int machine_start(void **state)
{
    fake_setup(state);
    fake.system.entries = good_map;
    fake.system.entry_count = ARRAY_LENGTH(good_map);
    memset(&stage2_facts, 0, sizeof(stage2_facts)); /* as entry.asm does */
    stage2_header = (struct stage2_header){
        .build_id = 0x5eed1d,
        .file_bytes = 31744,
        .kernel_lba = KERNEL_LBA,
        .kernel_file_bytes = KERNEL_BYTES,
        .kernel_memory_bytes = KERNEL_MEMORY,
    };
    return 0;
}

#define QUESTION_TEST(test) cmocka_unit_test_setup_teardown(test, machine_start, fake_teardown)

/* Whether every question was answered; false: stage2 has stopped. */
static bool answered(void)
{
    if (setjmp(stopped) != 0) {
        return false;
    }
    real_main(fake.disk.drive);
    return true;
}

static void assert_told(const char *text)
{
    if (strstr(fake.console.serial, text) == NULL) {
        fail_msg("'%s' is not in:\n%s", text, fake.console.serial);
    }
}

/* Stops with these words, in red, and with the last word on what can be done. */
static void assert_stops_with(const char *text)
{
    assert_false(answered());
    assert_told(text);
    assert_told("Stopped. Press Ctrl-Alt-Del to restart.\r\n");
    assert_int_equal(fake.console.attribute, VGA_LIGHT_RED);
    assert_int_equal(fake.console.screen_bytes, fake.console.serial_bytes);
}

/* --- the good cases ------------------------------------------------------------------------------
 */

static void test_every_question_has_its_line_in_order(void **state)
{
    (void)state;
    static const char *const lines[] = {
        "[stage2] stage2: LBA 32, 31744 bytes at 0x8000, build 005eed1d\r\n",
        "[stage2] console: text screen, COM1 115200 8N1\r\n",
        "[stage2] cpu: Fake CPU, long mode, NX\r\n",
        "[stage2] a20: opened by INT 15h\r\n",
        "[stage2] memory: E820, 2 entries, 63 MiB usable\r\n",
        "[stage2] disk: drive 80h, LBA by EDD 3.0\r\n",
        "[stage2] kernel: LBA 96, 153600 bytes at 0x100000; reads 3 by LBA, retries 0\r\n",
        "[stage2] target: INT 15h AX=EC00h: the firmware does not know the call\r\n",
    };
    assert_true(answered());
    const char *at = fake.console.serial;
    for (uint32_t i = 0; i < ARRAY_LENGTH(lines); i++) {
        at = strstr(at, lines[i]);
        assert_non_null(at);
        at += strlen(lines[i]);
    }
    assert_int_equal(*at, 0);
    assert_int_equal(fake.console.screen_bytes, fake.console.serial_bytes);
}

static void test_the_kernel_lies_above_1_mib_sector_by_sector(void **state)
{
    (void)state;
    assert_true(answered());
    for (uint32_t sector = 0; sector < KERNEL_BYTES / SECTOR_BYTES; sector++) {
        uint32_t word;
        memcpy(&word, high + sector * SECTOR_BYTES, sizeof(word));
        assert_int_equal(word, fake_sector_word(KERNEL_LBA + sector, 0));
    }
    assert_int_equal(stage2_facts.kernel_phys, FIRST_MIB);
    assert_int_equal(stage2_facts.stacks_phys, FIRST_MIB + KERNEL_MEMORY);
    assert_int_equal(stage2_facts.disk_reads, 3);
}

/* CR4, EFER and the counter only after the CPU gate; A20 only once it is verified. */
static void test_every_step_is_in_the_trace(void **state)
{
    (void)state;
    assert_true(answered());
    assert_int_equal(stage2_facts.trace_count, STEP_TARGET + 1);
    for (uint32_t i = 0; i < stage2_facts.trace_count; i++) {
        const struct boot_trace_record *record = &stage2_facts.trace[i];
        assert_int_equal(record->step, i);
        assert_int_equal(record->cr0, CR0_REAL);
        assert_int_equal(record->cr4, i >= STEP_CPU ? CR4_DE : 0);
        assert_int_equal(record->tsc, i >= STEP_CPU ? 7 : 0);
        assert_int_equal(record->a20, i >= STEP_A20);
    }
}

static void test_a_full_trace_takes_no_more(void **state)
{
    (void)state;
    stage2_facts.trace_count = BOOT_TRACE_CAPACITY;
    assert_true(answered());
    assert_int_equal(stage2_facts.trace_count, BOOT_TRACE_CAPACITY);
    assert_int_equal(stage2_facts.last_step, STEP_TARGET);
}

static void test_quirk_80_firmware_that_wants_to_know(void **state)
{
    (void)state;
    fake.system.target_known = true;
    assert_true(answered());
    assert_told("target: INT 15h AX=EC00h: the firmware expects long mode\r\n");
}

static void test_a_disk_without_edd(void **state)
{
    (void)state;
    fake.disk.edd = false;
    assert_true(answered());
    assert_told("disk: drive 80h, CHS: 16 cylinders, 16 heads, 63 sectors\r\n");
    assert_told("by CHS, retries 0\r\n");
    assert_int_equal(stage2_facts.disk_method, DISK_CHS);
}

/* --- console -------------------------------------------------------------------------------------
 */

static void test_quirk_84_only_a_colour_text_screen_is_left_as_it_is(void **state)
{
    const struct {
        uint8_t mode, columns, page, last_row;
        bool left;
    } cases[] = {
        {3, 80, 0, 24, true},  {2, 80, 0, 24, true},     {0x83, 80, 0, 24, true},
        {7, 80, 0, 24, false}, {3, 40, 0, 24, false},    {3, 80, 1, 24, false},
        {3, 80, 0, 49, false}, {0x12, 80, 0, 29, false},
    };
    for (uint32_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        machine_start(state);
        fake.console.mode = cases[i].mode;
        fake.console.columns = cases[i].columns;
        fake.console.page = cases[i].page;
        fake.memory[BDA_SEGMENT * 16 + BDA_LAST_ROW] = cases[i].last_row;
        assert_true(answered());
        assert_int_equal(fake.console.modes_set, !cases[i].left);
    }
}

static void test_no_serial_port_is_no_failure(void **state)
{
    for (int stuck = 0; stuck < 2; stuck++) {
        machine_start(state);
        fake.console.serial_absent = !stuck;
        fake.console.scratch_stuck = stuck;
        assert_true(answered());
        assert_false(stage2_facts.serial_ready);
        assert_int_equal(fake.console.serial_bytes, 0);
        assert_true(fake.console.screen_bytes > 0);
    }
}

static void test_a_serial_port_that_stops_taking_bytes_is_given_up(void **state)
{
    (void)state;
    fake.console.serial_most = 10;
    assert_true(answered());
    assert_false(stage2_facts.serial_ready);
    assert_int_equal(fake.console.serial_bytes, 10);
    assert_true(fake.console.screen_bytes > 10);
}

/* --- the CPU gate --------------------------------------------------------------------------------
 */

static void test_old_cpus_are_named(void **state)
{
    fake.processor.has_id = false;
    assert_stops_with("cpu: error: 486-class CPU\r\nlacks CPUID, let alone long mode (64 bits).");
    machine_start(state);
    fake.processor.has_id = fake.processor.has_ac = false;
    assert_stops_with("cpu: error: 386-class CPU\r\nlacks CPUID");
}

static void test_what_a_cpu_lacks_is_told(void **state)
{
    const struct {
        uint32_t leaf, bit;
        const char *text;
    } cases[] = {
        {1, CPUID_1_EDX_PAE, "lacks physical address extension (PAE)."},
        {1, CPUID_1_EDX_TSC, "lacks time-stamp counter (TSC)."},
        {1, CPUID_1_EDX_MSR, "lacks model-specific registers (MSR)."},
        {CPUID_EXTENDED_1, CPUID_EXTENDED_1_EDX_LM, "lacks long mode (64 bits)."},
    };
    for (uint32_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        machine_start(state);
        fake_leaf(cases[i].leaf)->edx &= ~cases[i].bit;
        assert_stops_with(cases[i].text);
    }
}

static void test_quirk_82_leaves_that_do_not_exist_are_not_asked_for(void **state)
{
    const uint32_t highest[] = {0, 0x663, CPUID_EXTENDED, CPUID_EXTENDED + 0x10000, UINT32_MAX};
    for (uint32_t i = 0; i < ARRAY_LENGTH(highest); i++) {
        machine_start(state);
        fake_leaf(CPUID_EXTENDED)->eax = highest[i];
        assert_stops_with("GenuineIntel family 6 model 6 stepping 3\r\nlacks long mode");
    }
    machine_start(state);
    fake_leaf(0)->eax = 0;
    assert_stops_with("lacks physical address extension");
}

static void test_no_nx_is_told(void **state)
{
    (void)state;
    fake_leaf(CPUID_EXTENDED_1)->edx &= ~CPUID_EXTENDED_1_EDX_NX;
    assert_true(answered());
    assert_told("long mode, no NX: W^X cannot be enforced\r\n");
    assert_false(stage2_facts.nx_present);
}

static void test_a_cpu_without_a_brand_has_its_vendor(void **state)
{
    static const char name[] = "cpu: GenuineIntel family 6 model 6 stepping 3, long mode";
    fake_leaf(CPUID_EXTENDED)->eax = CPUID_EXTENDED + 1;
    assert_true(answered());
    assert_told(name);
    machine_start(state);
    memset(fake_leaf(CPUID_EXTENDED + 2), ' ', sizeof(struct cpuid));
    assert_true(answered());
    assert_told(name);
}

/* KVM's own instruction emulator does not know CRC32 (cpu.c). */
static void test_the_crc32_instruction_is_not_used_in_kvm(void **state)
{
    const struct {
        uint32_t hypervisor, signature;
        bool used;
    } cases[] = {{0, 0, true}, {1u << 31, 0x4b4d564b, false}, {1u << 31, 0x7263694d, true}};
    for (uint32_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        machine_start(state);
        fake_leaf(1)->ecx = CPUID_1_ECX_SSE42 | cases[i].hypervisor;
        fake_leaf(0x40000000)->ebx = cases[i].signature;
        assert_true(answered());
        assert_int_equal(stage2_facts.sse42_present, cases[i].used);
    }
}

/* --- what ends the road --------------------------------------------------------------------------
 */

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
    if (setjmp(stopped) == 0) {
        canary_die();
    }
    assert_int_equal(fake.console.screen_bytes, 0);
    assert_true(answered());
    if (setjmp(stopped) == 0) {
        canary_die();
    }
    assert_told("stack: error: the BIOS used more than its 11264 bytes of stack.\r\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        QUESTION_TEST(test_every_question_has_its_line_in_order),
        QUESTION_TEST(test_the_kernel_lies_above_1_mib_sector_by_sector),
        QUESTION_TEST(test_every_step_is_in_the_trace),
        QUESTION_TEST(test_a_full_trace_takes_no_more),
        QUESTION_TEST(test_quirk_80_firmware_that_wants_to_know),
        QUESTION_TEST(test_a_disk_without_edd),
        QUESTION_TEST(test_quirk_84_only_a_colour_text_screen_is_left_as_it_is),
        QUESTION_TEST(test_no_serial_port_is_no_failure),
        QUESTION_TEST(test_a_serial_port_that_stops_taking_bytes_is_given_up),
        QUESTION_TEST(test_old_cpus_are_named),
        QUESTION_TEST(test_what_a_cpu_lacks_is_told),
        QUESTION_TEST(test_quirk_82_leaves_that_do_not_exist_are_not_asked_for),
        QUESTION_TEST(test_no_nx_is_told),
        QUESTION_TEST(test_a_cpu_without_a_brand_has_its_vendor),
        QUESTION_TEST(test_the_crc32_instruction_is_not_used_in_kvm),
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
