/*
 * typed.c: takes a name over COM1. Contract in typed.h.
 */
#include "tests/kernel/guest/typed.h"

#include "kernel/cpu/halt.h"
#include "kernel/input.h"
#include "kernel/print.h"
#include "kernel/stop.h"

void (*ask_on_crash)(void);

void kernel_stopping(const char *headline)
{
    (void)headline;
    if (ask_on_crash) {
        ask_on_crash();
    }
}

void kernel_stop(void)
{
    print("Stopped. Reset the machine or switch it off.\n");
    cpu_halt();
}

void ask_name(char name[ASK_NAME_MOST])
{
    uint32_t length = 0;
    struct input_event input;
    print_ready();
    for (;;) {
        input_wait(&input);
        if (input.source == EVENT_SERIAL && input.byte == '\r') {
            name[length] = '\0';
            return;
        }
        if (input.source == EVENT_SERIAL && length < ASK_NAME_MOST - 1) {
            name[length++] = (char)input.byte;
        }
    }
}
