"""What the monitor says of memory, beside what QEMU says of it: frames, heap, dump.

Nothing is compared with the kernel's own bookkeeping but by its sums: what is mapped is read here
from the page tables, which memory there is from the hand-over's bytes.
"""

import re
import struct

import pytest

from memory import (
    CYAN, FULL, HALF, HEADER, LIGHT, PAGE, PCD, YELLOW,
    Tables, number, phys_bytes, shown_below, told, window_address,
)  # fmt: skip
from monitor import Monitor
from test_memory import unreserved

USABLE, STAGE2 = 1, 2  # enum memory_kind of common/memory_map.h
CLEAN_COUNT_OFFSET, RAW_OFFSET, RAW_CAPACITY, ENTRY_BYTES = 116, 128, 512, 24


@pytest.fixture
def monitor(qemu, image):
    return Monitor(qemu(image))


def clean_map(machine, layout):
    """[(base, end, kind)] as stage2 handed it over."""
    info = phys_bytes(machine, layout["RAM_BOOT_INFO_START"], layout["RAM_BOOT_INFO_SIZE"])
    (count,) = struct.unpack_from("<I", info, CLEAN_COUNT_OFFSET)
    start = RAW_OFFSET + RAW_CAPACITY * ENTRY_BYTES
    return [struct.unpack_from("<QQI", info, start + i * ENTRY_BYTES) for i in range(count)]


# --- frames ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("memory", ["16M", "128M", "5G"])
def test_frames_add_up(qemu, image, layout, memory):
    """All that the clean map gives away is usable, or holds the bits; each is used or free."""
    machine = qemu(image, memory=memory, extra=unreserved(memory))
    lines = told(Monitor(machine), "frames")
    ours = [(base, end) for base, end, kind in clean_map(machine, layout)
            if kind in (USABLE, STAGE2)]  # fmt: skip
    usable, used, free = (number(lines, name) for name in ("usable", "used", "free"))
    assert usable + number(lines, "own") == sum(end - base for base, end in ours) // PAGE
    assert used + free == usable
    assert used <= number(lines, "peak") <= usable
    heap_pages = [line for line in told(Monitor(machine), "pt") if line.endswith("heap")]
    mapped = sum(int(line.split()[1]) for line in heap_pages) * 1024 // PAGE
    assert used >= mapped > 0
    check_map(lines, ours)


def check_map(lines, ours):
    """A block is blank just where no usable memory is; the first ones are those in use."""
    (legend,) = [line for line in lines if " a block: " in line]
    count, unit = re.match(r"(\d+) ([KMG])iB", legend).groups()
    block = int(count) << {"K": 10, "M": 20, "G": 30}[unit]
    rows = [re.fullmatch(r"([0-9a-f]{12}) (.*)", line) for line in lines]
    blocks = "".join(f"{row[2]:64}" for row in rows if row)
    assert [int(row[1], 16) for row in rows if row][1] == 64 * block
    assert len(blocks) // 64 <= 16
    for i, shown in enumerate(blocks):
        has_memory = any(base < (i + 1) * block and end > i * block for base, end in ours)
        assert shown in (FULL + HALF + LIGHT if has_memory else " ") or is_own(blocks, i)
    used = [i for i, shown in enumerate(blocks) if shown in FULL + HALF]
    assert used and used[0] == 0 and blocks.rstrip()[-1] == LIGHT


def is_own(blocks, i):
    """The bits' own frames come from the upper end of memory, and are blank as well."""
    return blocks[i:].isspace()


# --- heap -----------------------------------------------------------------------------------------


def test_the_heap_adds_up(monitor, layout):
    lines = told(monitor, "heap")
    size = number(lines, "size")
    used = number(lines, "used")
    assert used + number(lines, "free") + number(lines, "overhead") == size
    assert 0 < used <= number(lines, "peak") <= size
    ends = [int(end, 16) for end in re.findall(r"0x([0-9a-f]{16})", lines[0])]
    assert ends == [layout["VIRT_HEAP_START"], layout["VIRT_HEAP_START"] + size]
    pages = Tables(monitor.machine).pages()
    inside = {page for page in pages if layout["VIRT_HEAP_START"] <= page < layout["VIRT_HEAP_END"]}
    assert inside == set(range(ends[0], ends[1], PAGE))
    check_classes(lines, used)


def check_classes(lines, used):
    """Blocks by class and larger ones are all blocks, and no more than what is used."""
    head = lines.index("block of    used    free")
    classes = [[int(word) for word in line.split()[:3]] for line in lines[head + 1 : -1]]
    larger = number(lines, "  larger")
    assert sum(row[1] for row in classes) + larger == number(lines, "blocks")
    assert sum(row[0] * row[1] for row in classes) <= used
    assert all(row[1] + row[2] > 0 for row in classes)


# --- dump -----------------------------------------------------------------------------------------


def dumped(lines):
    """{address: byte} of a dump, whose text column is checked on the way."""
    memory = {}
    for line in lines:
        match = re.fullmatch(r"0x([0-9a-f]{16})  (.{40})  (.*)", line.ljust(60))
        assert match, line
        for i in range(16):
            column = 2 * i + i // 2 + i // 8
            digits = match[2][column : column + 2]
            if digits.strip():
                byte = int(digits, 16)
                memory[int(match[1], 16) + i] = byte
                assert match[3][i] == (chr(byte) if 0x20 <= byte < 0x7F else ".")
    return memory


def put_pattern(machine, address, size):
    """Something to look at, where nobody writes; as the CPU's own store would."""
    machine.gdb.write(address, bytes(i * 7 & 0xFF for i in range(size)))
    machine.gdb.go()


