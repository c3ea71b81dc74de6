/*
 * keyboard.h: from keys pressed and released to what a program wants to know of them.
 *
 * scancode.c tells of the keys, keymap.h has the layouts. Nothing here asks the machine: the state
 * is what the keys so far have made of it, and a release that was lost is healed by the next one.
 */
#ifndef KERNEL_CORE_KEYBOARD_H
#define KERNEL_CORE_KEYBOARD_H

#include "kernel/core/keymap.h"
#include "kernel/core/scancode.h"

enum modifier {
    MODIFIER_SHIFT = 1 << 0,
    MODIFIER_CONTROL = 1 << 1,
    MODIFIER_ALT = 1 << 2,
    MODIFIER_ALTGR = 1 << 3,

    /* Locks: on from one press of the key to the next. */
    MODIFIER_CAPS = 1 << 4,
    MODIFIER_NUM = 1 << 5,
    MODIFIER_SCROLL = 1 << 6,
};

struct keyboard {
    const struct keymap *keymap; /* may be changed at any time */
    uint8_t locks;               /* MODIFIER_CAPS, _NUM, _SCROLL */
    bool down[KEYS];
};

struct key_event {
    uint8_t key; /* enum key; an arrow for the keypad's 8 where that is what it means */
    bool pressed;
    bool repeat;        /* pressed already: the keyboard repeats a key that is held */
    uint8_t modifiers;  /* enum modifier, as they are after the event */
    uint32_t character; /* Unicode; 0: none, as for every release */
};

void keyboard_start(struct keyboard *keyboard, const struct keymap *keymap, uint8_t locks);

/*
 * One key pressed or released. Ctrl with a letter is that letter with MODIFIER_CONTROL; who wants
 * a control character makes it of the two. Where the layout has AltGr, Ctrl with Alt stands for it
 * at the keys that have a character there, and is then reported as AltGr alone.
 */
struct key_event keyboard_apply(struct keyboard *keyboard, struct scancode code);

/* The lights that belong to the locks, as PS2_SET_LEDS wants them. */
uint8_t keyboard_leds(const struct keyboard *keyboard);

#endif
