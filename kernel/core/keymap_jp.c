/*
 * keymap_jp.c: the Latin side of the Japanese keyboards with 106 and 109 keys, OADG [KBD].
 *
 * They have no AltGr, but two keys more that bear characters. The key left of 1 switches the width
 * of characters and has none.
 */
#include "kernel/core/keymap.h"

const struct keymap keymap_jp = {
    .name = "jp",
    .title = "Japanese",
    .decimal = '.',
    .characters =
        {
            [KEY_BACKQUOTE] = {U_NO_CHARACTER, U_NO_CHARACTER},
            [KEY_DIGIT_2] = {'2', '"'},
            [KEY_DIGIT_6] = {'6', '&'},
            [KEY_DIGIT_7] = {'7', '\''},
            [KEY_DIGIT_8] = {'8', '('},
            [KEY_DIGIT_9] = {'9', ')'},
            [KEY_DIGIT_0] = {'0'},
            [KEY_MINUS] = {'-', '='},
            [KEY_EQUAL] = {'^', '~'},
            [KEY_INTL_YEN] = {U_YEN, '|'},

            [KEY_BRACKET_LEFT] = {'@', '`'},
            [KEY_BRACKET_RIGHT] = {'[', '{'},

            [KEY_SEMICOLON] = {';', '+'},
            [KEY_QUOTE] = {':', '*'},
            [KEY_BACKSLASH] = {']', '}'},

            [KEY_INTL_RO] = {'\\', '_'},
        },
};