@pytest.mark.parametrize(
    "place, offset, size",
    [
        ("text", 0x9000, 256),  # of the header's page: behind rodata
        ("rodata", 0, 333),
        ("stack", 16, 100),
        ("vga", 0x4003, 77),  # behind the visible page
        ("boot_info", 0, 200),
    ],
)
def test_a_dump_is_what_lies_in_memory(monitor, layout, place, offset, size):
    machine = monitor.machine
    start = {
        "text": HEADER,
        "rodata": HEADER,
        "stack": layout["VIRT_KERNEL_STACK_START"],
        "vga": layout["VIRT_VGA_TEXT_START"],
        "boot_info": layout["VIRT_BOOT_INFO_START"],
    }[place]
    address = start + offset
    if place in ("stack", "vga"):
        put_pattern(machine, address, size)
    memory = dumped(told(monitor, f"dump {address:#x} {size}"))
    _, physical = Tables(machine).walk(address)
    assert sorted(memory) == list(range(address, address + size))
    assert bytes(memory[at] for at in sorted(memory)) == phys_bytes(machine, physical, size)


def test_128_bytes_where_none_are_asked_for(monitor):
    assert len(dumped(told(monitor, f"dump {HEADER:#x}"))) == 128
    assert len(dumped(told(monitor, f"dump {HEADER + 8:#x} 1K"))) == 1024


def test_nothing_faults(monitor, layout):
    """Unmapped, no address, the end of all addresses; a reason is told once, not for each page."""
    cases = {
        "0 1G": ["0x0000000000000000  unmapped, up to 0x000000003fffffff"],
        "0x7fffffffffff 2": [
            "0x00007fffffffffff  unmapped, up to 0x00007fffffffffff",
            "0x0000800000000000  no addresses (not canonical), up to 0x0000800000000000",
        ],
        "0x8000000000000000": [
            "0x8000000000000000  no addresses (not canonical), up to 0x800000000000007f"
        ],
        "0xffffffffffffffff": ["0xffffffffffffffff  unmapped, up to 0xffffffffffffffff"],
        "0xfffffffffffffff8 0xffffffffffffffff": [
            "0xfffffffffffffff8  unmapped, up to 0xffffffffffffffff"
        ],
        "0xffff800000000000 64T": ["0xffff800000000000  unmapped, up to 0xffffbfffffffffff"],
    }
    for words, expected in cases.items():
        words = words.replace("64T", str(64 << 40))
        assert told(monitor, f"dump {words}") == expected, words
    lines = told(monitor, f"dump {layout['VIRT_KERNEL_STACK_START'] - 8:#x} 16")
    assert re.match(r"0x\w+  unmapped, up to ", lines[0])
    assert sorted(dumped(lines[1:]))[0] == layout["VIRT_KERNEL_STACK_START"] and len(lines) == 2


def test_a_long_dump_ends_by_ctrl_c(monitor):
    """The window alone is 512 GiB of tables: the prompt comes back, and the kernel is well."""
    monitor.type("dump 0 0xffffffffffffffff\n")
    monitor.wait("0x0000444444440100  ")
    monitor.type(b"\x03")
    assert monitor.settle().endswith("^C\n")
    assert number(told(monitor, "frames"), "usable") > 0


def test_devices_are_left_alone_unless_forced(monitor, layout):
    """Only a page that is not cached: here one that the test makes so, entry by entry."""
    machine = monitor.machine
    address = layout["VIRT_BOOT_INFO_START"]
    indices = [address >> 12 + 9 * (level - 1) & 511 for level in (4, 3, 2, 1)]
    at = window_address(indices, 1)
    steps, physical = Tables(machine).walk(address)
    machine.gdb.write(at, struct.pack("<Q", steps[-1][2] | PCD))
    machine.gdb.go()
    for words in (f"{address:#x}", f"{address:#x} 128"):
        assert told(monitor, f"dump {words}") == [
            f"0x{address:016x}  device memory (not forced), up to 0x{address + 127:016x}"
        ]
    memory = dumped(told(monitor, f"dump {address:#x} 64 force"))
    assert bytes(memory.values()) == phys_bytes(machine, physical, 64)
    assert "not cached" in monitor.run(f"pt {address:#x}")


@pytest.mark.parametrize(
    "words, expected",
    [
        ("", "expected a number such as 4096, 0x1000 or 4K, found nothing"),
        ("here", 'found "here"'),
        ("0x10000000000000000", "0x10000000000000000"),
        ("0 x", 'found "x"'),
        ("0 0", 'expected at least 1 byte, found "0"'),
        ("0 16 now", 'expected `force` or nothing, found "now"'),
        ("0 16 force 1", 'expected no further argument, found "1"'),
    ],
)
def test_a_wrong_dump_says_what_was_expected(monitor, words, expected):
    lines = told(monitor, f"dump {words}".rstrip())
    assert lines[0].startswith("dump: ") and expected in lines[0]
    assert lines[1] == "usage: dump ADDR [LEN [force]]"


# --- the keyboard and the screen ------------------------------------------------------------------

COMMANDS = ["heap", f"pt {HEADER:#x}", f"dump {HEADER + 4:#x} 40", "fault bp"]


@pytest.mark.parametrize("command", COMMANDS)
def test_the_keyboard_gets_the_same_answer(monitor, command):
    typed = told(monitor, command, keyboard=True)
    assert typed == told(monitor, command) and typed


def test_the_picture_of_frames(monitor):
    screen, start = shown_below(monitor, "frames")
    assert screen.attributes(start, 0, 6) == [CYAN] * 6
    map_row = start + 6
    assert screen.rows[map_row].startswith("000000000000 " + HALF)
    assert screen.attributes(map_row, 13, 64) == [YELLOW] * 64
