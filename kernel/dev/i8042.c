/*
 * i8042.c: the keyboard controller's ports [8042].
 *
 * Called by keyboard.c and the handler of IRQ 1. The controller may be a chip, a part of one, or
 * the firmware that plays it for a USB keyboard and knows only what usual systems ask of it. So
 * nothing is taken for granted but the status port, and silence is no reason to give up. The
 * dialogue with the keyboard behind it is kernel/core/keyboard_command.c.
 */
#include "kernel/dev/i8042.h"

#include "common/pc/i8042.h"
#include "common/x86/io.h"
#include "kernel/core/keyboard_command.h"

enum {
    WAIT_READS = 100000, /* about 0.1 s: the slowest controller answers within 20 ms [8042] */
    ABSENT_READS = 32,   /* a port that reads FF so often is none */
    DRAIN_BYTES = 1024,  /* more than any buffer on the way has */
    CONFIG_TRIES = 4,
};

static struct {
    struct keyboard_command command;
    uint8_t leds_wanted;
    uint8_t leds_told; /* by the last command that was begun */
    struct i8042_counts counts;
} driver;

static bool controller_is_absent(void)
{
    for (uint32_t reads = 0; reads < ABSENT_READS; reads++) {
        if (in8(I8042_STATUS) != I8042_STATUS_ABSENT) {
            return false;
        }
    }
    return true;
}

static bool write_when_ready(uint16_t port, uint8_t byte)
{
    for (uint32_t reads = 0; reads < WAIT_READS; reads++) {
        if (!(in8(I8042_STATUS) & I8042_STATUS_IBF)) {
            out8(port, byte);
            return true;
        }
    }
    return false;
}

static bool command_write(uint8_t command)
{
    return write_when_ready(I8042_COMMAND, command);
}

/* A key that was pressed while nobody looked stands in the buffer, and as long as it does, there is
 * no interrupt for the next. */
static bool output_drain(void)
{
    for (uint32_t bytes = 0; bytes < DRAIN_BYTES; bytes++) {
        if (!(in8(I8042_STATUS) & I8042_STATUS_OBF)) {
            return true;
        }
        in8(I8042_DATA);
        driver.counts.drained++;
    }
    return false;
}

/* Sends a command and waits for the byte that it answers. */
static bool command_ask(uint8_t command, uint8_t *answer)
{
    if (!output_drain() || !command_write(command)) {
        return false;
    }
    for (uint32_t reads = 0; reads < WAIT_READS; reads++) {
        if (in8(I8042_STATUS) & I8042_STATUS_OBF) {
            *answer = in8(I8042_DATA);
            return true;
        }
    }
    return false;
}

/* Told twice in the same way, it is the configuration: what comes first may be a key that was on
 * its way when the ports were switched off. */
static bool config_read(uint8_t *config)
{
    bool answered = command_ask(I8042_COMMAND_READ_CONFIG, config);
    for (uint32_t tries = 0; tries < CONFIG_TRIES && answered; tries++) {
        const uint8_t before = *config;
        answered = command_ask(I8042_COMMAND_READ_CONFIG, config);
        if (answered && *config == before) {
            return true;
        }
    }
    return false;
}

/* Both ports are off for this. A controller that does not even tell its configuration is firmware
 * at work, which is left in peace. The self-test resets some controllers, so that the configuration
 * is written again after it. */
static enum i8042_result controller_configure(void)
{
    uint8_t config;
    uint8_t verdict;
    if (!config_read(&config)) {
        return I8042_UNTESTED;
    }
    enum i8042_result result = I8042_UNTESTED;
    if (command_ask(I8042_COMMAND_SELF_TEST, &verdict)) {
        result = verdict == I8042_SELF_TEST_PASSED ? I8042_READY : I8042_TEST_FAILED;
    }
    config |= I8042_CONFIG_IRQ1 | I8042_CONFIG_TRANSLATE | I8042_CONFIG_DISABLE_AUX;
    config &= (uint8_t) ~(I8042_CONFIG_IRQ12 | I8042_CONFIG_DISABLE_KEYBOARD);
    const bool written =
        command_write(I8042_COMMAND_WRITE_CONFIG) && write_when_ready(I8042_DATA, config);
    return written ? result : I8042_UNTESTED;
}

/* Goes on with the command that is under way, or begins the one for the lights, if the controller
 * takes a byte just now. */
