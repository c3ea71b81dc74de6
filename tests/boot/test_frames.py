"""Physical frames on machines from 16 MiB to 512 GiB: the kernel boots, and the cost is the same.

QEMU promises more memory than the host has, since the guest touches little of it. Rows 09-11, 10-5.
"""

import re

import pytest

from binaries import address_of, instructions
from climb import EXIT_FAILURE, climbed, guest_passed
from qemu import DEBUG_EXIT

SIZES = ["16M", "128M", "1G", "3G", "8G", "64G", "512G"]
UNITS = {"M": 1 << 20, "G": 1 << 30}
FRAME = 4096
HEAP_FRAMES = 28  # 25 pages and three tables: row 10-5
# One tick of the guest's counter for each instruction.
COUNTED = ["-icount", "shift=0,sleep=off"]
COST = re.compile(
    r"cost: start (?P<start>\d+), (?P<ranges>\d+) ranges (?P<add>\d+)\n(?:.*\n)*?"
    r"cost: (?P<count>\d+) frames, first alloc (?P<first>\d+) most (?P<first_most>\d+), "
    r"free (?P<free>\d+) most (?P<free_most>\d+), alloc (?P<alloc>\d+) most (?P<alloc_most>\d+)"
)


def promised(size):
    backend = f"memory-backend-ram,id=ram,size={size},reserve=off,prealloc=off"
    return ["-object", backend, "-machine", "memory-backend=ram"]


@pytest.mark.parametrize("size", SIZES)
def test_boots_and_counts_its_frames(qemu, image, size):
    climb = climbed(qemu(image, memory=size, extra=promised(size)))
    usable, used, free = map(int, re.findall(r"\d+", climb.kernel["frames"]))
    assert used == HEAP_FRAMES and free == usable - used
    stage2 = usable - climb.usable_kib * 1024 // FRAME
    assert 0 < stage2 < 64, "what stage2 needed is ours again, and it had no more than 256 KiB"
    total = int(size[:-1]) * UNITS[size[-1]] // FRAME
    assert total - 512 < usable < total


def costs(qemu, build, size):
    image = build / "tests" / "kernel-frame_cost.img"
    machine = qemu(image, memory=size, extra=[*promised(size), *COUNTED, *DEBUG_EXIT])
    text = guest_passed(machine).text.replace("\r\n", "\n")
    found = COST.search(text)
    assert found, machine.describe("no costs are told")
    return {name: int(number) for name, number in found.groupdict().items()}


def test_costs_the_same_whatever_the_memory(qemu, build):
    """Instructions, with the call: of the set-up, and of 2048 frames taken, freed, taken again."""
    first = costs(qemu, build, SIZES[0])
    # The way to the next word comes once in 64 frames.
    assert first["free"] <= 30 * first["count"] and first["alloc"] <= 30 * first["count"]
    assert first["free_most"] <= 100 and first["alloc_most"] <= 200
    assert first["first_most"] <= 8000, "a block is opened, with its first pages and tables"
    for size in SIZES[1:]:
        cost = costs(qemu, build, size)
        assert cost["add"] <= 150 * cost["ranges"], "the set-up is a matter of ranges"
        for what in ("start", "free", "free_most", "alloc", "alloc_most"):
            assert cost[what] == first[what], f"{what} with {size}"
        # Some instructions differ where a range ends with a block.
        assert abs(cost["first"] - first["first"]) <= 10


def test_a_frame_freed_twice_is_named(qemu, build):
    machine = qemu(build / "tests" / "crash-frame_twice.img", extra=DEBUG_EXIT)
    assert machine.exit_status() == EXIT_FAILURE
    pattern = r"PANIC: frame 0x[0-9a-f]+000 cannot be freed: freed twice, or never handed out at"
    assert re.search(pattern, machine.serial())


def test_the_usual_ways_are_short(build):
    """09-11: of alloc and free, what leads to the first return, without leaving the word."""
    path = build / "tests" / "kernel-frame_cost.elf"
    with_frame_pointer = 0 if b"GNU C" in path.read_bytes() else 6  # clang keeps one in a leaf
    for name in ("frame_alloc", "frame_free"):
        start = address_of(path, name)
        way = [i.mnemonic for i in instructions(path, 64) if i.address >= start]
        assert way.index("ret") + 1 <= 20 + with_frame_pointer, name
