"""Machines with little, much and dirty memory; the firmware's map as SeaBIOS itself tells it.

Rows 02-4, 02-18, 02-19.
"""

import re
import struct

import pytest

from climb import READY, climbed
from images import crc32c

MIB = 1 << 20
USABLE = 1
SIZES = ("16M", "128M", "3584M", "8G")
LITTLE_KIB = (2048, 3072, 4096, 8192)
TOO_LITTLE_KIB = (1024, 1152)


def firmware_map(machine):
    """The map that SeaBIOS gives its callers, from its own log: [(base, end, type)]."""
    pattern = r"^ +\d+: ([0-9a-f]{16}) - ([0-9a-f]{16}) = (\d+)"
    log = machine.firmware_log()
    log = log[log.rindex("e820 map has") :]
    return [(int(a, 16), int(b, 16), int(t)) for a, b, t in re.findall(pattern, log, re.MULTILINE)]


def test_crc32c_is_the_known_one():
    assert crc32c(b"123456789") == 0xE3069283


@pytest.mark.parametrize("memory", SIZES)
@pytest.mark.parametrize("board", ["pc", "q35"])
def test_boots_and_knows_the_firmwares_map(qemu, image, memory, board):
    """02-4: count and CRC of the raw map are those of the map in SeaBIOS' log."""
    machine = qemu(image, board=board, memory=memory, extra=unreserved(memory))
    climb = climbed(machine)
    entries = firmware_map(machine)
    raw = b"".join(struct.pack("<QQII", a, b - a, t, 1) for a, b, t in entries)
    assert climb.raw_map == (len(entries), crc32c(raw))

    usable = sum(b - a for a, b, t in entries if t == USABLE)
    taken = usable - climb.usable_kib * 1024
    assert 0 < taken < 2 * MIB, "usable is what the firmware says, less what the chain itself took"


def unreserved(memory):
    """Memory that the host need not have: only what the guest touches is taken from it."""
    if not memory.endswith("G") and int(memory[:-1]) < 1024:
        return []
    backend = f"memory-backend-ram,id=ram,size={memory},reserve=off"
    return ["-object", backend, "-machine", "memory-backend=ram"]


@pytest.mark.parametrize("kib", LITTLE_KIB)
def test_little_memory_boots(qemu, image, kib):
    climb = climbed(qemu(image, memory=f"{kib}K"))
    assert 0 < climb.usable_kib < kib


@pytest.mark.parametrize("kib", TOO_LITTLE_KIB)
def test_too_little_memory_says_so(qemu, image, kib):
    """The least is computed and named: more than there is, and below 16 MiB."""
    assert kib < the_least(qemu(image, memory=f"{kib}K")) < 16 * 1024


def test_too_little_memory_for_a_large_kernel_says_so(qemu, build):
    least = the_least(qemu(build / "tests" / "kernel-32m.img", memory="16M"))
    assert 33 * 1024 < least < 40 * 1024


def the_least(machine):
    """The number of KiB that the message asks for; the machine halts after it."""
    needs = r"error: [^\[]*Ascent needs (\d+) KiB (?:of memory )?in all"
    match = machine.wait_for(needs, fatal=re.compile(READY, re.MULTILINE))
    machine.wait_halted()
    machine.watch(1)
    machine.press("ctrl", "alt", "delete")
    assert "guest-reset" in machine.wait_reset()
    return int(match.group(1))


@pytest.mark.parametrize("fill", [0xCC, 0xFF])
@pytest.mark.parametrize("memory", [16, 128])
def test_dirty_memory_makes_no_difference(qemu, image, scratch, memory, fill):
    """02-18: nothing relies on memory that happens to be zero. .bss is, because stage2 zeroes it:
    the kernel checks that and says so."""
    path = scratch / "ram"
    path.write_bytes(bytes([fill]) * (memory * MIB))
    backend = f"memory-backend-file,id=ram,size={memory}M,mem-path={path},share=on"
    machine = qemu(
        image,
        memory=f"{memory}M",
        extra=["-object", backend, "-machine", "memory-backend=ram"],
    )
    climb = climbed(machine)
    assert "promises" in climb.kernel["entry"]
    with open(path, "rb") as file:
        file.seek(memory * MIB // 2)
        assert file.read(4096) == bytes([fill]) * 4096, "the guest ran in the memory we poisoned"
