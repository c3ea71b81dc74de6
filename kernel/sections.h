/*
 * sections.h: the bounds of the kernel's memory image; kernel.ld defines them.
 */
#ifndef KERNEL_SECTIONS_H
#define KERNEL_SECTIONS_H

#include "common/image.h"

extern const struct kernel_header kernel_header; /* the first byte of the image, and of .rodata */
extern const uint8_t kernel_text[];
extern uint8_t kernel_data[];
extern uint8_t kernel_bss[];
extern uint8_t kernel_end[];

#endif
