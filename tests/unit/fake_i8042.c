/*
 * fake_i8042.c: see fake_i8042.h. [8042] [PC/AT]
 */
#include "tests/unit/fake_i8042.h"

#include <string.h>

#include "common/pc/i8042.h"
#include "common/x86/io.h"
#include "tests/unit/cmocka_headers.h"

enum { A_KEY = 0x1e };

struct fake_i8042 fake_i8042;

void fake_i8042_start(void)
{
    memset(&fake_i8042, 0, sizeof(fake_i8042));
    fake_i8042.test_verdict = I8042_SELF_TEST_PASSED;
    fake_i8042.keyboard_enabled = true;
    fake_i8042.mouse_enabled = true;
    /* As some firmware leaves it: the mouse's interrupt on, the keyboard's off. */
    fake_i8042.config = I8042_CONFIG_IRQ12 | 1 << 2;
}

static void queue_put(uint8_t byte, bool is_mouse)
{
    assert_true(fake_i8042.queued < FAKE_QUEUE_BYTES);
    fake_i8042.queue[fake_i8042.queued++] = (struct fake_byte){byte, is_mouse};
}

void fake_i8042_key(uint8_t byte)
{
    queue_put(byte, false);
}

void fake_i8042_mouse(uint8_t byte)
{
    queue_put(byte, true);
}

static uint8_t status(void)
{
    struct fake_i8042 *fake = &fake_i8042;
    uint8_t bits = 1 << 2; /* the system flag: the firmware has tested it once */
    fake->status_reads++;
    if (fake->absent) {
        return I8042_STATUS_ABSENT;
    }
    if (fake->busy || fake->busy_left > 0) {
        bits |= I8042_STATUS_IBF;
        fake->busy_left -= fake->busy_left > 0;
    }
    if (fake->endless || fake->queued > 0) {
        bits |= I8042_STATUS_OBF;
        bits |= fake->queued > 0 && fake->queue[0].is_mouse ? I8042_STATUS_AUX : 0;
    }
    return bits;
}

static uint8_t data(void)
{
    struct fake_i8042 *fake = &fake_i8042;
    fake->data_reads++;
    if (fake->absent) {
        return I8042_STATUS_ABSENT;
    }
    if (fake->queued == 0) {
        return A_KEY;
    }
    const uint8_t byte = fake->queue[0].byte;
    fake->queued--;
    memmove(&fake->queue[0], &fake->queue[1], fake->queued * sizeof(fake->queue[0]));
    return byte;
}

uint8_t in8(uint16_t port)
{
    assert_true(port == I8042_STATUS || port == I8042_DATA);
    return port == I8042_STATUS ? status() : data();
}

static void controller_take(uint8_t command)
{
    struct fake_i8042 *fake = &fake_i8042;
    fake->expects = 0;
    switch (command) {
    case I8042_COMMAND_READ_CONFIG:
        if (fake->late_keys > 0) {
            queue_put((uint8_t)(fake->late_keys-- % A_KEY | 1 << 7), false);
        }
        if (!fake->tells_no_config) {
            queue_put(fake->config, false);
        }
        break;
    case I8042_COMMAND_WRITE_CONFIG:
        fake->expects = command;
        break;
    case I8042_COMMAND_SELF_TEST:
        fake->config = fake->test_resets_config ? 0 : fake->config;
        if (!fake->tests_silently) {
            queue_put(fake->test_verdict, false);
        }
        break;
    case I8042_COMMAND_DISABLE_AUX:
        fake->mouse_enabled = false;
        break;
    case I8042_COMMAND_DISABLE_KEYBOARD:
    case I8042_COMMAND_ENABLE_KEYBOARD:
        fake->keyboard_enabled = command == I8042_COMMAND_ENABLE_KEYBOARD;
        break;
    default:
        fail_msg("command %02x, of which nobody needs to know", command);
    }
}

static void keyboard_take(uint8_t byte)
{
    struct fake_i8042 *fake = &fake_i8042;
    fake->keyboard_writes++;
    if (fake->chatters) {
        queue_put(A_KEY, false);
        queue_put(PS2_ACK, true);
    }
    if (fake->unplugged) {
        return;
    }
    if (fake->resends > 0) {
        fake->resends -= fake->resends != FAKE_FOR_EVER;
        queue_put(PS2_RESEND, false);
        return;
    }
    if (fake->expects_leds) {
        fake->leds = byte;
        fake->expects_leds = false;
    } else if (byte == PS2_SET_LEDS || byte == PS2_ENABLE_SCANNING) {
        fake->expects_leds = byte == PS2_SET_LEDS;
        fake->scanning |= byte == PS2_ENABLE_SCANNING;
    } else {
        queue_put(PS2_RESEND, false);
        return;
    }
    queue_put(PS2_ACK, false);
}

void out8(uint16_t port, uint8_t value)
{
    struct fake_i8042 *fake = &fake_i8042;
    assert_true(port == I8042_COMMAND || port == I8042_DATA);
    assert_false(fake->absent || fake->busy || fake->busy_left > 0);
    fake->writes++;
    fake->busy_left = fake->busy_reads;
    if (port == I8042_COMMAND) {
        controller_take(value);
    } else if (fake->expects == I8042_COMMAND_WRITE_CONFIG) {
        fake->config = value;
        fake->keyboard_enabled = !(value & I8042_CONFIG_DISABLE_KEYBOARD);
        fake->mouse_enabled = !(value & I8042_CONFIG_DISABLE_AUX);
        fake->expects = 0;
    } else {
        keyboard_take(value);
    }
}
