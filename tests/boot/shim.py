"""The hostile BIOS of tests/shim, filled in: a disk that a machine boots before the one under test.

    shim(image, edd="absent", entry_far=1)              a machine, by the fixture of conftest.py
    build_shim(path, drive=0, boot_dl=0)                the disk alone
    Qemu(path, directory, extra=second_disk(image))     the machine by hand

The options, their sizes and their defaults are those of tests/shim/options.inc. Where one is a
choice, its value is words, as "registers df" for CLOBBER_REGISTERS and CLOBBER_DF of the sources;
`replies` is a list of Reply, for e820="script".
"""

import re
import struct
import subprocess
from dataclasses import dataclass
from pathlib import Path

SOURCES = Path(__file__).resolve().parents[1] / "shim"
PARTS = ("shim.asm", "frame.inc", "disk.inc", "policy.inc", "system.inc")
FORMATS = {"b": "B", "w": "H", "d": "I"}
CHOICES = {
    "edd": "EDD",
    "geometry": "GEOMETRY",
    "e820": "E820",
    "e801": "ANSWER",
    "memory_88": "ANSWER",
    "a20_bios": "A20",
    "clobber_10": "CLOBBER",
    "clobber_13": "CLOBBER",
    "clobber_15": "CLOBBER",
}


def _constants():
    text = "".join((SOURCES / name).read_text() for name in PARTS)
    found = re.findall(r"^(?:%define )?(\w+) +(?:equ )?(0x[0-9a-f]+|\d+)\b", text, re.MULTILINE)
    return {name: int(value, 0) for name, value in found}


def _options():
    """name -> (offset, format), one behind the other as the source has them."""
    text = (SOURCES / "options.inc").read_text()
    found, offset = {}, CONSTANTS["OPTIONS_OFFSET"]
    for name, size in re.findall(r"^option (\w+), ([bwd]),", text, re.MULTILINE):
        found[name] = offset, f"<{FORMATS[size]}"
        offset += struct.calcsize(FORMATS[size])
    return found


CONSTANTS = _constants()
OPTIONS = _options()


@dataclass
class Reply:
    """What E820 answers once: an entry, the number of the next reply, 0 being the end, and lies."""

    base: int = 0
    length: int = 0
    type: int = 1
    attributes: int = 1
    next: int = 0
    written: int = 24
    ecx: int = 24
    carry: bool = False
    signed: bool = True

    def pack(self):
        entry = struct.pack("<QQII", self.base, self.length, self.type, self.attributes)
        flags = CONSTANTS["REPLY_CARRY"] * self.carry
        flags |= CONSTANTS["REPLY_NO_SMAP"] * (not self.signed)
        return entry + struct.pack("<BBHI", self.written, flags, self.next, self.ecx)


def chain(entries, **lies):
    """[(base, end, type)] as a list that ends by EBX = 0 with its last entry."""
    last = len(entries) - 1
    return [
        Reply(base, end - base, kind, next=0 if number == last else number + 1, **lies)
        for number, (base, end, kind) in enumerate(entries)
    ]


def value_of(name, value):
    """The number behind a choice's words."""
    if not isinstance(value, str):
        return value
    return sum(CONSTANTS[f"{CHOICES[name]}_{word.upper()}"] for word in value.split())


def build_shim(path, replies=(), **options):
    """Assembles the shim with these options to a disk image of 1 MiB."""
    subprocess.run(["nasm", "-f", "bin", "-o", path, "shim.asm"], cwd=SOURCES, check=True)
    disk = bytearray(path.read_bytes()).ljust(1 << 20, b"\0")
    if replies:
        assert len(replies) <= CONSTANTS["REPLIES_MOST"]
        options = {"e820": "script", "e820_replies": len(replies), **options}
        packed = b"".join(reply.pack() for reply in replies)
        start = CONSTANTS["REPLIES_OFFSET"]
        disk[start : start + len(packed)] = packed
    for name, value in options.items():
        offset, size = OPTIONS[name]
        struct.pack_into(size, disk, offset, value_of(name, value))
    path.write_bytes(disk)
    return path


def second_disk(image):
    """What Qemu needs beside the shim's disk, which it boots by its attachment "ide"."""
    drive = f"if=none,id=second,format=raw,snapshot=on,file={image}"
    return ["-drive", drive, "-device", "ide-hd,drive=second,bus=ide.1,bootindex=1"]


@dataclass
class DiskCall:
    """One call of INT 13h, as the shim's log tells it."""

    function: int
    drive: int
    lba: int
    count: int
    status: int
    failed: bool


def disk_calls(machine):
    """All calls of INT 13h so far."""
    word = r"([0-9A-F]+)"
    lines = re.findall(rf"^shim 13 {' '.join([word] * 6)}$", machine.firmware_log(), re.MULTILINE)
    return [DiskCall(*(int(text, 16) for text in line[:5]), line[5] == "1") for line in lines]


def system_calls(machine):
    """[(AX, EBX, CF of the answer)] of the calls of INT 15h that the shim answers."""
    lines = re.findall(
        r"^shim 15 ([0-9A-F]{4}) ([0-9A-F]{8}) (\d)$", machine.firmware_log(), re.MULTILINE
    )
    return [(int(ax, 16), int(ebx, 16), carry == "1") for ax, ebx, carry in lines]
