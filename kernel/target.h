/*
 * target.h: the machine that the kernel is compiled for, as the compiler sees it (row 02-9).
 */
#ifndef KERNEL_TARGET_H
#define KERNEL_TARGET_H

#ifndef __x86_64__
#error "the kernel is 64-bit x86 code"
#endif

_Static_assert(__STDC_HOSTED__ == 0, "no operating system and no library below");
_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "little-endian");
_Static_assert(sizeof(int) == 4, "int has 32 bits");
_Static_assert(sizeof(long) == 8, "long has 64 bits");
_Static_assert(sizeof(void *) == 8, "pointers have 64 bits");

#endif
