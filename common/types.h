/*
 * types.h: the facts about the machine's C types that every program relies on.
 *
 * All programs are freestanding apart from the host tools; only the headers that C11 promises to a
 * freestanding program are used. A physical and a virtual address are different types, so that
 * handing one where the other belongs does not compile.
 */
#ifndef COMMON_TYPES_H
#define COMMON_TYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

_Static_assert(sizeof(int) == 4, "int has 32 bits in every mode we compile for");
_Static_assert((char)0x80 == (signed char)-128, "char is signed, as the x86 ABI says");

typedef struct phys {
    uint64_t value;
} phys_t;

typedef struct virt {
    uint64_t value;
} virt_t;

static inline phys_t phys(uint64_t value)
{
    return (phys_t){value};
}

static inline virt_t virt(uint64_t value)
{
    return (virt_t){value};
}

/* What real mode reaches ends here; below it lie the BIOS and all that was ever called "low". */
#define FIRST_MIB 0x100000u

#define ARRAY_LENGTH(array) (sizeof(array) / sizeof((array)[0]))

#endif
