/*
 * emit.h: a layout as constants for NASM, C, the linker and make, and as tables for the docs.
 *
 *   disk   DISK_<NAME>_LBA, DISK_<NAME>_SECTORS, and the numbers of layout_value_names
 *   ram    RAM_<NAME>_START, _SIZE, _END
 *   virt   VIRT_<NAME>_START, _SIZE, _END, VIRT_RECURSIVE_SLOT, VIRT_STACKS_BYTES, and in C
 *          VIRT_STACKS(STACK), which calls STACK(name, start, size) for each stack
 */
#ifndef MKIMAGE_EMIT_H
#define MKIMAGE_EMIT_H

#include "mkimage/layout.h"

void emit_nasm(const struct layout *layout, FILE *out);
void emit_c(const struct layout *layout, FILE *out);
void emit_linker(const struct layout *layout, FILE *out);
void emit_make(const struct layout *layout, FILE *out);

/* The text in capitals: constants are named after regions and structures. */
void emit_upper(const char *text, FILE *out);

/* layout_tables.c: three Markdown tables. */
void emit_markdown(const struct layout *layout, FILE *out);

/* variant.c: the table of the image's variants. The same for every layout, as the next one. */
void emit_variants(const struct layout *layout, FILE *out);

/* constants.c: what NASM has to know of the headers in C. */
void emit_constants(const struct layout *layout, FILE *out);

#endif
