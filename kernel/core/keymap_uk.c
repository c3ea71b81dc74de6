/*
 * keymap_uk.c: the layout of the United Kingdom [KBD].
 *
 * AltGr gives the Euro sign, the vowels with an acute, and what # and ` bear besides.
 */
#include "kernel/core/keymap.h"

const struct keymap keymap_uk = {
    .name = "uk",
    .title = "United Kingdom",
    .has_altgr = true,
    .decimal = '.',
    .characters =
        {
            [KEY_BACKQUOTE] = {'`', U_NOT, U_BROKEN_BAR},
            [KEY_DIGIT_2] = {'2', '"'},
            [KEY_DIGIT_3] = {'3', U_POUND},
            [KEY_DIGIT_4] = {'4', '$', U_EURO},
            [KEY_E] = {'e', 'E', LATIN_1_PAIR(U_E_ACUTE)},
            [KEY_U] = {'u', 'U', LATIN_1_PAIR(U_U_ACUTE)},
            [KEY_I] = {'i', 'I', LATIN_1_PAIR(U_I_ACUTE)},
            [KEY_O] = {'o', 'O', LATIN_1_PAIR(U_O_ACUTE)},
            [KEY_A] = {'a', 'A', LATIN_1_PAIR(U_A_ACUTE)},
            [KEY_QUOTE] = {'\'', '@'},
            [KEY_BACKSLASH] = {'#', '~', '\\', '|'},
        },
};
