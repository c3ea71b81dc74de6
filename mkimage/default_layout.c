/*
 * default_layout.c: the disk.layout that this mkimage was built with, so that `check` works in any
 * folder.
 *
 * C has no way to include a file as bytes, the assembler has. The path is relative to the include
 * path, which is -I. from the root of the tree. Only directives are used that the assemblers of
 * all hosts know, in one statement, since a compiler may put several of them in another order.
 */
#include "mkimage/default_layout.h"

__asm__(".data\n"
        ".balign 8\n"
        ".globl default_layout_bytes\n"
        ".globl default_layout\n"
        "default_layout_bytes: .quad 2f - 1f\n"
        "default_layout:\n"
        "1: .incbin \"disk.layout\"\n"
        "2: .text\n");
