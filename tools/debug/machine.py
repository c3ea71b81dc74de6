"""machine.py: the state of the guest's CPU at a stop, in whichever mode it is.

gdb believes that every x86-64 guest of QEMU runs 64-bit code, and its registers lack the hidden
halves of the segments, the descriptor tables and A20. QEMU's monitor knows them all, so the state
is read from there: `info registers`, once for each stop. Used by view.py and commands.py.
"""

import re

import gdb

# Bits as the manual names them [SDM3 2.5, 2.2.1, 3.4.5; SDM1 3.4.3].
CR0_PE, CR0_PG = 1 << 0, 1 << 31
CR4_PAE = 1 << 5
EFER_LMA = 1 << 10
DESCRIPTOR_L, DESCRIPTOR_D = 1 << 21, 1 << 22  # in the upper half of a segment descriptor
EFLAGS_IF = 1 << 9
EFLAGS_BITS = [
    (11, "OF"), (10, "DF"), (9, "IF"), (8, "TF"), (7, "SF"),
    (6, "ZF"), (4, "AF"), (2, "PF"), (0, "CF"),
]  # fmt: skip

PAGE_BYTES = 4096
GENERAL = "AX BX CX DX SI DI BP SP".split()
EXTENDED = "R8 R9 R10 R11 R12 R13 R14 R15".split()
SEGMENTS = "CS SS DS ES FS GS".split()

_VALUE = re.compile(r"\b(\w+)\s*=\s*([0-9a-f]+)\b")
_SEGMENT = re.compile(r"^(\w\w)\s*=([\da-f]{4}) ([\da-f]{8,16}) ([\da-f]{8}) ([\da-f]{8})", re.M)
_TABLE = re.compile(r"^([GI]DT)=\s+([0-9a-f]{8,16}) ([0-9a-f]{8})", re.M)


class Segment:
    """Selector and hidden part, as the CPU uses it."""

    def __init__(self, selector, base, limit, attributes):
        self.selector, self.base, self.limit, self.attributes = selector, base, limit, attributes


class Machine:
    """All registers at one stop. Names are those of the manual without their width: AX, IP, SP."""

    def __init__(self, text):
        values = {name: int(digits, 16) for name, digits in _VALUE.findall(text)}
        self.segments = {
            name: Segment(*(int(part, 16) for part in parts))
            for name, *parts in _SEGMENT.findall(text)
        }
        self.tables = {
            name: (int(base, 16), int(limit, 16)) for name, base, limit in _TABLE.findall(text)
        }
        self.cr0, self.cr2, self.cr3, self.cr4 = (values[f"CR{n}"] for n in (0, 2, 3, 4))
        self.efer = values["EFER"]
        self.a20 = values["A20"]
        self.halted = values["HLT"]
        wide = "R" if "RIP" in values else "E"
        self.general = {name: values[wide + name] for name in GENERAL}
        self.general.update({name: values[name] for name in EXTENDED if name in values})
        self.ip = values[wide + "IP"]
        self.flags = values["RFL" if "RFL" in values else "EFL"]

    @property
    def bits(self):
        """The size of code that the CPU decodes now: 16, 32 or 64."""
        attributes = self.segments["CS"].attributes
        if self.efer & EFER_LMA and attributes & DESCRIPTOR_L:
            return 64
        return 32 if self.cr0 & CR0_PE and attributes & DESCRIPTOR_D else 16

    @property
    def mode(self):
        if not self.cr0 & CR0_PE:
            return "real mode"
        if not self.efer & EFER_LMA:
            return "protected mode"
        return "long mode" if self.bits == 64 else "compatibility mode"

    @property
    def pc(self):
        return self._linear("CS", self.ip)

    @property
    def stack(self):
        return self._linear("SS", self.general["SP"])

    def _linear(self, segment, offset):
        return offset if self.bits == 64 else self.segments[segment].base + offset

    def flag_names(self):
        set_bits = [name for bit, name in EFLAGS_BITS if self.flags >> bit & 1]
        return " ".join(set_bits) or "-"


def read():
    return Machine(gdb.execute("monitor info registers", to_string=True))


def memory(address, length):
    """Bytes at a linear address, through the page tables where paging is on."""
    return bytes(gdb.selected_inferior().read_memory(address, length))


def readable(address, length):
    """As much of it as is mapped: memory is either there or not for a whole page."""
    data = b""
    while length:
        size = min(length, PAGE_BYTES - address % PAGE_BYTES)
        try:
            data += memory(address, size)
        except gdb.MemoryError:
            break
        address, length = address + size, length - size
    return data


def number(address, length):
    return int.from_bytes(memory(address, length), "little")
