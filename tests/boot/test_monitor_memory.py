"""What the monitor says of memory, beside what QEMU says of it: frames, pt, heap, dump, fault.

Nothing is compared with the kernel's own bookkeeping but by its sums: page tables are read here
from physical memory, the map of memory from the hand-over's bytes.
"""

import re
import struct

import pytest

from monitor import Monitor
from screen import COLUMNS, ROWS, lay_out
from test_faults import FAULTS, IN_QEMU, NAMED, NAMES, NEVER, NOT_IN_TCG
from test_memory import unreserved

PAGE = 4096
P, W, U, PCD, A, D, PS, NX = 1, 2, 4, 1 << 4, 1 << 5, 1 << 6, 1 << 7, 1 << 63
ADDRESS = 0x000FFFFFFFFFF000
WINDOW = 510  # the slot of the recursive mapping
USABLE, STAGE2 = 1, 2  # enum memory_kind of common/memory_map.h
CLEAN_COUNT_OFFSET, RAW_OFFSET, RAW_CAPACITY, ENTRY_BYTES = 116, 128, 512, 24
HEADER = 0xFFFFFFFF80000000
FULL, HALF, LIGHT = "\u2588\u2592\u2591"


@pytest.fixture
def monitor(qemu, image):
    return Monitor(qemu(image))


def told(monitor, command, **options):
    """The lines of an answer, blocks and all, each of which fits the screen."""
    lines = [line.encode("cp437").decode() for line in monitor.lines(command, **options)]
    assert all(len(line) < COLUMNS for line in lines), lines
    return lines


def number(lines, name):
    """The first number of the line that begins with this word."""
    (line,) = [line for line in lines if line.startswith(name)]
    return int(re.search(r"\d+", line).group())


def phys_bytes(machine, address, size):
    path = machine.directory / "memory"
    machine.qmp.execute("pmemsave", val=address, size=size, filename=str(path))
    return path.read_bytes()


def canonical(address):
    return address | 0xFFFF << 48 if address >> 47 & 1 else address


class Tables:
    """The page tables as they lie in physical memory, from CR3 on."""

    def __init__(self, machine):
        self._machine = machine
        self.root = machine.register("CR3") & ADDRESS
        self._frames = {}

    def entry(self, table, index):
        if table not in self._frames:
            self._frames[table] = struct.unpack("<512Q", phys_bytes(self._machine, table, PAGE))
        return self._frames[table][index]

    def walk(self, address):
        """[(level, index, entry)] down to the last entry read, and the page's byte or None."""
        steps, table = [], self.root
        for level in (4, 3, 2, 1):
            index = address >> 12 + 9 * (level - 1) & 511
            entry = self.entry(table, index)
            steps.append((level, index, entry))
            if not entry & P:
                return steps, None
            if level == 1 or (entry & PS and level < 4):
                size = PAGE << 9 * (level - 1)
                return steps, (entry & ADDRESS & -size) | address % size
            table = entry & ADDRESS
        raise AssertionError

    def pages(self, table=None, level=4, base=0, rights=W):
        """{address: (frame, writable, executable)} of every page, the window's left out."""
        found = {}
        for index in range(512):
            entry = self.entry(table or self.root, index)
            address = base + (index << 12 + 9 * (level - 1))
            if not entry & P or (level == 4 and index == WINDOW):
                continue
            joined = (rights & entry & W) | ((rights | entry) & NX)
            if level == 1:
                page = entry & ADDRESS, bool(joined & W), not joined & NX
                found[canonical(address)] = page
            else:
                assert not entry & PS, "no large pages here"
                found |= self.pages(entry & ADDRESS, level - 1, address, joined)
        return found


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


# --- pt -------------------------------------------------------------------------------------------

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


def octal(address):
    """Sign, indices and offset, by bits: an index is three digits (row 09-2)."""
    bits = f"{address:064b}"
    parts = [bits[:16], bits[16:25], bits[25:34], bits[34:43], bits[43:52], bits[52:]]
    return "_".join(f"{int(part, 2):0{(len(part) + 2) // 3}o}" for part in parts)


def window_address(indices, level):
    """Where the entry lies: 510 comes in from the left, and the indices move to the right."""
    path = [WINDOW] * level + indices[: 5 - level]
    address = 0
    for index in path[:4]:
        address = address << 9 | index
    return canonical(address << 12 | path[4] * 8)


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

COMMANDS = ["frames", "heap", f"pt {HEADER:#x}", f"dump {HEADER + 4:#x} 40", "fault bp"]
CYAN, GREEN, YELLOW = 0x0B, 0x0A, 0x0E  # on black


@pytest.mark.parametrize("command", COMMANDS)
def test_the_keyboard_gets_the_same_answer(monitor, command):
    typed = told(monitor, command, keyboard=True)
    assert typed == told(monitor, command) and typed


