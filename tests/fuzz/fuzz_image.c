/*
 * fuzz_image.c: the linter accepts what mkimage would lay, and nothing else.
 *
 * Input: what to do (1 byte); with CUT how many bytes are read, and with SIZE the file's size, each
 * as the difference to those of a sound image (4 bytes; in sectors with SECTORS); then patches: a
 * place, a length (1 byte) and so many bytes. With SUM_AGAIN the sums and the build ID are made
 * right afterwards, so that patches reach the rules behind them.
 */
#include <stdlib.h>
#include <string.h>

#include "mkimage/mbr.h"
#include "tests/fuzz/fuzz.h"
#include "tests/unit/image_parts.h"

enum {
    SUM_AGAIN = 1 << 0,
    SECTORS = 1 << 1,
    CUT = 1 << 2,
    SIZE = 1 << 3,
    STAGE2_AT = 32 * SECTOR_BYTES,
    KERNEL_AT = 96 * SECTOR_BYTES,
    PLACES = 1 << 16,
    FOREIGN = 6, /* bytes after stage1's: the disk signature and two more (quirk 13) */
};

static struct image_parts parts;
static struct image sound;
static uint8_t *patched; /* room for the sound image and for places behind it */

static void start(void)
{
    image_parts_make(&parts);
    image_parts_lay(&parts, &sound);
    patched = calloc(PLACES, 1);
    assert_true(sound.count <= PLACES);
}

/* Near a bound of something, where there is one of that number, else anywhere. */
static size_t place_draw(struct random *input)
{
    const size_t bounds[] = {
        0,         STAGE1_HEADER_OFFSET,         MBR_TABLE_OFFSET, MBR_MAGIC_OFFSET, SECTOR_BYTES,
        STAGE2_AT, STAGE2_AT + 2 * SECTOR_BYTES, KERNEL_AT,        sound.count};
    uint64_t bound = random_from_bytes(input, 1);
    if (bound >= ARRAY_LENGTH(bounds)) {
        return random_from_bytes(input, 2);
    }
    return bounds[bound] + random_from_bytes(input, 1);
}

static void patch(struct random *input)
{
    while (input->left > 0) {
        size_t place = place_draw(input);
        size_t length = random_from_bytes(input, 1);
        for (; length > 0 && input->left > 0; length--, place++) {
            patched[place % PLACES] = (uint8_t)random_from_bytes(input, 1);
        }
    }
}

static bool lies_in(uint64_t start_at, uint64_t bytes, size_t count)
{
    return start_at <= count && bytes <= count - start_at;
}

/* What mkimage would fill in: IDs, CRC, sum, wherever the patched headers let them be computed. */
static void sum_again(size_t count)
{
    struct stage1_header stage1;
    struct stage2_header stage2;
    struct kernel_header kernel;
    uint8_t *stage2_at = patched + STAGE2_AT, *kernel_at = patched + KERNEL_AT;
    memcpy(&stage1, patched + STAGE1_HEADER_OFFSET, sizeof(stage1));
    memcpy(&stage2, stage2_at, sizeof(stage2));
    memcpy(&kernel, kernel_at, sizeof(kernel));
    size_t stage2_bytes = (size_t)stage1.stage2_sectors * SECTOR_BYTES;
    if (stage2_bytes == 0 || !lies_in(STAGE2_AT, stage2_bytes, count) ||
        stage2.kernel_file_bytes < sizeof(kernel) ||
        !lies_in(KERNEL_AT, stage2.kernel_file_bytes, count)) {
        return;
    }
    uint32_t id = build_id_compute(stage2_at, stage2_bytes, kernel_at, stage2.kernel_file_bytes);
    stage1.build_id = stage2.build_id = kernel.build_id = id;
    memcpy(patched + STAGE1_HEADER_OFFSET, &stage1, sizeof(stage1));
    memcpy(kernel_at, &kernel, sizeof(kernel));
    stage2.kernel_crc32c = crc_compute(kernel_at, stage2.kernel_file_bytes);
    stage2.sum = 0;
    memcpy(stage2_at, &stage2, sizeof(stage2));
    stage2.sum = 0u - words_sum(stage2_at, stage2_bytes);
    memcpy(stage2_at, &stage2, sizeof(stage2));
}

