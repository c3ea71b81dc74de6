/*
 * keymap_fr.c: the layout of France, AZERTY [KBD].
 *
 * Digits need Shift, for which CapsLock is no substitute here. ^, the diaeresis, and with AltGr the
 * tilde and the grave are dead keys; here they type themselves.
 */
#include "kernel/core/keymap.h"

const struct keymap keymap_fr = {
    .name = "fr",
    .title = "French",
    .has_altgr = true,
    .decimal = '.',
    .characters =
        {
            [KEY_BACKQUOTE] = {U_SUPERSCRIPT_2},
            [KEY_DIGIT_1] = {'&', '1'},
            [KEY_DIGIT_2] = {U_E_ACUTE, '2', '~'},
            [KEY_DIGIT_3] = {'"', '3', '#'},
            [KEY_DIGIT_4] = {'\'', '4', '{'},
            [KEY_DIGIT_5] = {'(', '5', '['},
            [KEY_DIGIT_6] = {'-', '6', '|'},
            [KEY_DIGIT_7] = {U_E_GRAVE, '7', '`'},
            [KEY_DIGIT_8] = {'_', '8', '\\'},
            [KEY_DIGIT_9] = {U_C_CEDILLA, '9', '^'},
            [KEY_DIGIT_0] = {U_A_GRAVE, '0', '@'},
            [KEY_MINUS] = {')', U_DEGREE, ']'},
            [KEY_EQUAL] = {'=', '+', '}'},

            [KEY_Q] = {'a', 'A'},
            [KEY_W] = {'z', 'Z'},
            [KEY_E] = {'e', 'E', U_EURO},
            [KEY_BRACKET_LEFT] = {'^', U_DIAERESIS},
            [KEY_BRACKET_RIGHT] = {'$', U_POUND, U_CURRENCY},

            [KEY_A] = {'q', 'Q'},
            [KEY_SEMICOLON] = {'m', 'M'},
            [KEY_QUOTE] = {U_U_GRAVE, '%'},
            [KEY_BACKSLASH] = {'*', U_MICRO},

            [KEY_INTL_BACKSLASH] = {'<', '>'},
            [KEY_Z] = {'w', 'W'},
            [KEY_M] = {',', '?'},
            [KEY_COMMA] = {';', '.'},
            [KEY_PERIOD] = {':', '/'},
            [KEY_SLASH] = {'!', U_SECTION},
        },
};