def shown_below(monitor, command):
    """What the screen shows below the command, and the row where that begins."""
    lines = told(monitor, command)
    monitor.machine.wait_for(r"ascent>\Z", where="screen")
    screen = monitor.machine.screen()
    start = len(screen.used_rows()) - 1 - len(lines)
    assert screen.rows[start - 1] == f"ascent> {command}"
    assert screen.rows[start:-1][: len(lines)] == [line.rstrip() for line in lines]
    return screen, start


def test_the_picture_of_frames(monitor):
    screen, start = shown_below(monitor, "frames")
    assert screen.attributes(start, 0, 6) == [CYAN] * 6
    map_row = start + 6
    assert screen.rows[map_row].startswith("000000000000 " + HALF)
    assert screen.attributes(map_row, 13, 64) == [YELLOW] * 64


def test_the_picture_of_pt(monitor):
    screen, start = shown_below(monitor, "pt")
    assert screen.attributes(start, 0, 7) == [CYAN] * 7
    row, column = screen.find("W^X holds")
    assert screen.attributes(row, column, 9) == [GREEN] * 9
    screen, start = shown_below(monitor, f"pt {HEADER:#x}")
    heads = [start + 2 + 2 * i for i in range(4)]
    assert [screen.attributes(row, 0, 7) for row in heads] == [[CYAN] * 7] * 4
    assert [screen.attributes(row, 9, 3) for row in heads] == [[YELLOW] * 3] * 4


# --- fault ----------------------------------------------------------------------------------------

GOES_ON = ["bp"]  # these report and return


def fault_names(monitor):
    lines = told(monitor, "fault")
    return {line[:16].strip(): line[16:] for line in lines}


def test_faults_are_listed_one_a_line(monitor):
    names = fault_names(monitor)
    assert set(NAMED + GOES_ON) | set(NEVER) | {"stack-smash", "panic"} <= set(names)
    assert all(len(text) >= 3 for text in names.values())


def test_what_cannot_be_raised_says_why(monitor):
    names = fault_names(monitor)
    for name in NEVER:
        assert told(monitor, f"fault {name}") == [
            f"{name} cannot be raised here:",
            f"{names[name]}.",
        ]
    (refusal, usage) = told(monitor, "fault everything")
    assert refusal == 'fault: expected one of the names that `fault` lists, found "everything"'
    assert usage == "usage: fault [NAME]"


def test_a_breakpoint_goes_on(monitor):
    lines = told(monitor, "fault bp")
    assert re.match(r"BREAKPOINT at [0-9a-f]{16}: cs 8, ", lines[0])
    assert lines[1:] == ["bp is over, and the kernel goes on."]
    assert number(told(monitor, "frames"), "usable") > 0


def reported(monitor, name):
    """Raises the fault in the kernel that users get; its report, or None where it came back."""
    monitor.type(f"fault {name}\n")
    end = monitor.wait(r"switch it off\.$|this machine does not raise it", fatal=None)
    if "not raise" in end.group():
        return None
    return monitor.new().partition("\n")[2].lstrip("\n")


def check_report(machine, report, name, headline):
    lines = report.split("\n")
    assert re.match(headline, lines[0]), report
    assert f"Last step: fault {name}." in lines
    trace = re.findall(r"^  [0-9a-f]{16}  (\w*)", report, re.MULTILINE)
    if name != "stack-overflow":
        assert {"fault_start", "monitor_poll"} & set(trace), report
    machine.wait_for(r"^Stopped\..*switch it off\.", where="screen", fatal=None)
    shown = machine.screen().used_rows()
    assert len(lay_out(report)) <= ROWS and shown[-len(lay_out(report)) :] == lay_out(report)


def check_fault(machine, name, expected):
    report = reported(Monitor(machine), name)
    if report is None:
        assert name in NOT_IN_TCG
        pytest.skip(NOT_IN_TCG[name])
    vector, code, words, function = expected
    mnemonic, full = NAMES[vector]
    headline = re.escape(f"EXCEPTION: {full} (#{mnemonic}, vector {vector})")
    check_report(machine, report, name, headline)
    assert f"\nError code {code:08x}" in report
    assert all(word in report for word in words), report
    assert not function or re.search(rf"^  [0-9a-f]{{16}}  {function}\+0x", report, re.MULTILINE)


@pytest.mark.parametrize("name", NAMED)
def test_every_fault_in_qemu(qemu, image, name):
    check_fault(qemu(image, cpu="max"), name, FAULTS[IN_QEMU.get(name, name)])


@pytest.mark.parametrize("name", NAMED)
def test_every_fault_in_bochs(bochs, image, copy_of, name):
    check_fault(bochs(copy_of(image), cpu="corei7_haswell_4770"), name, FAULTS[name])


@pytest.mark.parametrize(
    "name, headline",
    [
        ("panic", r"PANIC: you have asked for it at kernel/faults\.c:\d+"),
        ("stack-smash", "PANIC: a function has written beyond its array on the stack at "),
    ],
)
def test_panics(qemu, image, name, headline):
    machine = qemu(image)
    check_report(machine, reported(Monitor(machine), name), name, headline)
