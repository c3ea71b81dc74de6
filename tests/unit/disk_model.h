/*
 * disk_model.h: drives that err as they are drawn, and reads from them.
 */
#ifndef TESTS_UNIT_DISK_MODEL_H
#define TESTS_UNIT_DISK_MODEL_H

#include "tests/unit/fake_bios.h"
#include "tests/unit/random.h"

/*
 * One drive and some requests, one after the other. Fails the running test unless the number of
 * calls is bounded, and either true comes back with exactly the right sectors in memory and nothing
 * written beside them, or false with the sector that could not be had. Counts both in results[].
 */
void disk_model_round(struct random *random, uint32_t results[2]);

/* A geometry that a BIOS may tell. */
struct chs_geometry disk_model_geometry(struct random *random);

#endif
