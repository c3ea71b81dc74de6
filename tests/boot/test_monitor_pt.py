"""`pt` beside the page tables as they lie in physical memory, and what QEMU makes of them."""

import re

import pytest

from memory import (
    A, ADDRESS, CYAN, D, GREEN, HALF, HEADER, NX, P, PAGE, W, WINDOW, YELLOW,
    Tables, shown_below, told, window_address,
)  # fmt: skip
from monitor import Monitor

WALKED = [
    HEADER,
    0xFFFFFFFF90100123,  # the screen
    0xFFFFFFFF90010FF8,  # the kernel's stack
    0x0000444444440010,  # the heap
    0xFFFFFF7FBFDFEFF8,  # an entry of the level-4 table, in the window
    0,
    0xDEADBEEF,
    0xFFFFFFFF90000000,  # a guard page: only the level-1 entry is missing
    0xFFFFFFFFFFFFFFFF,
]


@pytest.fixture
def monitor(qemu, image):
    return Monitor(qemu(image))


def octal(address):
    """Sign, indices and offset, by bits: an index is three digits (row 09-2)."""
    bits = f"{address:064b}"
    parts = [bits[:16], bits[16:25], bits[25:34], bits[34:43], bits[43:52], bits[52:]]
    return "_".join(f"{int(part, 2):0{(len(part) + 2) // 3}o}" for part in parts)


@pytest.mark.parametrize("address", WALKED, ids=hex)
def test_a_walk(monitor, address):
    """09-2: each entry is what stands in memory, and the result what QEMU makes of the address."""
    machine = monitor.machine
    text = "\n".join(told(monitor, f"pt {address:#x}"))
    steps, physical = Tables(machine).walk(address)
    assert re.match(rf"virtual +0x{address:016x} +{octal(address)}\n", text)
    levels = re.findall(
        r"level (\d)  index +(\d+) = (\d+)  entry 0x([0-9a-f]{16})  ([\w ]+)\n"
        r" +at 0x([0-9a-f]{16})  ([0-7_]+) -> (.*)",
        text,
    )
    indices = [address >> 12 + 9 * (level - 1) & 511 for level in (4, 3, 2, 1)]
    assert len(levels) == len(steps)
    for shown, (level, index, entry) in zip(levels, steps, strict=True):
        at = window_address(indices, level)
        assert shown[:3] == (str(level), str(index), f"{index:03o}")
        assert int(shown[3], 16) & ~(A | D) == entry & ~(A | D)
        assert ("NX" in shown[4].split(), "W" in shown[4].split()) == (entry >= NX, bool(entry & W))
        assert (int(shown[5], 16), shown[6]) == (at, octal(at))
        assert shown[7] == "nothing" if not entry & P else f"{entry & ADDRESS:010x}" in shown[7]
    check_end(machine, text, address, steps, physical)


def check_end(machine, text, address, steps, physical):
    answer = machine.qmp.monitor(f"gva2gpa {address:#x}")
    if physical is None:
        assert f"not mapped: the level-{steps[-1][0]} entry is not present" in text
        assert "Unmapped" in answer
    else:
        assert f"physical 0x{physical:010x}" in text
        assert int(re.search(r"gpa: (0x[0-9a-f]+)", answer).group(1), 16) == physical


def test_what_is_no_address(monitor):
    lines = told(monitor, "pt 0x123456789abcdef")
    assert lines[-1] == "not mapped: it is no address: bits 63 to 47 differ" and len(lines) == 2
    (text,) = re.findall("(?m)^pt: .*", monitor.run("pt top"))
    assert "expected a number" in text and '"top"' in text


def listed(lines):
    """Every page of `pt`: {address: (frame, writable, executable)}."""
    pages = {}
    row = r"0x([0-9a-f]{16}) +(\d+) ([KMG])iB  4 KiB  r([w-])([x-])  0x([0-9a-f]+)  (.*)"
    for line in lines:
        match = re.fullmatch(row, line)
        if match:
            start, frame = int(match[1], 16), int(match[6], 16)
            for offset in range(0, int(match[2]) << {"K": 10, "M": 20, "G": 30}[match[3]], PAGE):
                pages[start + offset] = frame + offset, match[4] == "w", match[5] == "x"
    return pages


def test_all_that_is_mapped(monitor):
    """09-4: every page, frame and right, as it stands in the tables; level 4 and 3 by entry."""
    lines = told(monitor, "pt")
    tables = Tables(monitor.machine)
    pages = listed(lines)
    assert pages == tables.pages()
    assert lines[-1] == "W^X holds: no page is writable and executable."
    slots = [index for index in range(512) if tables.entry(tables.root, index) & P]
    entries = [re.match(r"level (\d)  slot +(\d+) ", line) for line in lines]
    assert [int(entry[2]) for entry in entries if entry and entry[1] == "4"] == slots
    assert f"table at 0x{tables.root:010x}, {len(slots)} of 512 slots" in lines[0]
    assert [lines[1][slot // 8] == HALF for slot in slots] == [True] * len(slots)
    check_ranges(monitor.machine, pages)


def check_ranges(machine, pages):
    """The same as QEMU has it, apart from the window: `info mem` knows read and write."""
    theirs = {}
    for start, end, rights in re.findall(
        r"([0-9a-f]{16})-([0-9a-f]{16}) [0-9a-f]{16} \S*(r[w-])", machine.qmp.monitor("info mem")
    ):
        if int(start, 16) >> 39 & 511 != WINDOW:
            for page in range(int(start, 16), int(end, 16), PAGE):
                theirs[page] = rights == "rw"
    assert {page: rights[1] for page, rights in pages.items()} == theirs


def test_without_nx_there_is_no_promise(qemu, image):
    monitor = Monitor(qemu(image, cpu="qemu64,-nx"))
    assert told(monitor, "pt")[-1] == "W^X cannot be enforced: this CPU has no NX."


def test_the_picture_of_pt(monitor):
    screen, start = shown_below(monitor, "pt")
    assert screen.attributes(start, 0, 7) == [CYAN] * 7
    row, column = screen.find("W^X holds")
    assert screen.attributes(row, column, 9) == [GREEN] * 9
    screen, start = shown_below(monitor, f"pt {HEADER:#x}")
    heads = [start + 2 + 2 * i for i in range(4)]
    assert [screen.attributes(row, 0, 7) for row in heads] == [[CYAN] * 7] * 4
    assert [screen.attributes(row, 9, 3) for row in heads] == [[YELLOW] * 3] * 4
