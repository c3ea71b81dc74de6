/*
 * questions_host.c: see questions_host.h.
 */
#include "tests/unit/questions_host.h"

#include <string.h>

#include "common/pc/vga_text.h"

void real_main(uint32_t boot_drive);

static const struct e820_entry good_map[] = {
    {0, 0x9fc00, E820_USABLE, E820_ATTRIBUTE_VALID},
    {FIRST_MIB, 63u * FIRST_MIB, E820_USABLE, E820_ATTRIBUTE_VALID},
};

static const struct kernel_header kernel_header = {.magic = KERNEL_MAGIC, .build_id = BUILD_ID};

uint8_t high[HIGH_BYTES];

void lift(uint32_t to, uint32_t from, uint32_t bytes)
{
    assert_true(fake.gate.open && bytes % 4 == 0);
    assert_in_range(to, FIRST_MIB, FIRST_MIB + HIGH_BYTES - bytes);
    memcpy(high + to - FIRST_MIB, fake.memory + from, bytes);
}

int questions_setup(void **state)
{
    fake_setup(state);
    fake.system.entries = good_map;
    fake.system.entry_count = ARRAY_LENGTH(good_map);
    memset(&stage2_facts, 0, sizeof(stage2_facts)); /* as entry.asm does */
    host_registers = (struct host_registers){
        .cr0 = CR0_ET,
        .cr4 = CR4_MCE,
        .tsc = 7,
        .eflags = EFLAGS_IF,
    };
    stage2_header = (struct stage2_header){
        .build_id = BUILD_ID,
        .file_bytes = 31744,
        .kernel_lba = KERNEL_LBA,
        .kernel_file_bytes = KERNEL_BYTES,
        .kernel_memory_bytes = KERNEL_MEMORY,
    };
    fake.disk.kernel = &kernel_header;
    fake.disk.kernel_lba = KERNEL_LBA;
    return 0;
}

static void ask_all(void)
{
    real_main(fake.disk.drive);
}

bool answered(void)
{
    return !halts(ask_all);
}

void assert_told(const char *text)
{
    assert_in(fake.console.serial, text);
}

void assert_stops_with(const char *text)
{
    assert_false(answered());
    assert_told(text);
    assert_told("Stopped. Press Ctrl-Alt-Del to restart.\r\n");
    assert_int_equal(fake.console.attribute, VGA_LIGHT_RED);
    assert_int_equal(fake.console.screen_bytes, fake.console.serial_bytes);
}
