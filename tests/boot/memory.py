"""Memory as QEMU has it, page tables included; and answers of the monitor, for comparing."""

import re
import struct

from screen import COLUMNS

PAGE = 4096
P, W, PCD, A, D, PS, NX = 1, 2, 1 << 4, 1 << 5, 1 << 6, 1 << 7, 1 << 63
ADDRESS = 0x000FFFFFFFFFF000
WINDOW = 510  # the slot of the recursive mapping
HEADER = 0xFFFFFFFF80000000  # where the kernel begins
FULL, HALF, LIGHT = "\u2588\u2592\u2591"
CYAN, GREEN, YELLOW = 0x0B, 0x0A, 0x0E  # on black


def told(monitor, command, **options):
    """The lines of an answer, blocks and all, each of which fits the screen."""
    lines = [line.encode("cp437").decode() for line in monitor.lines(command, **options)]
    assert all(len(line) < COLUMNS for line in lines), lines
    return lines


def number(lines, name):
    """The first number of the line that begins with this word."""
    (line,) = [line for line in lines if line.startswith(name)]
    return int(re.search(r"\d+", line).group())


def shown_below(monitor, command):
    """What the screen shows below the command, and the row where that begins."""
    lines = told(monitor, command)
    monitor.machine.wait_for(r"ascent>\Z", where="screen")
    screen = monitor.machine.screen()
    start = len(screen.used_rows()) - 1 - len(lines)
    assert screen.rows[start - 1] == f"ascent> {command}"
    assert screen.rows[start:-1][: len(lines)] == [line.rstrip() for line in lines]
    return screen, start


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


def window_address(indices, level):
    """Where the entry lies: 510 comes in from the left, and the indices move to the right."""
    path = [WINDOW] * level + indices[: 5 - level]
    address = 0
    for index in path[:4]:
        address = address << 9 | index
    return canonical(address << 12 | path[4] * 8)
