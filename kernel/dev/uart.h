/*
 * uart.h: COM1, polled.
 */
#ifndef KERNEL_DEV_UART_H
#define KERNEL_DEV_UART_H

#include "common/types.h"

/* Looks whether there is a port; stage2 has initialised it. Without one, uart_put does nothing. */
void uart_start(void);

/* Sends `length` bytes, each '\n' as CR LF. Gives the port up for good when it takes no more. */
void uart_put(const char *text, size_t length);

#endif
