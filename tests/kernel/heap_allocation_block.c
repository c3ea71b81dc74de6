/*
 * heap_allocation_block.c: the four tests of heap_allocation.c on the engine `block` (row 11-9).
 *
 * They are included, since the name of this file is what chooses the engine (make/programs.mk).
 */
#include "tests/kernel/heap_allocation.c"
