/*
 * fuzz_boot_info.c: the hand-over that stage2 writes of any facts keeps its promises; once it is
 * spoilt anywhere before the trace, one is broken; and where all are kept, whoever reads it by its
 * counts stays inside.
 *
 * Input: what to do and how many changes there are (1 byte), the changes: a place, and what is
 * added there (1 byte); then the facts: the kernel's place, and the raw list's length and entries
 * as e820_input.h draws them. With SUM_AGAIN the CRC is made right after the changes, so that they
 * reach the promises behind it.
 */
#include <stdlib.h>
#include <string.h>

#include "gen/layout.h"
#include "kernel/core/boot_facts.h"
#include "kernel/core/boot_promises.h"
#include "kernel/core/checksum.h"
#include "stage2/facts.h"
#include "stage2/print.h"
#include "stage2/protected/crc32c_any.h"
#include "stage2/protected/handover.h"
#include "stage2/protected/memory.h"
#include "tests/fuzz/e820_input.h"

enum { SUM_AGAIN = 1 << 0, CHANGES_MOST = 7, BUILD_ID = 0x12345678, ENTRIES_MOST = 16 };

struct change {
    size_t place;
    uint8_t more;
};

struct facts stage2_facts;

/* What handover.c needs of stage2. */
void print_step(const char *step, const char *format, ...)
{
    (void)step;
    (void)format;
}

uint32_t crc32c_any(const struct crc32c_tables *tables, const void *data, uint32_t bytes)
{
    return crc32c(tables, 0, data, bytes);
}

static void facts_draw(struct random *input)
{
    memset(&stage2_facts, 0, sizeof(stage2_facts));
    stage2_facts.attributes_count = (uint8_t)random_below(input, 2);
    stage2_facts.low_memory_bytes = (uint32_t)(128 + random_below(input, 513)) << 10; /* memory.c */
    stage2_facts.usable_limit = UINT64_MAX;
    stage2_facts.kernel_phys = random_from_bytes(input, 3) << 12;
    stage2_facts.stacks_phys = stage2_facts.kernel_phys + (random_from_bytes(input, 1) << 12);
    stage2_facts.page_tables_phys = stage2_facts.stacks_phys + (random_from_bytes(input, 1) << 12);
    stage2_facts.page_tables_bytes = random_from_bytes(input, 1) << 12;
    stage2_facts.trace_count = BOOT_STEP_COUNT - 1;
    uint64_t count = random_below(input, ENTRIES_MOST + 1);
    while (stage2_facts.raw_count < count && input->left > 0) {
        stage2_facts.raw[stage2_facts.raw_count++] = e820_input_entry(input);
    }
    for (uint32_t i = 0; i < stage2_facts.trace_count; i++) {
        stage2_facts.trace[i].tsc = random_from_bytes(input, 1);
    }
}

/* All of physical memory that the hand-over is written to. */
static _Alignas(8) uint8_t place[RAM_BOOT_INFO_SIZE];

void *memory_at(uint32_t address)
{
    assert_in_range(address, RAM_BOOT_INFO_START, RAM_BOOT_INFO_START + sizeof(place) - 1);
    return place + (address - RAM_BOOT_INFO_START);
}

static struct boot_info *info_write(void)
{
    static struct crc32c_tables tables;
    crc32c_prepare(&tables);
    const struct stage2_header header = {.build_id = BUILD_ID, .kernel_memory_bytes = 1 << 20};
    struct boot_info *info = handover_write(&header, &tables);
    struct boot_trace_record *last = handover_seal(info, &tables);
    assert_ptr_equal(last, &info->trace[BOOT_STEP_COUNT - 1]);
    return info;
}

static const char *broken(const struct boot_info *info)
{
    struct promise promises[BOOT_PROMISES];
    boot_promises_check(info, BUILD_ID, promises);
    for (size_t i = 0; i < BOOT_PROMISES; i++) {
        if (!promises[i].kept) {
            return promises[i].text;
        }
    }
    return NULL;
}

static uint32_t crc_of(struct boot_info *info)
{
    info->crc32c = 0;
    return checksum(0, info, offsetof(struct boot_info, trace));
}

/* Reads by the counts, and by the method numbers; returns something so that all of it is done. */
static void readers_judge(const struct boot_info *info)
{
    uint64_t usable = 0;
    uint64_t end = 0;
    for (uint32_t i = 0; i < info->clean_count; i++) {
        assert_true(info->clean[i].base == end && info->clean[i].end > end);
        end = info->clean[i].end;
        usable += info->clean[i].kind == MEMORY_USABLE ? end - info->clean[i].base : 0;
    }
    assert_int_equal(boot_usable_bytes(info), usable);
    assert_true(usable <= MEMORY_ADDRESS_LIMIT);
    assert_true(info->raw_count <= ARRAY_LENGTH(info->raw));
    (void)boot_climb_ticks(info);
    assert_true(strlen(boot_a20_text(info->a20_method)) > 0);
    assert_true(strlen(boot_memory_text(info->memory_method)) > 0);
}

/* Mostly among the fields and the first ranges, which are few bytes of many. */
static size_t place_draw(struct random *input)
{
    uint64_t where = random_below(input, 4);
    if (where == 0) {
        return random_from_bytes(input, 2) % sizeof(struct boot_info);
    }
    size_t start = where == 1 ? 0 : offsetof(struct boot_info, clean);
    return start + random_below(input, offsetof(struct boot_info, raw));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    struct random input = fuzz_draw(bytes, count);
    uint64_t what = random_from_bytes(&input, 1);
    size_t change_count = what >> 1 & CHANGES_MOST;
    struct change changes[CHANGES_MOST];
    for (size_t i = 0; i < change_count; i++) {
        changes[i].place = place_draw(&input);
        changes[i].more = (uint8_t)random_from_bytes(&input, 1);
    }
    facts_draw(&input);
    const struct boot_info *written = info_write();
    const char *promise = broken(written);
    if (promise != NULL) {
        fail_msg("stage2 breaks its own promise: %s", promise);
    }
    /* A copy of just its length, so that the sanitizer sees its end. */
    struct boot_info *info = malloc(sizeof(*info));
    memcpy(info, written, sizeof(*info));
    for (size_t i = 0; i < change_count; i++) {
        ((uint8_t *)info)[changes[i].place] += changes[i].more;
    }
    if (what & SUM_AGAIN) {
        info->crc32c = crc_of(info);
    }
    promise = broken(info);
    if (!(what & SUM_AGAIN)) {
        bool is_same = memcmp(info, written, offsetof(struct boot_info, trace)) == 0;
        assert_int_equal(promise == NULL, is_same);
    }
    if (promise == NULL) {
        readers_judge(info);
    }
    free(info);
    return 0;
}
