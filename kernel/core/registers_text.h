/*
 * registers_text.h: the names of the bits that are set in a control register.
 */
#ifndef KERNEL_CORE_REGISTERS_TEXT_H
#define KERNEL_CORE_REGISTERS_TEXT_H

#include "common/types.h"

enum register_name { REGISTER_CR0, REGISTER_CR4, REGISTER_EFER, REGISTER_RFLAGS };

enum { REGISTER_TEXT_BYTES = 64 * sizeof("bit 63") }; /* whatever is set */

/* Writes "PE WP PG", from the lowest bit up; a bit without a name as its number, "bit 40"; "none"
 * where no bit is set. Returns text. */
const char *register_text(char text[REGISTER_TEXT_BYTES], enum register_name name, uint64_t value);

#endif
