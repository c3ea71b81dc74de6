/*
 * keymap_colemak.c: Shai Coleman's layout, with its international layer on AltGr [COLEMAK].
 *
 * Many letters of that layer are dead keys; here they type their accent. CapsLock is a Backspace.
 */
#include "kernel/core/keymap.h"

const struct keymap keymap_colemak =
    {
        .name = "colemak",
        .title = "Colemak",
        .has_altgr = true,
        .caps_is_backspace = true,
        .decimal = '.',
        .characters =
            {
                [KEY_BACKQUOTE] = {'`', '~', '~'},
                [KEY_DIGIT_1] = {'1', '!', U_INVERTED_EXCLAMATION, U_SUPERSCRIPT_1},
                [KEY_DIGIT_2] = {'2', '@', U_MASCULINE_ORDINAL, U_SUPERSCRIPT_2},
                [KEY_DIGIT_3] = {'3', '#', U_FEMININE_ORDINAL, U_SUPERSCRIPT_3},
                [KEY_DIGIT_4] = {'4', '$', U_CENT, U_POUND},
                [KEY_DIGIT_5] = {'5', '%', U_EURO, U_YEN},
                [KEY_DIGIT_6] = {'6', '^', LATIN_A_PAIR(U_H_STROKE)},
                [KEY_DIGIT_7] = {'7', '&', LATIN_1_PAIR(U_ETH)},
                [KEY_DIGIT_8] = {'8', '*', LATIN_1_PAIR(U_THORN)},
                [KEY_DIGIT_9] = {'9', '(', U_LEFT_SINGLE_QUOTE, U_LEFT_DOUBLE_QUOTE},
                [KEY_DIGIT_0] = {'0', ')', U_RIGHT_SINGLE_QUOTE, U_RIGHT_DOUBLE_QUOTE},
                [KEY_MINUS] = {'-', '_', U_EN_DASH, U_EM_DASH},
                [KEY_EQUAL] = {'=', '+', U_MULTIPLICATION, U_DIVISION},

                [KEY_Q] = {'q', 'Q', LATIN_1_PAIR(U_A_DIAERESIS)},
                [KEY_W] = {'w', 'W', LATIN_1_PAIR(U_A_RING)},
                [KEY_E] = {'f', 'F', LATIN_1_PAIR(U_A_TILDE)},
                [KEY_R] = {'p', 'P', LATIN_1_PAIR(U_O_STROKE)},
                [KEY_T] = {'g', 'G', U_OGONEK},
                [KEY_Y] = {'j', 'J', LATIN_A_PAIR(U_D_STROKE)},
                [KEY_U] = {'l', 'L', LATIN_A_PAIR(U_L_STROKE)},
                [KEY_I] = {'u', 'U', LATIN_1_PAIR(U_U_ACUTE)},
                [KEY_O] = {'y', 'Y', LATIN_1_PAIR(U_U_DIAERESIS)},
                [KEY_P] = {';', ':', LATIN_1_PAIR(U_O_DIAERESIS)},
                [KEY_BRACKET_LEFT] = {'[', '{', U_LEFT_GUILLEMET, U_LEFT_SINGLE_GUILLEMET},
                [KEY_BRACKET_RIGHT] = {']', '}', U_RIGHT_GUILLEMET, U_RIGHT_SINGLE_GUILLEMET},
                [KEY_BACKSLASH] = {'\\', '|', '~'},

                [KEY_A] = {'a', 'A', LATIN_1_PAIR(U_A_ACUTE)},
                [KEY_S] = {'r', 'R', '`'},
                [KEY_D] = {'s', 'S', U_SHARP_S, U_CAPITAL_SHARP_S},
                [KEY_F] = {'t', 'T', U_ACUTE, U_DOUBLE_ACUTE},
                [KEY_G] = {'d', 'D', U_DIAERESIS},
                [KEY_H] = {'h', 'H', U_CARON},
                [KEY_J] = {'n', 'N', LATIN_1_PAIR(U_N_TILDE)},
                [KEY_K] = {'e', 'E', LATIN_1_PAIR(U_E_ACUTE)},
                [KEY_L] = {'i', 'I', LATIN_1_PAIR(U_I_ACUTE)},
                [KEY_SEMICOLON] = {'o', 'O', LATIN_1_PAIR(U_O_ACUTE)},
                [KEY_QUOTE] = {'\'', '"', LATIN_1_PAIR(U_O_TILDE)},

                [KEY_INTL_BACKSLASH] = {'-', '_', U_EN_DASH, U_EM_DASH},
                [KEY_Z] = {'z', 'Z', LATIN_1_PAIR(U_AE)},
                [KEY_X] = {'x', 'X', '^'},
                [KEY_C] = {'c', 'C', LATIN_1_PAIR(U_C_CEDILLA)},
                [KEY_V] = {'v', 'V', LATIN_A_PAIR(U_OE)},
                [KEY_B] = {'b', 'B', U_BREVE},
                [KEY_N] = {'k', 'K', U_RING_ABOVE},
                [KEY_M] = {'m', 'M', U_MACRON},
                [KEY_COMMA] = {',', '<', U_CEDILLA},
                [KEY_PERIOD] = {'.', '>', U_DOT_ABOVE},
                [KEY_SLASH] = {'/', '?', U_INVERTED_QUESTION},
            },
};
