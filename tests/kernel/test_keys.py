"""Keys typed at the running kernel, each that QEMU has: the raw bytes, the events, the layouts.

The images are in tests/driven; what is expected of the layout `us` stands in us_keys.py.
"""

import re

import pytest

from climb import READY, guest_passed
from machine import MachineError
from qemu import DEBUG_EXIT
from typist import Typist
from us_keys import ALT, ALTGR, BY_QCODE, CAPS, CONTROL, KEYPAD, KEYS, LOCKS, MODIFIERS, NUM, SHIFT

START = NUM  # NumLock is on when the kernel starts
# Bytes that are more than a key: pressed, released.
SEQUENCES = {
    ("pause",): ("e1 1d 45 e1 9d c5", ""),
    ("print",): ("e0 2a e0 37", "e0 b7 e0 aa"),
    ("ctrl", "pause"): ("1d e0 46 e0 c6", "9d"),
    ("alt", "print"): ("38 b8 38 54", "d4 b8 38 b8"),
}
SIMPLE = [(qcode, bytes.fromhex(code)) for qcode, code, *_ in [*KEYPAD, *MODIFIERS, *LOCKS]]
SIMPLE += [(key.qcode, key.pressed) for key in KEYS]


@pytest.fixture
def typist(qemu, build):
    return lambda name: Typist(qemu(build / "tests" / f"{name}.img", extra=DEBUG_EXIT))


@pytest.fixture
def events(typist):
    return typist("driven-keys")


def shown(code):
    """How scancodes.c shows a byte: the digits are the codes 02 to 0B."""
    return f"{code:02x}={(code - 1) % 10}" if 0x02 <= code <= 0x0B else f"{code:02x}"


def test_raw_bytes_of_every_key(typist):
    """07-10, 07-11, 07-12: each key interrupts twice; pressed and released differ by bit 7."""
    raw = typist("driven-scancodes")
    for qcode, pressed in SIMPLE:
        raw.stroke(qcode)
        found = raw.take(2 * len(pressed), end=" ")
        released = [*pressed[:-1], pressed[-1] | 0x80]
        assert found == [shown(code) for code in [*pressed, *released]], qcode


def test_raw_bytes_of_what_is_more_than_a_key(typist):
    """07-11: Pause, which is never released, Break, PrintScreen and SysRq."""
    raw = typist("driven-scancodes")
    for keys, (pressed, released) in SEQUENCES.items():
        raw.stroke(*keys)
        expected = f"{pressed} {released}".split()
        assert raw.take(len(expected), end=" ") == expected, keys


def test_a_key_that_is_not_read_is_the_last(typist):
    """07-10: three keys are pressed and released, one interrupt comes."""
    machine = typist("broken-no_key_read").machine
    for key in "abc":
        machine.keys(f"+{key}", f"-{key}")
    machine.send("?")
    with pytest.raises(MachineError, match="ended with status 35"):
        guest_passed(machine)
    assert re.findall(r"^key interrupt (\d+)", machine.serial(), re.MULTILINE) == ["1"]


def event(name, what, character="", modifiers=START):
    """A line of driven/keys.c."""
    visible = character if character >= " " else ""
    code = ord(character) if character else 0
    return f"<{name} {what} {code:x} {modifiers:x} {visible}>"


def strike(name, character="", modifiers=START):
    return [event(name, "down", character, modifiers), event(name, "up", "", modifiers)]


def expect(typist, lines):
    assert typist.take(len(lines)) == lines


def test_every_key(events):
    """07-13: keys that give text by their character, the others by their name."""
    for key in KEYS:
        events.stroke(key.qcode)
        expect(events, strike(key.name, key.plain))


def test_every_key_with_shift(events):
    """07-13"""
    for qcode, _, name, _ in MODIFIERS[:2]:
        events.type(f"+{qcode}")
        expect(events, [event(name, "down", "", START | SHIFT)])
        for key in KEYS:
            events.stroke(key.qcode)
            expect(events, strike(key.name, key.shifted, START | SHIFT))
        events.type(f"-{qcode}")
        expect(events, [event(name, "up")])


def test_modifiers_are_told_with_the_key(events):
    """07-13: Ctrl with C is the character c, and Ctrl; Alt likewise."""
    for qcode, _, name, bit in MODIFIERS[2:]:
        events.stroke(qcode, "c")
        down, up = strike("KeyC", "c", START | bit)
        expect(events, [event(name, "down", "", START | bit), down, up, event(name, "up")])


