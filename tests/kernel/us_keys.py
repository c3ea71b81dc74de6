"""Each key that QEMU's keyboard has: what the layout `us` makes of it, written down by hand.

A line of the table: QEMU's name of the key [QEMU 7.2 qapi/ui.json], its bytes in scan code set 1
when pressed [SCAN], its name [UIE], and the characters that it gives without and with Shift.
"""

import dataclasses

BIT_7 = 0x80
E0 = 0xE0

TABLE = r"""
1               02     Digit1         1  !
2               03     Digit2         2  @
3               04     Digit3         3  #
4               05     Digit4         4  $
5               06     Digit5         5  %
6               07     Digit6         6  ^
7               08     Digit7         7  &
8               09     Digit8         8  *
9               0a     Digit9         9  (
0               0b     Digit0         0  )
minus           0c     Minus          -  _
equal           0d     Equal          =  +
q               10     KeyQ           q  Q
w               11     KeyW           w  W
e               12     KeyE           e  E
r               13     KeyR           r  R
t               14     KeyT           t  T
y               15     KeyY           y  Y
u               16     KeyU           u  U
i               17     KeyI           i  I
o               18     KeyO           o  O
p               19     KeyP           p  P
bracket_left    1a     BracketLeft    [  {
bracket_right   1b     BracketRight   ]  }
a               1e     KeyA           a  A
s               1f     KeyS           s  S
d               20     KeyD           d  D
f               21     KeyF           f  F
g               22     KeyG           g  G
h               23     KeyH           h  H
j               24     KeyJ           j  J
k               25     KeyK           k  K
l               26     KeyL           l  L
semicolon       27     Semicolon      ;  :
apostrophe      28     Quote          '  "
grave_accent    29     Backquote      `  ~
backslash       2b     Backslash      \  |
z               2c     KeyZ           z  Z
x               2d     KeyX           x  X
c               2e     KeyC           c  C
v               2f     KeyV           v  V
b               30     KeyB           b  B
n               31     KeyN           n  N
m               32     KeyM           m  M
comma           33     Comma          ,  <
dot             34     Period         .  >
slash           35     Slash          /  ?
less            56     IntlBackslash  \  |
asterisk        37     NumpadMultiply *  *
kp_subtract     4a     NumpadSubtract -  -
kp_add          4e     NumpadAdd      +  +
kp_equals       59     NumpadEqual    =  =
kp_comma        7e     NumpadComma    ,  ,
kp_divide       e0 35  NumpadDivide   /  /
f1              3b     F1
f2              3c     F2
f3              3d     F3
f4              3e     F4
f5              3f     F5
f6              40     F6
f7              41     F7
f8              42     F8
f9              43     F9
f10             44     F10
f11             57     F11
f12             58     F12
home            e0 47  Home
up              e0 48  ArrowUp
pgup            e0 49  PageUp
left            e0 4b  ArrowLeft
right           e0 4d  ArrowRight
end             e0 4f  End
down            e0 50  ArrowDown
pgdn            e0 51  PageDown
insert          e0 52  Insert
delete          e0 53  Delete
meta_l          e0 5b  MetaLeft
meta_r          e0 5c  MetaRight
compose         e0 5d  ContextMenu
power           e0 5e  Power
sleep           e0 5f  Sleep
wake            e0 63  WakeUp
audioprev       e0 10  MediaTrackPrevious
audionext       e0 19  MediaTrackNext
audiomute       e0 20  AudioVolumeMute
calculator      e0 21  LaunchApp2
audioplay       e0 22  MediaPlayPause
audiostop       e0 24  MediaStop
volumedown      e0 2e  AudioVolumeDown
volumeup        e0 30  AudioVolumeUp
ac_home         e0 32  BrowserHome
ac_bookmarks    e0 66  BrowserFavorites
ac_refresh      e0 67  BrowserRefresh
stop            e0 68  BrowserStop
ac_forward      e0 69  BrowserForward
ac_back         e0 6a  BrowserBack
computer        e0 6b  LaunchApp1
mail            e0 6c  LaunchMail
mediaselect     e0 6d  MediaSelect
ro              73     IntlRo
yen             7d     IntlYen
henkan          79     Convert
muhenkan        7b     NonConvert
katakanahiragana 70    KanaMode
hiragana        77     Lang4
"""

# Characters that a table of visible ones cannot show: key, bytes, name, character.
BLANKS = [
    ("esc", "01", "Escape", "\x1b"),
    ("backspace", "0e", "Backspace", "\b"),
    ("tab", "0f", "Tab", "\t"),
    ("ret", "1c", "Enter", "\n"),
    ("kp_enter", "e0 1c", "NumpadEnter", "\n"),
    ("spc", "39", "Space", " "),
]

# The keypad: bytes, its key and character while NumLock is on, and its key while it is off.
KEYPAD = [
    ("kp_7", "47", "Numpad7", "7", "Home"),
    ("kp_8", "48", "Numpad8", "8", "ArrowUp"),
    ("kp_9", "49", "Numpad9", "9", "PageUp"),
    ("kp_4", "4b", "Numpad4", "4", "ArrowLeft"),
    ("kp_5", "4c", "Numpad5", "5", "Numpad5"),
    ("kp_6", "4d", "Numpad6", "6", "ArrowRight"),
    ("kp_1", "4f", "Numpad1", "1", "End"),
    ("kp_2", "50", "Numpad2", "2", "ArrowDown"),
    ("kp_3", "51", "Numpad3", "3", "PageDown"),
    ("kp_0", "52", "Numpad0", "0", "Insert"),
    ("kp_decimal", "53", "NumpadDecimal", ".", "Delete"),
]

# Modifiers, and the bits of theirs (kernel/core/keyboard.h).
SHIFT, CONTROL, ALT, ALTGR, CAPS, NUM, SCROLL = (1 << bit for bit in range(7))
MODIFIERS = [
    ("shift", "2a", "ShiftLeft", SHIFT),
    ("shift_r", "36", "ShiftRight", SHIFT),
    ("ctrl", "1d", "ControlLeft", CONTROL),
    ("ctrl_r", "e0 1d", "ControlRight", CONTROL),
    ("alt", "38", "AltLeft", ALT),
    ("alt_r", "e0 38", "AltRight", ALT),
]
LOCKS = [
    ("caps_lock", "3a", "CapsLock", CAPS),
    ("num_lock", "45", "NumLock", NUM),
    ("scroll_lock", "46", "ScrollLock", SCROLL),
]


@dataclasses.dataclass(frozen=True)
class Key:
    qcode: str
    pressed: bytes
    name: str
    plain: str = ""
    shifted: str = ""

    @property
    def released(self):
        """07-11: the same with bit 7 set in the last byte."""
        return self.pressed[:-1] + bytes([self.pressed[-1] | BIT_7])


def _keys():
    for line in TABLE.strip().splitlines():
        qcode, first, *rest = line.split()
        code = [first, rest.pop(0)] if first == f"{E0:x}" else [first]
        yield Key(qcode, bytes.fromhex("".join(code)), *rest)
    for qcode, code, name, character in BLANKS:
        yield Key(qcode, bytes.fromhex(code), name, character, character)


KEYS = list(_keys())
BY_QCODE = {key.qcode: key for key in KEYS}
