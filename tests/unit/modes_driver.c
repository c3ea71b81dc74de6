/*
 * modes_driver.c: what test_modes.py runs in an emulated CPU, in 16-, 32- and 64-bit code.
 *
 * Each run_* function takes its task from `input` and leaves its answer in `output` and `result`,
 * so that no calling convention stands between the test and the code.
 */
#include "common/crc32c.h"
#include "common/format.h"
#include "common/memory_map.h"
#include "common/paging.h"
#include "common/string.h"

enum { DATA_BYTES = 6144, TABLES = 6, RUNS_MOST = DATA_BYTES / sizeof(struct memory_range) };

#define TABLES_PHYS 0x1ff000ull
#define KERNEL      0xffffffff80000000ull
#define HEAP        0x0000444444440000ull

struct input {
    uint64_t value;
    uint32_t choice, bytes, to, from;
    uint8_t data[DATA_BYTES] __attribute__((aligned(8)));
};

extern struct input input;
extern uint8_t output[DATA_BYTES];
extern uint32_t result;
extern struct page_table tables[TABLES];

void run_crc32c(void);
void run_format(void);
void run_line(void);
void run_string(void);
void run_memory_map(void);
void run_paging(void);

struct input input;
uint8_t output[DATA_BYTES] __attribute__((aligned(8)));
uint32_t result;
struct page_table tables[TABLES];

void run_crc32c(void)
{
    static struct crc32c_tables crc_tables;
    crc32c_prepare(&crc_tables);
    result = crc32c(&crc_tables, 0, input.data, input.bytes);
}

/* The order of these is the order of FORMATS in test_modes.py. */
void run_format(void)
{
    char *text = (char *)output;
    size_t size = DATA_BYTES;
    uint64_t value = input.value;
    size_t length = 0;

    switch (input.choice) {
    case 0:
        length = format_buffer(text, size, "%llu", (unsigned long long)value);
        break;
    case 1:
        length = format_buffer(text, size, "%lld", (long long)value);
        break;
    case 2:
        length = format_buffer(text, size, "%#llx", (unsigned long long)value);
        break;
    case 3:
        length = format_buffer(text, size, "%llo", (unsigned long long)value);
        break;
    case 4:
        length = format_buffer(text, size, "%u", (unsigned)value);
        break;
    case 5:
        length = format_buffer(text, size, "%d", (int)value);
        break;
    case 6:
        length = format_buffer(text, size, "%lu", (unsigned long)value);
        break;
    case 7:
        length = format_buffer(text, size, "%zx", (size_t)value);
        break;
    case 8:
        length = format_buffer(text, size, "%p", (void *)(uintptr_t)value);
        break;
    case 9:
        length = format_buffer(text, size, "%hhd %s %llu %5d|", (signed char)value, "between",
                               (unsigned long long)value, (int)value);
        break;
    }
    result = (uint32_t)length;
}

static void nowhere(void *context, const char *text, size_t length)
{
    (void)context;
    (void)text;
    (void)length;
}

/* Lines as programs print them, for counting instructions: LINES in test_modes.py. */
void run_line(void)
{
    switch (input.choice) {
    case 0:
        format_to(nowhere, NULL, "hello");
        break;
    case 1:
        format_to(nowhere, NULL, "%d", 42);
        break;
    case 2:
        format_to(nowhere, NULL, "[%s] %s: %d entries, first at 0x%016llx", "stage2", "memory", 12,
                  0xfedcba9876543210ull);
        break;
    case 3:
        format_to(nowhere, NULL, "page fault at %#llx, error %#x, rip %#llx", 0xdeadbeefull, 2u,
                  KERNEL + 0x1234);
        break;
    case 4:
        format_to(nowhere, NULL, "task %3u %-12s polls %8u wakes %8u", 7u, "keyboard", 12345u,
                  678u);
        break;
    default:
        break;
    }
}

/* The order of these is the order of STRINGS in test_modes.py. */
void run_string(void)
{
    switch (input.choice) {
    case 0:
        memcpy(output + input.to, input.data + input.from, input.bytes);
        break;
    case 1:
        memmove(output + input.to, output + input.from, input.bytes);
        break;
    case 2:
        memset(output + input.to, (int)input.value, input.bytes);
        break;
    case 3:
        result = (uint32_t)memcmp(output + input.to, input.data + input.from, input.bytes);
        break;
    case 4:
        result = (uint32_t)strnlen((const char *)output + input.to, input.bytes);
        break;
    default:
        break;
    }
}

void run_memory_map(void)
{
    static const struct memory_range claims[] = {
        {.base = 0, .end = 0x1000, .kind = MEMORY_FRAME_ZERO},
        {.base = 0x8000, .end = 0x10000, .kind = MEMORY_STAGE2},
        {.base = 0x9fc00, .end = 0x100000, .kind = MEMORY_RESERVED},
        {.base = 0x200000, .end = 0x234000, .kind = MEMORY_KERNEL},
    };
    struct memory_source source = {
        .entries = (const struct e820_entry *)input.data,
        .entry_count = input.bytes / sizeof(struct e820_entry),
        .claims = claims,
        .claim_count = ARRAY_LENGTH(claims),
        .usable_limit = UINT64_MAX,
    };
    result = memory_map_clean(&source, (struct memory_range *)output, RUNS_MOST);
}

void run_paging(void)
{
    struct page_pool pool = {.tables = tables,
                             .tables_phys = phys(TABLES_PHYS),
                             .capacity = TABLES,
                             .nx = input.choice != 0};
    result = (uint32_t)page_pool_start(&pool, 510);
    result |= (uint32_t)page_map(&pool, virt(KERNEL), phys(0x200000), 100, PAGE_EXECUTE);
    result |= (uint32_t)page_map(&pool, virt(KERNEL + 100 * PAGE_BYTES), phys(0x8000000000), 300,
                                 PAGE_WRITE);
    result |=
        (uint32_t)page_map(&pool, virt(KERNEL + 511 * PAGE_BYTES), phys(0xb8000), 2, PAGE_DEVICE);
    /* Two tables are left: this takes them, and then there is none. */
    result |= (uint32_t)page_map(&pool, virt(HEAP), phys(0x1000), 1, PAGE_READ) << 8;
    result |= pool.used << 16;
}
