/*
 * scancodes.c: a handler of line 1 that prints each byte of the keyboard (rows 07-10, 07-11), and
 * behind it the digit where it is one: "02=1 82 " (row 07-12). The simplest driver there is,
 * without a ring or a decoder.
 *
 * tests/kernel/test_keys.py types. tests/broken/no_key_read.c is the same without the read.
 */
#include "common/pc/i8042.h"
#include "common/x86/io.h"
#include "kernel/cpu/interrupts.h"
#include "kernel/cpu/irq.h"
#include "kernel/print.h"
#include "kernel/run.h"

/* The digits 1 to 9 and 0 are the codes 02 to 0B; a release has bit 7 set, and is none. */
static const char digits[] = {[0x02] = '1', '2', '3', '4', '5', '6', '7', '8', '9', '0'};

static void key_interrupt(void)
{
    uint8_t code = in8(I8042_DATA);
    print("%02x", code);
    if (code < sizeof(digits) && digits[code] != '\0') {
        print("=%c", digits[code]);
    }
    print(" ");
}

void kernel_run(void)
{
    irq_register(PIC_LINE_KEYBOARD, key_interrupt);
    print_ready();
    for (;;) {
        interrupts_on_and_wait();
    }
}
