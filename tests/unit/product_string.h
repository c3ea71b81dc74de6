/*
 * product_string.h: common/string.c under other names, beside the C library's functions.
 */
#ifndef TESTS_UNIT_PRODUCT_STRING_H
#define TESTS_UNIT_PRODUCT_STRING_H

#include <stddef.h>

void *product_memcpy(void *restrict to, const void *restrict from, size_t bytes);
void *product_memmove(void *to, const void *from, size_t bytes);
void *product_memset(void *to, int value, size_t bytes);
int product_memcmp(const void *a, const void *b, size_t bytes);
int product_bcmp(const void *a, const void *b, size_t bytes);
size_t product_strlen(const char *text);
size_t product_strnlen(const char *text, size_t limit);
int product_strcmp(const char *a, const char *b);

#endif
