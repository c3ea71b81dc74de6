/*
 * protected_host.c: see protected_host.h.
 */
#include "tests/unit/protected_host.h"

#include <string.h>

#include "common/pc/bios.h"
#include "common/pc/uart.h"
#include "common/pc/vga_text.h"
#include "common/x86/registers.h"
#include "stage2/plan.h"
#include "tests/unit/port_bus.h"

enum {
    BUILD = 0x5eed1d,
    SERIAL_CAPACITY = 1 << 14,
    FILL = 0xcc, /* what no one has cleared (quirk 72) */
};

struct facts stage2_facts; /* real/main.c's, in the product */

_Alignas(4096) uint8_t memory[MEMORY_BYTES];
uint32_t serial_most;

static char serial[SERIAL_CAPACITY];
static uint32_t serial_bytes;
static uint8_t crtc_index, crtc[256];
static const struct climb *ready;

void *memory_at(uint32_t address)
{
    assert_in_range(address, 0, MEMORY_BYTES - 1);
    return memory + address;
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

uint16_t *cell(uint32_t row, uint32_t column)
{
    return (uint16_t *)memory_at(RAM_VGA_TEXT_START) + row * VGA_COLUMNS + column;
}

void bios_cursor(uint8_t row, uint8_t column)
{
    memory[RAM_BDA_START + BDA_CURSOR] = column;
    memory[RAM_BDA_START + BDA_CURSOR + 1] = row;
}

uint32_t crtc_cursor(void)
{
    return (uint32_t)crtc[CRTC_CURSOR_HIGH] << 8 | crtc[CRTC_CURSOR_LOW];
}

void assert_row(uint32_t row, const char *text)
{
    for (uint32_t i = 0; text[i] != 0; i++) {
        assert_int_equal((char)*cell(row, i), text[i]);
    }
}

struct kernel_header *kernel(void)
{
    return memory_at(KERNEL);
}

const struct crc32c_tables *crc_tables(void)
{
    static struct crc32c_tables tables;
    crc32c_prepare(&tables);
    return &tables;
}

void seal(void)
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

static void make_facts(void)
{
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
}

int protected_setup(void **state)
{
    (void)state;
    memset(memory, FILL, sizeof(memory));
    told_clear();
    serial_most = UINT32_MAX;
    bus_start();
    bus_attach(&(struct bus_device){UART_COM1, UART_COM1 + UART_SCR, com1_read, com1_write});
    bus_attach(&(struct bus_device){CRTC_INDEX, CRTC_DATA, crtc_read, crtc_write});
    bios_cursor(3, 0);
    host_registers = (struct host_registers){
        .cr0 = CR0_PE | CR0_ET | CR0_NE,
        .cr3 = 0x3000,
        .cs = 8,
    };
    make_kernel();
    make_facts();
    return 0;
}

static void prepare(void)
{
    ready = protected_main();
}

const struct climb *climb(void)
{
    return halts(prepare) ? NULL : ready;
}

const char *told(void)
{
    return serial;
}

void told_clear(void)
{
    memset(serial, 0, sizeof(serial));
    serial_bytes = 0;
}

void assert_told(const char *text)
{
    assert_in(serial, text);
}

void assert_stops_with(const char *text)
{
    assert_null(climb());
    assert_told(text);
    assert_told("Stopped. Reset the machine or switch it off.\r\n");
}