def test_the_keypad(events):
    """07-13: digits with NumLock or Shift, keys without them or with both."""
    for locks, name in ((NUM, "num_lock"), (0, "num_lock")):
        for shift in (0, SHIFT):
            modifiers = locks | shift
            hold(events, shift, "+", locks)
            for qcode, _, digit_key, digit, other_key in KEYPAD:
                events.stroke(qcode)
                is_digit = bool(locks) != bool(shift)
                keys = strike(digit_key, digit, modifiers) if is_digit else None
                expect(events, keys or strike(other_key, "", modifiers))
            hold(events, shift, "-", locks)
        events.stroke(name)
        expect(events, strike("NumLock", "", locks ^ NUM))


def hold(typist, shift, change, locks):
    if shift:
        typist.type(f"{change}shift")
        what, modifiers = ("down", locks | SHIFT) if change == "+" else ("up", locks)
        expect(typist, [event("ShiftLeft", what, "", modifiers)])


def test_locks(events):
    """07-13: CapsLock is for letters; a key that repeats does not toggle it again."""
    events.type("+caps_lock", "+caps_lock", "-caps_lock")
    on = START | CAPS
    expect(events, [event("CapsLock", what, "", on) for what in ("down", "repeat", "up")])
    for key in KEYS:
        events.stroke(key.qcode)
        expect(events, strike(key.name, key.shifted if key.plain.isalpha() else key.plain, on))
    events.stroke("caps_lock")
    expect(events, strike("CapsLock"))
    for qcode, _, name, bit in LOCKS:
        for modifiers in (START ^ bit, START):
            events.stroke(qcode)
            expect(events, strike(name, "", modifiers))


def test_keys_that_are_more_than_one_code(events):
    """07-13: Pause and Break, PrintScreen and SysRq."""
    control, alt = START | CONTROL, START | ALT
    events.stroke("pause")
    expect(events, [event("Pause", "down")])
    events.stroke("print")
    expect(events, strike("PrintScreen"))
    events.stroke("ctrl", "pause")
    pause = [event("ControlLeft", "down", "", control), *strike("Break", "", control)]
    expect(events, [*pause, event("ControlLeft", "up")])
    events.stroke("alt", "print")
    again = [event("AltLeft", "up"), event("AltLeft", "down", "", alt)]  # as a keyboard does
    down, up = strike("SysRq", "", alt)
    expect(events, [event("AltLeft", "down", "", alt), *again, down, up, *again])
    expect(events, [event("AltLeft", "up")])


# Key, plain, with Shift, with AltGr: where the German layout differs most.
GERMAN = [
    ("y", "z", "Z", ""),
    ("z", "y", "Y", ""),
    ("bracket_left", "\u00fc", "\u00dc", ""),
    ("semicolon", "\u00f6", "\u00d6", ""),
    ("apostrophe", "\u00e4", "\u00c4", ""),
    ("minus", "\u00df", "?", "\\"),
    ("q", "q", "Q", "@"),
    ("e", "e", "E", "\u20ac"),
    ("2", "2", '"', "\u00b2"),
    ("7", "7", "/", "{"),
    ("8", "8", "(", "["),
    ("9", "9", ")", "]"),
    ("0", "0", "=", "}"),
    ("less", "<", ">", "|"),
    ("m", "m", "M", "\u00b5"),
]
NO_GLYPH = "\u25a0"  # what the screen shows for a character that code page 437 does not have


def test_another_layout(events):
    """07-13: German with AltGr; the screen has umlauts, and a square for the Euro sign."""
    events.machine.send("de\r")
    expect(events, ["<layout de>"])
    for held, bit in ((), 0), (("shift",), SHIFT), (("alt_r",), ALTGR), (("ctrl", "alt"), ALTGR):
        for row in GERMAN:
            character = row[{0: 1, SHIFT: 2, ALTGR: 3}[bit]]
            if character:
                check_stroke(events, held, row[0], character, bit)


def check_stroke(typist, held, qcode, character, bit):
    """One key with others held, on the serial line and on the screen."""
    typist.stroke(*held, qcode)
    told = typist.take(2 * (len(held) + 1))
    line = event(BY_QCODE[qcode].name, "down", character, START | bit)
    assert told[len(held)] == line
    rows = typist.machine.screen().rows
    glyph = character if encodes(character) else NO_GLYPH
    assert line.replace(character + ">", glyph + ">") in rows, f"no {glyph!r} in {rows}"


def encodes(character):
    return character.encode("cp437", errors="ignore") != b""


def test_what_is_typed_is_shown(qemu, image):
    """07-13: keyboard and COM1 type into one line, which is shown on the screen and on COM1."""
    machine = qemu(image)
    machine.wait_for(READY)
    for keys in (["shift", "h"], ["i"], ["comma"], ["spc"], ["shift", "1"], ["f5"]):
        machine.press(*keys)
    machine.wait_for(r"^ascent> Hi, !$")
    machine.send(" by serial")
    machine.wait_for(r"^ascent> Hi, ! by serial$")
    machine.wait_for(r"^ascent> Hi, ! by serial$", where="screen")
