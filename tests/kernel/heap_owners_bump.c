/*
 * heap_owners_bump.c: heap_owners.c on the engine `bump` (row 10-7).
 *
 * It is included, since the name of this file is what chooses the engine (make/programs.mk).
 */
#include "tests/kernel/heap_owners.c"
