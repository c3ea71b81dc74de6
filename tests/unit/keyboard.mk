# keyboard.mk: the keyboard's tests, from its controller to its layouts.

SCANCODE_SOURCES = $(addprefix kernel/core/,scancode.c key.c)
KEYMAP_SOURCES   = $(wildcard kernel/core/keymap*.c)
KEYBOARD_SOURCES = kernel/core/keyboard.c $(KEYMAP_SOURCES) $(SCANCODE_SOURCES)
I8042_SOURCES    = kernel/dev/i8042.c kernel/core/keyboard_command.c tests/unit/fake_i8042.c

test_scancode_SOURCES           = $(SCANCODE_SOURCES)
test_scancode_random_SOURCES    = $(SCANCODE_SOURCES)
test_keyboard_SOURCES           = $(KEYBOARD_SOURCES)
test_keyboard_command_SOURCES   = kernel/core/keyboard_command.c
test_keyboard_device_SOURCES    = kernel/dev/keyboard.c $(KEYBOARD_SOURCES) $(I8042_SOURCES)
test_keymap_SOURCES             = $(KEYBOARD_SOURCES)
test_i8042_SOURCES              = $(I8042_SOURCES)
