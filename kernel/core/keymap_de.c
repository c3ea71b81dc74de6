/*
 * keymap_de.c: the layout of Germany and Austria [KBD].
 *
 * ^, the acute and the grave are dead keys; here they type themselves.
 */
#include "kernel/core/keymap.h"

const struct keymap keymap_de = {
    .name = "de",
    .title = "German",
    .has_altgr = true,
    .decimal = ',',
    .characters =
        {
            [KEY_BACKQUOTE] = {'^', U_DEGREE},
            [KEY_DIGIT_2] = {'2', '"', U_SUPERSCRIPT_2},
            [KEY_DIGIT_3] = {'3', U_SECTION, U_SUPERSCRIPT_3},
            [KEY_DIGIT_6] = {'6', '&'},
            [KEY_DIGIT_7] = {'7', '/', '{'},
            [KEY_DIGIT_8] = {'8', '(', '['},
            [KEY_DIGIT_9] = {'9', ')', ']'},
            [KEY_DIGIT_0] = {'0', '=', '}'},
            [KEY_MINUS] = {U_SHARP_S, '?', '\\', U_CAPITAL_SHARP_S},
            [KEY_EQUAL] = {U_ACUTE, '`'},

            [KEY_Q] = {'q', 'Q', '@'},
            [KEY_E] = {'e', 'E', U_EURO},
            [KEY_Y] = {'z', 'Z'},
            [KEY_BRACKET_LEFT] = {LATIN_1_PAIR(U_U_DIAERESIS)},
            [KEY_BRACKET_RIGHT] = {'+', '*', '~'},

            [KEY_SEMICOLON] = {LATIN_1_PAIR(U_O_DIAERESIS)},
            [KEY_QUOTE] = {LATIN_1_PAIR(U_A_DIAERESIS)},
            [KEY_BACKSLASH] = {'#', '\''},

            [KEY_INTL_BACKSLASH] = {'<', '>', '|'},
            [KEY_Z] = {'y', 'Y'},
            [KEY_M] = {'m', 'M', U_MICRO},
            [KEY_COMMA] = {',', ';'},
            [KEY_PERIOD] = {'.', ':'},
            [KEY_SLASH] = {'-', '_'},
        },
};
