/*
 * key.h: the keys of a PC keyboard, by the place where they sit and not by what is printed on them.
 *
 * A key's number is the code that the keyboard sends for it in scan code set 1, with bit 7 set
 * where the byte E0 comes before it [SCAN]; the names are those that browsers use [UIE]. scancode.c
 * makes keys of bytes, keyboard.c characters of keys.
 */
#ifndef KERNEL_CORE_KEY_H
#define KERNEL_CORE_KEY_H

#include "common/types.h"

/* The tables are laid out by hand, a row of keys after the other. */
/* clang-format off */

/* Keys that one byte tells. Up to 53 the codes run on as the keys of the IBM PC/AT did. */
#define KEY_LIST_PLAIN(KEY)                                                                       \
    KEY(ESCAPE, 0x01, "Escape") KEY(DIGIT_1, 0x02, "Digit1") KEY(DIGIT_2, 0x03, "Digit2")         \
    KEY(DIGIT_3, 0x04, "Digit3") KEY(DIGIT_4, 0x05, "Digit4") KEY(DIGIT_5, 0x06, "Digit5")        \
    KEY(DIGIT_6, 0x07, "Digit6") KEY(DIGIT_7, 0x08, "Digit7") KEY(DIGIT_8, 0x09, "Digit8")        \
    KEY(DIGIT_9, 0x0a, "Digit9") KEY(DIGIT_0, 0x0b, "Digit0") KEY(MINUS, 0x0c, "Minus")           \
    KEY(EQUAL, 0x0d, "Equal") KEY(BACKSPACE, 0x0e, "Backspace")                                   \
    KEY(TAB, 0x0f, "Tab") KEY(Q, 0x10, "KeyQ") KEY(W, 0x11, "KeyW") KEY(E, 0x12, "KeyE")          \
    KEY(R, 0x13, "KeyR") KEY(T, 0x14, "KeyT") KEY(Y, 0x15, "KeyY") KEY(U, 0x16, "KeyU")           \
    KEY(I, 0x17, "KeyI") KEY(O, 0x18, "KeyO") KEY(P, 0x19, "KeyP")                                \
    KEY(BRACKET_LEFT, 0x1a, "BracketLeft") KEY(BRACKET_RIGHT, 0x1b, "BracketRight")               \
    KEY(ENTER, 0x1c, "Enter")                                                                     \
    KEY(CONTROL_LEFT, 0x1d, "ControlLeft") KEY(A, 0x1e, "KeyA") KEY(S, 0x1f, "KeyS")              \
    KEY(D, 0x20, "KeyD") KEY(F, 0x21, "KeyF") KEY(G, 0x22, "KeyG") KEY(H, 0x23, "KeyH")           \
    KEY(J, 0x24, "KeyJ") KEY(K, 0x25, "KeyK") KEY(L, 0x26, "KeyL")                                \
    KEY(SEMICOLON, 0x27, "Semicolon") KEY(QUOTE, 0x28, "Quote") KEY(BACKQUOTE, 0x29, "Backquote") \
    KEY(SHIFT_LEFT, 0x2a, "ShiftLeft") KEY(BACKSLASH, 0x2b, "Backslash") KEY(Z, 0x2c, "KeyZ")     \
    KEY(X, 0x2d, "KeyX") KEY(C, 0x2e, "KeyC") KEY(V, 0x2f, "KeyV") KEY(B, 0x30, "KeyB")           \
    KEY(N, 0x31, "KeyN") KEY(M, 0x32, "KeyM") KEY(COMMA, 0x33, "Comma")                           \
    KEY(PERIOD, 0x34, "Period") KEY(SLASH, 0x35, "Slash") KEY(SHIFT_RIGHT, 0x36, "ShiftRight")    \
    KEY(NUMPAD_MULTIPLY, 0x37, "NumpadMultiply") KEY(ALT_LEFT, 0x38, "AltLeft")                   \
    KEY(SPACE, 0x39, "Space") KEY(CAPS_LOCK, 0x3a, "CapsLock")                                    \
    KEY(F1, 0x3b, "F1") KEY(F2, 0x3c, "F2") KEY(F3, 0x3d, "F3") KEY(F4, 0x3e, "F4")               \
    KEY(F5, 0x3f, "F5") KEY(F6, 0x40, "F6") KEY(F7, 0x41, "F7") KEY(F8, 0x42, "F8")               \
    KEY(F9, 0x43, "F9") KEY(F10, 0x44, "F10")                                                     \
    KEY(NUM_LOCK, 0x45, "NumLock") KEY(SCROLL_LOCK, 0x46, "ScrollLock")                           \
    KEY(NUMPAD_7, 0x47, "Numpad7") KEY(NUMPAD_8, 0x48, "Numpad8") KEY(NUMPAD_9, 0x49, "Numpad9")  \
    KEY(NUMPAD_SUBTRACT, 0x4a, "NumpadSubtract") KEY(NUMPAD_4, 0x4b, "Numpad4")                   \
    KEY(NUMPAD_5, 0x4c, "Numpad5") KEY(NUMPAD_6, 0x4d, "Numpad6")                                 \
    KEY(NUMPAD_ADD, 0x4e, "NumpadAdd") KEY(NUMPAD_1, 0x4f, "Numpad1")                             \
    KEY(NUMPAD_2, 0x50, "Numpad2") KEY(NUMPAD_3, 0x51, "Numpad3") KEY(NUMPAD_0, 0x52, "Numpad0")  \
    KEY(NUMPAD_DECIMAL, 0x53, "NumpadDecimal")                                                    \
    KEY(SYS_RQ, 0x54, "SysRq") KEY(INTL_BACKSLASH, 0x56, "IntlBackslash") KEY(F11, 0x57, "F11")   \
    KEY(F12, 0x58, "F12") KEY(NUMPAD_EQUAL, 0x59, "NumpadEqual")                                  \
    KEY(F13, 0x64, "F13") KEY(F14, 0x65, "F14") KEY(F15, 0x66, "F15") KEY(F16, 0x67, "F16")       \
    KEY(F17, 0x68, "F17") KEY(F18, 0x69, "F18") KEY(F19, 0x6a, "F19") KEY(F20, 0x6b, "F20")       \
    KEY(F21, 0x6c, "F21") KEY(F22, 0x6d, "F22") KEY(F23, 0x6e, "F23") KEY(F24, 0x76, "F24")       \
    KEY(KANA_MODE, 0x70, "KanaMode") KEY(INTL_RO, 0x73, "IntlRo") KEY(LANG_4, 0x77, "Lang4")      \
    KEY(LANG_3, 0x78, "Lang3") KEY(CONVERT, 0x79, "Convert") KEY(NON_CONVERT, 0x7b, "NonConvert") \
    KEY(INTL_YEN, 0x7d, "IntlYen") KEY(NUMPAD_COMMA, 0x7e, "NumpadComma")

