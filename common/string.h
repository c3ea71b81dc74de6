/*
 * string.h: the memory functions that a compiler may call even in a freestanding program [GCC 2.1],
 * and the three string functions we need. Same contracts as in C's <string.h>.
 */
#ifndef COMMON_STRING_H
#define COMMON_STRING_H

#include "common/types.h"

void *memcpy(void *restrict to, const void *restrict from, size_t bytes);
void *memmove(void *to, const void *from, size_t bytes);
void *memset(void *to, int value, size_t bytes);
int memcmp(const void *a, const void *b, size_t bytes);
int bcmp(const void *a, const void *b, size_t bytes);
size_t strlen(const char *text);
size_t strnlen(const char *text, size_t limit);
int strcmp(const char *a, const char *b);

#endif
