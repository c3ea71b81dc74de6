"""The text screen as QEMU shows it: colours, glyphs, cursor (rows 03-2, 03-3, 03-7, 03-9, 03-14).

tests/kernel/screen.c draws the picture and, without the device by which it would end QEMU, halts.
What a scroll costs is counted in tests/kernel/scroll.c.
"""

import sys
from pathlib import Path

import pytest

from climb import READY
from screen import COLUMNS

sys.path.append(str(Path(__file__).resolve().parents[1] / "bench"))
import guest  # noqa: E402
import scroll  # noqa: E402

NAMES = (
    "Black Blue Green Cyan Red Magenta Brown LightGray DarkGray LightBlue LightGreen LightCyan"
    " LightRed Pink Yellow White"
).split()
NAME_COLUMNS, SAMPLE = 12, " on it "
BLACK, LIGHT_GRAY, DARK_GRAY, WHITE = 0, 7, 8, 15
PICTURES = "\u263a\u2665\u266a\u2190\u2191\u2192\u2193"
TEXT = [
    # Letters; a frame's upper half, shades, pictures; its lower half, Greek, mathematics.
    "\u00c4\u00d6\u00dc \u00e4\u00f6\u00fc\u00df \u00e9\u00e8 \u00e7\u00d1\u00f1 \u00a3\u00a5",
    f"\u2554\u2550\u2550\u2566\u2550\u2550\u2557  \u2591\u2592\u2593\u2588  {PICTURES}",
    "\u255a\u2550\u2550\u2569\u2550\u2550\u255d"
    "  \u03b1\u0393\u03c0\u03a3\u03c3\u03c4\u03a6\u0398\u03a9"
    "  \u221e\u2261\u00b1\u2265\u2264\u221a\u207f\u00b2",
    "none: \u25a0 \u25a0 \u25a0.",
    "1.0/3.0 = 0.3333333333333333",
]
# Python's codec takes the bytes below 20h for control characters, as a terminal would.
TO_PICTURES = str.maketrans("\x01\x03\x0d\x1b\x18\x1a\x19", PICTURES)


@pytest.fixture(scope="module")
def image_path(build):
    path = build / "tests" / "kernel-screen.img"
    assert path.exists(), f"{path} is missing: run make test-kernel"
    return path


@pytest.fixture
def machine(qemu, image_path):
    machine = qemu(image_path)
    machine.wait_for(r"^TESTS: \d+ passed, 0 failed")
    machine.wait_halted()
    machine.screenshot()  # for whoever wants to see it: build/tests/boot/
    return machine


def test_sixteen_colours(machine):
    """03-2, 03-3: each name in its colour, each colour as a background, the bright ones too."""
    screen = machine.screen()
    for colour, name in enumerate(NAMES):
        row, column = divmod(colour * (NAME_COLUMNS + len(SAMPLE) + 1), COLUMNS)
        assert screen.rows[row][column:].startswith(f"{name:{NAME_COLUMNS}}{SAMPLE}".rstrip())
        foreground = colour | (LIGHT_GRAY << 4 if colour == BLACK else 0)
        assert set(screen.attributes(row, column, NAME_COLUMNS)) == {foreground}
        background = colour << 4 | (WHITE if colour < DARK_GRAY else BLACK)
        attributes = screen.attributes(row, column + NAME_COLUMNS, len(SAMPLE))
        assert set(attributes) == {background}


def test_text_is_shown_by_its_glyphs(machine):
    """03-7, 03-9: UTF-8 by the code page's glyphs, a square for what has none; a real number."""
    rows = [row.translate(TO_PICTURES) for row in machine.screen().rows]
    assert rows[4 : 4 + len(TEXT)] == TEXT


def test_the_serial_line_has_the_same_text(machine):
    """COM1 gets UTF-8 as it is: what is on the screen, but for what has no glyph there."""
    sent = machine.serial_path.read_bytes().decode("utf-8", "replace").replace("\r\n", "\n")
    told = sent[sent.index(TEXT[0]) :].split("\n")
    assert told[: len(TEXT)] == [*TEXT[:3], "none: \u20ac \U0001f600 \ufffd.", TEXT[4]]


def test_the_cursor_stands_behind_the_text(machine):
    """03-14: in the row below the last one, at its left edge."""
    shown = machine.screen().used_rows()
    assert shown[-1].startswith("TESTS: ")
    assert cursor(machine) == (len(shown), 0)


def cursor(machine):
    """(row, column) as the CRT controller has it, read through QEMU's ports."""

    def register(index):
        machine.qmp.monitor(f"o/b 0x3d4 {index:#x}")
        return int(machine.qmp.monitor("i/b 0x3d5").split("=")[-1], 0)

    return divmod(register(0x0E) << 8 | register(0x0F), COLUMNS)


def test_the_usual_kernels_cursor_follows_too(qemu, image):
    """03-14"""
    machine = qemu(image)
    machine.wait_for(READY, where="screen")
    machine.wait_halted()
    assert cursor(machine) == (len(machine.screen().used_rows()) - 1, len("ascent> "))


def test_a_scroll_costs_what_it_should(build):
    """03-6: at most 1500 instructions with all 25 rows written; reading the screen costs more."""
    assert guest.PLUGIN.exists(), f"{guest.PLUGIN} is missing: make bench or make test builds it"
    found = scroll.measure(build / "tests" / "kernel-scroll.img")
    assert [what for what in scroll.PAIRS if found[what].plain < found[what].ours] == []
    assert found["a scroll"].ours <= scroll.SCROLL_MOST, found
