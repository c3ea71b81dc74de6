/*
 * table_error.c: what to call an error of page_map.h.
 */
#include "kernel/core/page_map.h"

const char *table_error_text(enum table_error error)
{
    static const char *const texts[] = {
        [TABLE_OK] = "no error",
        [TABLE_NO_FRAME] = "no frame is left for a page table",
        [TABLE_PARENT_IS_HUGE] = "a larger page covers it",
        [TABLE_ALREADY_MAPPED] = "it is already mapped",
        [TABLE_SMALLER_PAGES] = "smaller pages are mapped there",
        [TABLE_NOT_MAPPED] = "it is not mapped",
        [TABLE_MISALIGNED] = "an address is no multiple of the page's size",
        [TABLE_NOT_CANONICAL] = "the virtual address is not canonical",
        [TABLE_OUT_OF_RANGE] = "the physical address is beyond the CPU's width",
        [TABLE_IN_WINDOW] = "it lies in the window of the page tables",
        [TABLE_KERNELS] = "the kernel's part is changed in the active space alone",
        [TABLE_NO_SUCH_SIZE] = "the CPU has no pages of this size",
        [TABLE_BAD_RIGHTS] = "writable and executable at once, or no rights at all",
    };
    return (uint32_t)error < ARRAY_LENGTH(texts) ? texts[error] : "unknown error";
}