static void command_pump(uint8_t status)
{
    uint8_t byte;
    if (!keyboard_command_is_busy(&driver.command) && driver.leds_wanted != driver.leds_told) {
        driver.leds_told = driver.leds_wanted;
        const uint8_t bytes[] = {PS2_SET_LEDS, driver.leds_told};
        keyboard_command_start(&driver.command, bytes, sizeof(bytes));
    }
    if (!(status & I8042_STATUS_IBF) && keyboard_command_is_due(&driver.command, &byte)) {
        out8(I8042_DATA, byte);
        keyboard_command_sent(&driver.command);
    }
}

/* Carries a command through to its end; keys pressed meanwhile are lost. */
static bool keyboard_tell(const uint8_t *bytes, uint8_t length)
{
    struct keyboard_command *command = &driver.command;
    keyboard_command_start(command, bytes, length);
    for (uint32_t reads = 0; reads < WAIT_READS && keyboard_command_is_busy(command); reads++) {
        const uint8_t status = in8(I8042_STATUS);
        if (!(status & I8042_STATUS_OBF)) {
            command_pump(status);
            continue;
        }
        const uint8_t byte = in8(I8042_DATA);
        if (!(status & I8042_STATUS_AUX)) {
            keyboard_command_take(command, byte);
        }
        driver.counts.drained++;
    }
    const bool done = command->state == COMMAND_DONE;
    command->state = COMMAND_IDLE;
    return done;
}

/* The keyboard is not reset: the firmware has done that, and it would take most of a second. */
static bool keyboard_prepare(uint8_t leds)
{
    const uint8_t enable[] = {PS2_ENABLE_SCANNING};
    const uint8_t lights[] = {PS2_SET_LEDS, leds};
    return keyboard_tell(enable, sizeof(enable)) && keyboard_tell(lights, sizeof(lights));
}

enum i8042_result i8042_start(uint8_t leds)
{
    driver.command.state = COMMAND_IDLE;
    driver.leds_wanted = leds;
    driver.leds_told = leds;
    driver.counts = (struct i8042_counts){0};
    if (controller_is_absent()) {
        return I8042_ABSENT;
    }
    if (!command_write(I8042_COMMAND_DISABLE_KEYBOARD) ||
        !command_write(I8042_COMMAND_DISABLE_AUX)) {
        return I8042_BUSY;
    }
    const enum i8042_result result = controller_configure();
    if (!command_write(I8042_COMMAND_ENABLE_KEYBOARD)) {
        return I8042_BUSY;
    }
    const bool answers = keyboard_prepare(leds);
    if (!output_drain()) {
        return I8042_STUCK;
    }
    return result == I8042_READY && !answers ? I8042_NO_KEYBOARD : result;
}

bool i8042_is_usable(enum i8042_result result)
{
    return result < I8042_ABSENT;
}

const char *i8042_text(enum i8042_result result)
{
    switch (result) {
    case I8042_READY:
        return "8042 ready";
    case I8042_NO_KEYBOARD:
        return "8042 ready, but no keyboard answers; plug one in";
    case I8042_TEST_FAILED:
        return "8042 fails its self-test and is used all the same";
    case I8042_UNTESTED:
        return "8042 does not answer everything and is used as far as it does";
    case I8042_ABSENT:
        return "no 8042; for a USB keyboard, switch its legacy support on in the firmware's setup";
    case I8042_BUSY:
        return "8042 takes no command and is not used";
    case I8042_STUCK:
        return "8042 sends without end and is not used";
    }
    return "8042 in an unknown state";
}

bool i8042_read(uint8_t *byte)
{
    for (uint32_t reads = 0; reads < I8042_READ_MOST; reads++) {
        const uint8_t status = in8(I8042_STATUS);
        if (status == I8042_STATUS_ABSENT) {
            return false;
        }
        if (!(status & I8042_STATUS_OBF)) {
            command_pump(status);
            return false;
        }
        const uint8_t data = in8(I8042_DATA);
        if (status & I8042_STATUS_AUX) {
            driver.counts.mouse++;
        } else if (keyboard_command_take(&driver.command, data)) {
            driver.counts.answers++;
        } else {
            driver.counts.keys++;
            *byte = data;
            return true;
        }
    }
    return false;
}

void i8042_set_leds(uint8_t leds)
{
    driver.leds_wanted = leds;
    command_pump(in8(I8042_STATUS));
}

const struct i8042_counts *i8042_counts(void)
{
    return &driver.counts;
}
