/*
 * image.h: lays the finished programs into an image, and judges images.
 *
 *   sector 0      stage1's 440 bytes, disk signature, partition table, 55 AA
 *   stage2        padded with zeros to whole sectors, its header filled in
 *   kernel        the same
 *   the rest      zero; holes in the file
 *
 * Pure: bytes in, bytes and findings out. main.c reads and writes the files.
 */
#ifndef MKIMAGE_IMAGE_H
#define MKIMAGE_IMAGE_H

#include "common/image.h"
#include "mkimage/layout.h"

/* A program as the assembler or objcopy left it. */
struct image_source {
    const char *file;
    const uint8_t *bytes;
    size_t count;
};

struct image_sources {
    struct image_source stage1;
    struct image_source stage2;
    struct image_source kernel;
};

struct image {
    uint8_t *bytes; /* from sector 0 to the kernel's last one; free() it */
    size_t count;
    uint64_t size; /* of the file: what is beyond `count` is zero */
    uint32_t build_id;
};

/* Lays and fills in everything. False where a program does not fit or is not what it should be. */
bool image_lay(struct image *image, const struct layout *layout,
               const struct image_sources *sources, struct findings *findings);

/* The size of an image that holds `bytes` bytes, or 0 where none may be that large. */
uint64_t image_size(const struct layout *layout, uint64_t bytes);

/* A finished image, or any other file, as far as it was read: `size` is the file's own. */
struct image_view {
    const char *file;
    const uint8_t *bytes;
    size_t count;
    uint64_t size;
};

/* check.c: the linter. Adds one finding for each thing that is not as the layout has it. */
void image_check(const struct image_view *view, const struct layout *layout,
                 struct findings *findings);

/* check_parts.c: rules that hold for a program before it is laid and in the image. */
void boot_code_check(const uint8_t code[STAGE1_CODE_BYTES], const char *file,
                     struct findings *findings);
void kernel_header_check(const struct kernel_header *header, uint64_t file_bytes,
                         const struct layout *layout, const char *file, struct findings *findings);

/* The build ID of two padded files; the fields that mkimage fills may hold anything. */
uint32_t build_id_compute(const uint8_t *stage2, size_t stage2_bytes, const uint8_t *kernel,
                          size_t kernel_bytes);

/* CRC-32C over all of it. */
uint32_t crc_compute(const uint8_t *bytes, size_t count);

/* The sum of all little-endian 32-bit words; bytes is a multiple of four. */
uint32_t words_sum(const uint8_t *bytes, size_t count);

/* The disk signature is not a checked field, but never 0: some systems take 0 for "none". */
uint32_t disk_signature(uint32_t build_id);

/* report.c: bytes used and left. A use names a ram region and what its program took of it; the
 * view is of an image in which image_check has found no fault. */
struct region_use {
    const char *name;
    uint64_t bytes;
};

void report_print(FILE *out, const struct layout *layout, const struct image_view *view,
                  const struct region_use *uses, size_t use_count);

#endif
