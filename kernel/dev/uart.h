/*
 * uart.h: COM1, polled.
 */
#ifndef KERNEL_DEV_UART_H
#define KERNEL_DEV_UART_H

#include "common/types.h"

/* stage2 has looked for the port and initialised it; where it found none, uart_put does nothing. */
void uart_start(bool is_there);

/* Sends `length` bytes, each '\n' as CR LF. Gives the port up for good when it takes no more. */
void uart_put(const char *text, size_t length);

#endif
