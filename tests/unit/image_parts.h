/*
 * image_parts.h: three small programs that mkimage takes for stage1, stage2 and a kernel, and the
 * image made of them, for tests that then break something.
 */
#ifndef TESTS_UNIT_IMAGE_PARTS_H
#define TESTS_UNIT_IMAGE_PARTS_H

#include "mkimage/image.h"

enum {
    PART_STAGE2_BYTES = 1000, /* two sectors, the second one not full */
    PART_KERNEL_BYTES = 9000, /* 18 sectors */
    PART_TEXT = 0x1000,
    PART_DATA = 0x2000,
    PART_BSS = 0x3000,
    PART_MEMORY = 0x5000,
    PART_JUMP = 0x58, /* EB 58 90: to byte 0x5a */
};

struct image_parts {
    struct layout layout; /* of layout_text.c */
    uint8_t stage1[STAGE1_CODE_BYTES];
    uint8_t stage2[PART_STAGE2_BYTES];
    uint8_t kernel[PART_KERNEL_BYTES];
    struct image_sources sources; /* of the three above */
};

void image_parts_make(struct image_parts *parts);

/* Changes fields of the kernel's header: read, change, write back. */
struct kernel_header image_parts_kernel(const struct image_parts *parts);
void image_parts_set_kernel(struct image_parts *parts, const struct kernel_header *header);

/* Lays them; fails the test where mkimage refuses. free() image->bytes. */
void image_parts_lay(const struct image_parts *parts, struct image *image);

#endif
