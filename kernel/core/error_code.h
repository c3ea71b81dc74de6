/*
 * error_code.h: what an exception's error code means, in words [SDM3 6.13, 4.7].
 */
#ifndef KERNEL_CORE_ERROR_CODE_H
#define KERNEL_CORE_ERROR_CODE_H

#include "common/types.h"

/* Page-fault error code [SDM3 4.7; APM2 8.4.2]. */
#define PAGE_FAULT_P    (1u << 0)
#define PAGE_FAULT_W    (1u << 1)
#define PAGE_FAULT_U    (1u << 2)
#define PAGE_FAULT_RSVD (1u << 3)
#define PAGE_FAULT_I    (1u << 4)
#define PAGE_FAULT_PK   (1u << 5)
#define PAGE_FAULT_SS   (1u << 6)
#define PAGE_FAULT_HLAT (1u << 7)
#define PAGE_FAULT_SGX  (1u << 15)
#define PAGE_FAULT_RMP  (1u << 31)

/* Selector error code [SDM3 figure 6-7]. */
#define SELECTOR_ERROR_EXT         (1u << 0)
#define SELECTOR_ERROR_IDT         (1u << 1)
#define SELECTOR_ERROR_TI          (1u << 2)
#define SELECTOR_ERROR_INDEX_SHIFT 3u

enum { ERROR_CODE_TEXT_MOST = 128 };

/* The words for the error code of `vector`, without a full stop; "" for a vector that has none.
 * Returns `buffer`, or a text that needs none. */
const char *error_code_text(char buffer[ERROR_CODE_TEXT_MOST], uint32_t vector,
                            uint64_t error_code);

#endif
