/*
 * cmocka_headers.h: cmocka wants these headers before its own.
 */
#ifndef TESTS_UNIT_CMOCKA_HEADERS_H
#define TESTS_UNIT_CMOCKA_HEADERS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* After those four. */
#include <cmocka.h>

#endif
