/*
 * i8042.c: the keyboard controller of the machine that the guest runs on (rows 07-11, 07-13).
 *
 * Interrupts are off, so that the driver is polled. Nobody types: the controller is told to return
 * a byte as if a key had sent it.
 */
#include "common/pc/i8042.h"
#include "common/x86/io.h"
#include "kernel/cpu/interrupts.h"
#include "kernel/dev/keyboard.h"
#include "kernel/run.h"
#include "tests/kernel/guest/guest.h"

enum { POLLS = 10000 };

static void key_inject(uint8_t byte)
{
    out8(I8042_COMMAND, I8042_COMMAND_WRITE_OUTPUT_BUFFER);
    out8(I8042_DATA, byte);
}

static bool byte_poll(uint8_t *byte)
{
    for (uint32_t polls = 0; polls < POLLS; polls++) {
        if (i8042_read(byte)) {
            return true;
        }
    }
    return false;
}

static bool every_byte_arrives(void)
{
    uint8_t byte;
    for (uint32_t sent = 0; sent <= UINT8_MAX; sent++) {
        key_inject((uint8_t)sent);
        if (!byte_poll(&byte) || byte != sent) {
            return false;
        }
    }
    return !i8042_read(&byte);
}

/* The last event of these bytes. */
static struct key_event type(const char *bytes)
{
    struct key_event event = {0};
    uint8_t byte;
    for (; *bytes != '\0'; bytes++) {
        key_inject((uint8_t)*bytes);
        if (byte_poll(&byte)) {
            keys_take(byte, &event);
        }
    }
    return event;
}

static bool lights_are_acknowledged(void)
{
    const uint64_t before = i8042_counts()->answers;
    uint8_t byte;
    type("\x3a\xba");
    bool quiet = !byte_poll(&byte);
    return quiet && i8042_counts()->answers == before + 2 && type("\x1e\x9e\x1e").character == 'A';
}

void kernel_run(void)
{
    interrupts_off(); /* or the handler of line 1 would take the bytes */
    uint8_t byte;
    guest_check("keyboard controller is ready", keys_start() == I8042_READY);
    guest_check("nothing is left to be read", !i8042_read(&byte));
    guest_check("every byte arrives as it was sent", every_byte_arrives());
    guest_check("a key is a character", type("\x1e").character == 'a');
    guest_check("its release differs by bit 7", !type("\x9e").pressed);
    guest_check("Shift is held", type("\x2a\x03").character == '@');
    guest_check("an arrow is a key", type("\xaa\xe0\x48").key == KEY_ARROW_UP);
    guest_check("the light of CapsLock is acknowledged", lights_are_acknowledged());
    guest_end();
}
