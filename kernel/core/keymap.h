/*
 * keymap.h: layouts: which characters the keys bear [KBD].
 *
 * A layout lists the keys that differ from those of `us`, each with up to four characters: plain,
 * with Shift, with AltGr, with both; 0 is none. keyboard.c asks for them.
 */
#ifndef KERNEL_CORE_KEYMAP_H
#define KERNEL_CORE_KEYMAP_H

#include "kernel/core/characters.h"
#include "kernel/core/key.h"

enum {
    KEYMAP_KEYS = KEY_INTL_YEN + 1, /* no key after it bears a character that layouts disagree on */
    KEYMAP_LEVEL_SHIFT = 1 << 0,
    KEYMAP_LEVEL_ALTGR = 1 << 1,
    KEYMAP_LEVELS = 4,
};

struct keymap {
    const char *name; /* by which keymap_find knows it */
    const char *title;
    bool has_altgr;         /* otherwise the right Alt key is a second Alt */
    bool caps_is_backspace; /* CapsLock is a second Backspace */
    char decimal;           /* of the keypad */
    uint16_t characters[KEYMAP_KEYS][KEYMAP_LEVELS];
};

extern const struct keymap keymap_us;
extern const struct keymap keymap_uk;
extern const struct keymap keymap_de;
extern const struct keymap keymap_fr;
extern const struct keymap keymap_dvorak;
extern const struct keymap keymap_colemak;
extern const struct keymap keymap_jp;

/* The layout number `index`, from 0, or NULL behind the last. */
const struct keymap *keymap_at(size_t index);

/* The layout of that name, or NULL. */
const struct keymap *keymap_find(const char *name);

/* The character of a key, or 0. `level` is made of KEYMAP_LEVEL_*; CapsLock turns Shift round for
 * letters, whichever the layout has there, and for nothing else. */
uint32_t keymap_character(const struct keymap *keymap, uint32_t key, uint32_t level, bool caps);

#endif
