/*
 * keyboard_command.c: the dialogue of which keyboard_command.h has the picture [PC/AT].
 *
 * Called by kernel/dev/i8042.c. There is no clock in it: it is bounded by what the keyboard sends.
 */
#include "kernel/core/keyboard_command.h"

#include "common/pc/i8042.h"

void keyboard_command_start(struct keyboard_command *command, const uint8_t *bytes, uint8_t length)
{
    *command = (struct keyboard_command){.state = COMMAND_DUE, .length = length};
    for (uint8_t i = 0; i < length; i++) {
        command->bytes[i] = bytes[i];
    }
}

bool keyboard_command_is_due(const struct keyboard_command *command, uint8_t *byte)
{
    if (command->state != COMMAND_DUE) {
        return false;
    }
    *byte = command->bytes[command->at];
    return true;
}

void keyboard_command_sent(struct keyboard_command *command)
{
    command->state = COMMAND_WAITING;
}

bool keyboard_command_is_busy(const struct keyboard_command *command)
{
    return command->state == COMMAND_DUE || command->state == COMMAND_WAITING;
}

static void acknowledged(struct keyboard_command *command)
{
    command->resends = 0;
    command->at++;
    command->state = command->at < command->length ? COMMAND_DUE : COMMAND_DONE;
}

static void asked_again(struct keyboard_command *command)
{
    command->resends++;
    command->state = command->resends <= COMMAND_RESENDS ? COMMAND_DUE : COMMAND_FAILED;
}

/* A key, or an answer that nobody waits for. */
static void passed_by(struct keyboard_command *command)
{
    command->others++;
    if (command->others >= COMMAND_PATIENCE) {
        command->state = COMMAND_FAILED;
    }
}

bool keyboard_command_take(struct keyboard_command *command, uint8_t byte)
{
    if (!keyboard_command_is_busy(command)) {
        return false;
    }
    const bool waits = command->state == COMMAND_WAITING;
    if (waits && byte == PS2_ACK) {
        acknowledged(command);
        return true;
    }
    if (waits && byte == PS2_RESEND) {
        asked_again(command);
        return true;
    }
    passed_by(command);
    return false;
}
