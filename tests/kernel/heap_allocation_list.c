/*
 * heap_allocation_list.c: the four tests of heap_allocation.c on the engine `list` (row 11-9).
 *
 * They are included, since the name of this file is what chooses the engine (make/programs.mk).
 */
#include "tests/kernel/heap_allocation.c"
