/*
 * heap_faults.h: each misuse of the heap that the default engine stops, done for real.
 *
 * Called by the table in faults.c.
 */
#ifndef KERNEL_HEAP_FAULTS_H
#define KERNEL_HEAP_FAULTS_H

void heap_raise_overflow(void);
void heap_raise_double_free(void);
void heap_raise_use_after_free(void);
void heap_raise_write_after_free(void);
void heap_raise_invalid_free(void);
void heap_raise_interior_free(void);
void heap_raise_wrong_size(void);

#endif