/* Keys that came later, or twice: byte E0, then the code. Break is Pause pressed with Ctrl. */
#define KEY_LIST_E0(KEY)                                                                          \
    KEY(MEDIA_TRACK_PREVIOUS, 0x10, "MediaTrackPrevious")                                         \
    KEY(MEDIA_TRACK_NEXT, 0x19, "MediaTrackNext") KEY(NUMPAD_ENTER, 0x1c, "NumpadEnter")          \
    KEY(CONTROL_RIGHT, 0x1d, "ControlRight") KEY(AUDIO_VOLUME_MUTE, 0x20, "AudioVolumeMute")      \
    KEY(LAUNCH_APP_2, 0x21, "LaunchApp2") KEY(MEDIA_PLAY_PAUSE, 0x22, "MediaPlayPause")           \
    KEY(MEDIA_STOP, 0x24, "MediaStop") KEY(AUDIO_VOLUME_DOWN, 0x2e, "AudioVolumeDown")            \
    KEY(AUDIO_VOLUME_UP, 0x30, "AudioVolumeUp") KEY(BROWSER_HOME, 0x32, "BrowserHome")            \
    KEY(NUMPAD_DIVIDE, 0x35, "NumpadDivide") KEY(PRINT_SCREEN, 0x37, "PrintScreen")               \
    KEY(ALT_RIGHT, 0x38, "AltRight") KEY(BREAK, 0x46, "Break")                                    \
    KEY(HOME, 0x47, "Home") KEY(ARROW_UP, 0x48, "ArrowUp") KEY(PAGE_UP, 0x49, "PageUp")           \
    KEY(ARROW_LEFT, 0x4b, "ArrowLeft") KEY(ARROW_RIGHT, 0x4d, "ArrowRight") KEY(END, 0x4f, "End") \
    KEY(ARROW_DOWN, 0x50, "ArrowDown") KEY(PAGE_DOWN, 0x51, "PageDown")                           \
    KEY(INSERT, 0x52, "Insert") KEY(DELETE, 0x53, "Delete")                                       \
    KEY(META_LEFT, 0x5b, "MetaLeft") KEY(META_RIGHT, 0x5c, "MetaRight")                           \
    KEY(CONTEXT_MENU, 0x5d, "ContextMenu") KEY(POWER, 0x5e, "Power") KEY(SLEEP, 0x5f, "Sleep")    \
    KEY(WAKE_UP, 0x63, "WakeUp")                                                                  \
    KEY(BROWSER_SEARCH, 0x65, "BrowserSearch") KEY(BROWSER_FAVORITES, 0x66, "BrowserFavorites")   \
    KEY(BROWSER_REFRESH, 0x67, "BrowserRefresh") KEY(BROWSER_STOP, 0x68, "BrowserStop")           \
    KEY(BROWSER_FORWARD, 0x69, "BrowserForward") KEY(BROWSER_BACK, 0x6a, "BrowserBack")           \
    KEY(LAUNCH_APP_1, 0x6b, "LaunchApp1") KEY(LAUNCH_MAIL, 0x6c, "LaunchMail")                    \
    KEY(MEDIA_SELECT, 0x6d, "MediaSelect")

/* Pause sends six bytes of its own; no byte after E0 makes this number. */
#define KEY_LIST_E1(KEY) KEY(PAUSE, 0x00, "Pause")

/* clang-format on */

enum { KEY_E0 = 0x80, KEYS = 0x100 };

enum key {
#define KEY_PLAIN(id, code, name)    KEY_##id = (code),
#define KEY_EXTENDED(id, code, name) KEY_##id = KEY_E0 | (code),
    KEY_LIST_PLAIN(KEY_PLAIN) KEY_LIST_E0(KEY_EXTENDED) KEY_LIST_E1(KEY_EXTENDED)
#undef KEY_PLAIN
#undef KEY_EXTENDED
};

/* "ArrowUp"; NULL where no key has this number. */
const char *key_name(uint32_t key);

#endif
