/*
 * default_layout.c: the disk.layout that this mkimage was built with, so that `check` works
 * anywhere.
 *
 * The assembler puts the file in; its path is relative to the include path, -I. from the root.
 */
#include "mkimage/default_layout.h"

__asm__(".section .rodata\n"
        ".global default_layout\n"
        ".global default_layout_end\n"
        "default_layout:\n"
        ".incbin \"disk.layout\"\n"
        "default_layout_end:\n"
        ".byte 0\n"
        ".previous\n");
