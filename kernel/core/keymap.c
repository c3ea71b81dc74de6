/*
 * keymap.c: finds layouts, and characters in them.
 *
 * Called by keyboard.c; the list is for whoever lets the user choose. A layout of its own is a file
 * keymap_NAME.c and a line here.
 */
#include "kernel/core/keymap.h"

#include "common/string.h"

static const struct keymap *const keymaps[] = {
    &keymap_us, &keymap_uk, &keymap_de, &keymap_fr, &keymap_dvorak, &keymap_colemak, &keymap_jp,
};

const struct keymap *keymap_at(size_t index)
{
    return index < ARRAY_LENGTH(keymaps) ? keymaps[index] : NULL;
}

const struct keymap *keymap_find(const char *name)
{
    for (size_t i = 0; i < ARRAY_LENGTH(keymaps); i++) {
        if (strcmp(keymaps[i]->name, name) == 0) {
            return keymaps[i];
        }
    }
    return NULL;
}

/* Whether two characters are one letter, small and capital. The multiplication and the division
 * sign stand in Latin-1 as if they were. */
static bool pair_is_letter(uint32_t small, uint32_t capital)
{
    if ((small >= 'a' && small <= 'z') || (small >= U_A_GRAVE && small <= U_THORN)) {
        return small - capital == CASE_DISTANCE && small != U_DIVISION;
    }
    return small >= LATIN_1_END && small < LATIN_A_END && small - capital == 1;
}

uint32_t keymap_character(const struct keymap *keymap, uint32_t key, uint32_t level, bool caps)
{
    if (key >= KEYMAP_KEYS) {
        return 0;
    }
    const uint16_t *levels = keymap->characters[key];
    if (levels[0] == 0) {
        levels = keymap_us.characters[key];
    }
    const uint16_t *pair = &levels[level & KEYMAP_LEVEL_ALTGR];
    const bool turned = caps && pair_is_letter(pair[0], pair[1]);
    const bool shift = (level & KEYMAP_LEVEL_SHIFT) != 0;
    const uint32_t character = pair[shift != turned];
    return character == U_NO_CHARACTER ? 0 : character;
}
