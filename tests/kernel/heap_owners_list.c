/*
 * heap_owners_list.c: heap_owners.c on the engine `list` (row 10-7).
 *
 * It is included, since the name of this file is what chooses the engine (make/programs.mk).
 */
#include "tests/kernel/heap_owners.c"
