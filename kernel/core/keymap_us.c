/*
 * keymap_us.c: the layout of the United States, on which the others build [KBD].
 *
 * The key left of Z, which keyboards made for Europe have besides, gives what Backslash does.
 */
#include "kernel/core/keymap.h"

const struct keymap keymap_us = {
    .name = "us",
    .title = "United States",
    .decimal = '.',
    .characters =
        {
            [KEY_BACKQUOTE] = {'`', '~'},
            [KEY_DIGIT_1] = {'1', '!'},
            [KEY_DIGIT_2] = {'2', '@'},
            [KEY_DIGIT_3] = {'3', '#'},
            [KEY_DIGIT_4] = {'4', '$'},
            [KEY_DIGIT_5] = {'5', '%'},
            [KEY_DIGIT_6] = {'6', '^'},
            [KEY_DIGIT_7] = {'7', '&'},
            [KEY_DIGIT_8] = {'8', '*'},
            [KEY_DIGIT_9] = {'9', '('},
            [KEY_DIGIT_0] = {'0', ')'},
            [KEY_MINUS] = {'-', '_'},
            [KEY_EQUAL] = {'=', '+'},

            [KEY_Q] = {'q', 'Q'},
            [KEY_W] = {'w', 'W'},
            [KEY_E] = {'e', 'E'},
            [KEY_R] = {'r', 'R'},
            [KEY_T] = {'t', 'T'},
            [KEY_Y] = {'y', 'Y'},
            [KEY_U] = {'u', 'U'},
            [KEY_I] = {'i', 'I'},
            [KEY_O] = {'o', 'O'},
            [KEY_P] = {'p', 'P'},
            [KEY_BRACKET_LEFT] = {'[', '{'},
            [KEY_BRACKET_RIGHT] = {']', '}'},
            [KEY_BACKSLASH] = {'\\', '|'},

            [KEY_A] = {'a', 'A'},
            [KEY_S] = {'s', 'S'},
            [KEY_D] = {'d', 'D'},
            [KEY_F] = {'f', 'F'},
            [KEY_G] = {'g', 'G'},
            [KEY_H] = {'h', 'H'},
            [KEY_J] = {'j', 'J'},
            [KEY_K] = {'k', 'K'},
            [KEY_L] = {'l', 'L'},
            [KEY_SEMICOLON] = {';', ':'},
            [KEY_QUOTE] = {'\'', '"'},

            [KEY_INTL_BACKSLASH] = {'\\', '|'},
            [KEY_Z] = {'z', 'Z'},
            [KEY_X] = {'x', 'X'},
            [KEY_C] = {'c', 'C'},
            [KEY_V] = {'v', 'V'},
            [KEY_B] = {'b', 'B'},
            [KEY_N] = {'n', 'N'},
            [KEY_M] = {'m', 'M'},
            [KEY_COMMA] = {',', '<'},
            [KEY_PERIOD] = {'.', '>'},
            [KEY_SLASH] = {'/', '?'},
        },
};
