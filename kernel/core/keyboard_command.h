/*
 * keyboard_command.h: a command on its way to the keyboard [PC/AT].
 *
 * The keyboard acknowledges every byte, or asks for it again, and sends keys in between as if
 * nothing were under way. Whoever has the ports asks what is due and passes on what arrives:
 *
 *     IDLE --start--> DUE --sent--> WAITING --ACK, last byte--> DONE
 *                      ^               |
 *                      +--ACK, RESEND--+--RESEND too often, or too much else--> FAILED
 */
#ifndef KERNEL_CORE_KEYBOARD_COMMAND_H
#define KERNEL_CORE_KEYBOARD_COMMAND_H

#include "common/types.h"

enum keyboard_command_state {
    COMMAND_IDLE,
    COMMAND_DUE,
    COMMAND_WAITING,
    COMMAND_DONE,
    COMMAND_FAILED,
};

enum {
    COMMAND_BYTES = 2,
    COMMAND_RESENDS = 3, /* of each byte */
    /* Bytes of keys in between, before the answer is no longer believed to come: it takes 20 ms at
     * most [PC/AT], in which nobody presses so many. */
    COMMAND_PATIENCE = 16,
};

/* All zeros is idle. */
struct keyboard_command {
    enum keyboard_command_state state;
    uint8_t bytes[COMMAND_BYTES];
    uint8_t length;
    uint8_t at; /* the byte that is due or waits for its answer */
    uint8_t resends;
    uint8_t others;
};

/* Takes the place of whatever was under way. `length` is at most COMMAND_BYTES. */
void keyboard_command_start(struct keyboard_command *command, const uint8_t *bytes, uint8_t length);

/* Whether there is a byte to write now; keyboard_command_sent says that it was. */
bool keyboard_command_is_due(const struct keyboard_command *command, uint8_t *byte);
void keyboard_command_sent(struct keyboard_command *command);

/* Whether a byte from the keyboard is an answer to the command, and so is no key. */
bool keyboard_command_take(struct keyboard_command *command, uint8_t byte);

bool keyboard_command_is_busy(const struct keyboard_command *command);

#endif
