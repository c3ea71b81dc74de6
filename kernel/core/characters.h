/*
 * characters.h: the characters beyond ASCII that keys bear, by their Unicode numbers [UNICODE].
 *
 * The layouts (keymap_*.c) are written with these names, since sources are ASCII. A dead key types
 * its accent by itself, so accents are here too.
 */
#ifndef KERNEL_CORE_CHARACTERS_H
#define KERNEL_CORE_CHARACTERS_H

/* A small letter and its capital. Latin-1 keeps ASCII's distance, the block after it has pairs. */
#define LATIN_1_PAIR(letter) (letter), (letter)-CASE_DISTANCE
#define LATIN_A_PAIR(letter) (letter), (letter)-1

enum {
    CASE_DISTANCE = 'a' - 'A',
    LATIN_1_END = 0x100,
    LATIN_A_END = 0x180,

    U_INVERTED_EXCLAMATION = 0xa1,
    U_CENT = 0xa2,
    U_POUND = 0xa3,
    U_CURRENCY = 0xa4,
    U_YEN = 0xa5,
    U_BROKEN_BAR = 0xa6,
    U_SECTION = 0xa7,
    U_DIAERESIS = 0xa8,
    U_FEMININE_ORDINAL = 0xaa,
    U_LEFT_GUILLEMET = 0xab,
    U_NOT = 0xac,
    U_MACRON = 0xaf,
    U_DEGREE = 0xb0,
    U_SUPERSCRIPT_2 = 0xb2,
    U_SUPERSCRIPT_3 = 0xb3,
    U_ACUTE = 0xb4,
    U_MICRO = 0xb5,
    U_CEDILLA = 0xb8,
    U_SUPERSCRIPT_1 = 0xb9,
    U_MASCULINE_ORDINAL = 0xba,
    U_RIGHT_GUILLEMET = 0xbb,
    U_INVERTED_QUESTION = 0xbf,
    U_MULTIPLICATION = 0xd7,
    U_SHARP_S = 0xdf,
    U_A_GRAVE = 0xe0,
    U_A_ACUTE = 0xe1,
    U_A_TILDE = 0xe3,
    U_A_DIAERESIS = 0xe4,
    U_A_RING = 0xe5,
    U_AE = 0xe6,
    U_C_CEDILLA = 0xe7,
    U_E_GRAVE = 0xe8,
    U_E_ACUTE = 0xe9,
    U_I_ACUTE = 0xed,
    U_ETH = 0xf0,
    U_N_TILDE = 0xf1,
    U_O_ACUTE = 0xf3,
    U_O_TILDE = 0xf5,
    U_O_DIAERESIS = 0xf6,
    U_DIVISION = 0xf7,
    U_O_STROKE = 0xf8,
    U_U_GRAVE = 0xf9,
    U_U_ACUTE = 0xfa,
    U_U_DIAERESIS = 0xfc,
    U_THORN = 0xfe,

    U_D_STROKE = 0x111,
    U_H_STROKE = 0x127,
    U_L_STROKE = 0x142,
    U_OE = 0x153,

    U_CARON = 0x2c7,
    U_BREVE = 0x2d8,
    U_DOT_ABOVE = 0x2d9,
    U_RING_ABOVE = 0x2da,
    U_OGONEK = 0x2db,
    U_DOUBLE_ACUTE = 0x2dd,
    U_CAPITAL_SHARP_S = 0x1e9e,
    U_EN_DASH = 0x2013,
    U_EM_DASH = 0x2014,
    U_LEFT_SINGLE_QUOTE = 0x2018,
    U_RIGHT_SINGLE_QUOTE = 0x2019,
    U_LEFT_DOUBLE_QUOTE = 0x201c,
    U_RIGHT_DOUBLE_QUOTE = 0x201d,
    U_LEFT_SINGLE_GUILLEMET = 0x2039,
    U_RIGHT_SINGLE_GUILLEMET = 0x203a,
    U_EURO = 0x20ac,
    U_NO_CHARACTER = 0xffff, /* Unicode promises never to use it */
};

#endif
