/*
 * test_questions.c: the firmware half of stage2 from its first question to its last, on machines
 * that can boot. test_refusals.c has those that cannot; what each question does with a firmware
 * that errs is for test_a20.c, test_disk.c, test_memory.c and their like.
 */
#include <string.h>

#include "common/image.h"
#include "common/pc/bios.h"
#include "common/pc/vga_text.h"
#include "common/x86/registers.h"
#include "stage2/print.h"
#include "tests/unit/questions_host.h"

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
        memcpy(&word, high + (sector + 1) * SECTOR_BYTES - sizeof(word), sizeof(word));
        assert_int_equal(word, fake_sector_word(KERNEL_LBA + sector, SECTOR_BYTES / 4 - 1));
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
        assert_int_equal(record->cr0, CR0_ET);
        assert_int_equal(record->cr4, i >= STEP_CPU ? CR4_MCE : 0);
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

static void test_quirk_23_garbage_by_edd_leads_to_chs(void **state)
{
    (void)state;
    fake.disk.lba_garbage = true;
    assert_true(answered());
    assert_told("by CHS, retries 0\r\n");
    assert_int_equal(stage2_facts.disk_method, DISK_CHS);
    uint32_t word;
    memcpy(&word, high + SECTOR_BYTES - sizeof(word), sizeof(word));
    assert_int_equal(word, fake_sector_word(KERNEL_LBA, SECTOR_BYTES / 4 - 1));
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
        questions_setup(state);
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
        questions_setup(state);
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

static void test_nothing_to_say_is_not_said(void **state)
{
    (void)state;
    assert_true(answered());
    uint32_t bytes = fake.console.screen_bytes;
    uint32_t calls = fake.calls;
    print("%s", "");
    assert_int_equal(fake.console.screen_bytes, bytes);
    assert_int_equal(fake.calls, calls);
}

/* --- the CPU gate --------------------------------------------------------------------------------
 */

static void test_old_cpus_are_named(void **state)
{
    fake.processor.has_id = false;
    assert_stops_with("cpu: error: 486-class CPU\r\nlacks CPUID, let alone long mode (64 bits).");
    questions_setup(state);
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
        questions_setup(state);
        fake_leaf(cases[i].leaf)->edx &= ~cases[i].bit;
        assert_stops_with(cases[i].text);
    }
}

static void test_quirk_82_leaves_that_do_not_exist_are_not_asked_for(void **state)
{
    const uint32_t highest[] = {0, 0x663, CPUID_EXTENDED, CPUID_EXTENDED + 0x10000, UINT32_MAX};
    for (uint32_t i = 0; i < ARRAY_LENGTH(highest); i++) {
        questions_setup(state);
        fake_leaf(CPUID_EXTENDED)->eax = highest[i];
        assert_stops_with("GenuineIntel family 6 model 6 stepping 3\r\nlacks long mode");
    }
    questions_setup(state);
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
    questions_setup(state);
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
        questions_setup(state);
        fake_leaf(1)->ecx = CPUID_1_ECX_SSE42 | cases[i].hypervisor;
        fake_leaf(0x40000000)->ebx = cases[i].signature;
        assert_true(answered());
        assert_int_equal(stage2_facts.sse42_present, cases[i].used);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        QUESTION_TEST(test_every_question_has_its_line_in_order),
        QUESTION_TEST(test_the_kernel_lies_above_1_mib_sector_by_sector),
        QUESTION_TEST(test_every_step_is_in_the_trace),
        QUESTION_TEST(test_a_full_trace_takes_no_more),
        QUESTION_TEST(test_quirk_23_garbage_by_edd_leads_to_chs),
        QUESTION_TEST(test_quirk_80_firmware_that_wants_to_know),
        QUESTION_TEST(test_a_disk_without_edd),
        QUESTION_TEST(test_quirk_84_only_a_colour_text_screen_is_left_as_it_is),
        QUESTION_TEST(test_no_serial_port_is_no_failure),
        QUESTION_TEST(test_a_serial_port_that_stops_taking_bytes_is_given_up),
        QUESTION_TEST(test_nothing_to_say_is_not_said),
        QUESTION_TEST(test_old_cpus_are_named),
        QUESTION_TEST(test_what_a_cpu_lacks_is_told),
        QUESTION_TEST(test_quirk_82_leaves_that_do_not_exist_are_not_asked_for),
        QUESTION_TEST(test_no_nx_is_told),
        QUESTION_TEST(test_a_cpu_without_a_brand_has_its_vendor),
        QUESTION_TEST(test_the_crc32_instruction_is_not_used_in_kvm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
