/*
 * product_string.c: compiles common/string.c with its functions renamed, for test_string.c, which
 * compares them with the C library's.
 */
#define memcpy  product_memcpy
#define memmove product_memmove
#define memset  product_memset
#define memcmp  product_memcmp
#define bcmp    product_bcmp
#define strlen  product_strlen
#define strnlen product_strnlen
#define strcmp  product_strcmp

#include "common/string.c"

#include "tests/unit/product_string.h" /* the compiler compares the prototypes */