/* The programs that are in it, laid by mkimage, give the same image. */
static void accepted_judge(const struct image_view *view)
{
    struct stage1_header stage1;
    struct stage2_header stage2;
    struct findings findings = {0};
    struct image laid;
    memcpy(&stage1, view->bytes + STAGE1_HEADER_OFFSET, sizeof(stage1));
    memcpy(&stage2, view->bytes + STAGE2_AT, sizeof(stage2));
    const struct image_sources sources = {
        .stage1 = {"stage1", view->bytes, STAGE1_CODE_BYTES},
        .stage2 = {"stage2", view->bytes + STAGE2_AT, stage1.stage2_sectors * (size_t)SECTOR_BYTES},
        .kernel = {"kernel", view->bytes + KERNEL_AT, stage2.kernel_file_bytes},
    };
    bool is_laid = image_lay(&laid, &parts.layout, &sources, &findings);
    findings_print(&findings, stderr);
    assert_true(is_laid);
    assert_true(laid.size <= view->size && laid.count <= view->count);
    const struct mbr_entry entry = mbr_entry_make(&parts.layout, view->size);
    memcpy(laid.bytes + MBR_TABLE_OFFSET, &entry, sizeof(entry));
    memcpy(laid.bytes + STAGE1_CODE_BYTES, view->bytes + STAGE1_CODE_BYTES, FOREIGN);
    /* One active entry is enough, whichever of the four it is. */
    const struct mbr_entry *found = (const struct mbr_entry *)(view->bytes + MBR_TABLE_OFFSET);
    for (unsigned i = 1; i < MBR_ENTRIES; i++) {
        if (found[i].status == MBR_STATUS_ACTIVE) {
            memset(laid.bytes + MBR_TABLE_OFFSET, 0, sizeof(entry));
            memcpy(laid.bytes + MBR_TABLE_OFFSET + i * sizeof(entry), &entry, sizeof(entry));
        }
    }
    assert_memory_equal(laid.bytes, view->bytes, laid.count);
    for (size_t i = laid.count; i < view->count; i++) {
        assert_int_equal(view->bytes[i], 0);
    }
    free(laid.bytes);
}

/* Whether a byte is another than in the sound image, stage1's code and the foreign ones aside,
 * which nothing covers. */
static bool is_changed(void)
{
    return memcmp(patched + STAGE1_HEADER_OFFSET, sound.bytes + STAGE1_HEADER_OFFSET,
                  sizeof(struct stage1_header)) != 0 ||
           memcmp(patched + MBR_TABLE_OFFSET, sound.bytes + MBR_TABLE_OFFSET,
                  sound.count - MBR_TABLE_OFFSET) != 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    if (patched == NULL) {
        start();
    }
    struct random input = fuzz_draw(bytes, count);
    uint32_t what = (uint32_t)random_from_bytes(&input, 1);
    uint64_t unit = what & SECTORS ? SECTOR_BYTES : 1;
    uint64_t more = what & CUT ? random_from_bytes(&input, 4) : 0;
    uint64_t larger = what & SIZE ? (uint64_t)(int32_t)random_from_bytes(&input, 4) : 0;
    uint64_t read = sound.count + more * unit;
    uint64_t size = sound.size + larger * unit;
    read %= PLACES + 1;
    memset(patched, 0, PLACES);
    memcpy(patched, sound.bytes, sound.count);
    patch(&input);
    if (what & SUM_AGAIN) {
        sum_again((size_t)read);
    }
    /* In memory of just its length, so that the sanitizer sees its end. */
    struct image_view view = {.file = "img", .count = (size_t)read, .size = size};
    view.bytes = memcpy(malloc(view.count), patched, view.count);
    struct findings findings = {0};
    image_check(&view, &parts.layout, &findings);
    if (findings.count == 0) {
        accepted_judge(&view);
        assert_true(what & SUM_AGAIN || view.size != sound.size || !is_changed());
    }
    free((void *)view.bytes);
    return 0;
}
