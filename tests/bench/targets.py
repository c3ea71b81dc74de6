"""targets.py: our own images on the bench, and the figures that they have to reach.

bench.py prints each target beside what was measured, tests/boot/test_performance.py asserts it.
Counts are exact, so a target that is met here is met everywhere with the same firmware.
"""

import dataclasses
import math

import guest
import disks
import reads
import waits

SECTOR = 512
MIB = 1 << 20
STAGE2_MAGIC, KERNEL_MAGIC = b"ASC2", b"ASCK"  # common/image.h
TABLE_ENTRY, ENTRY_LBA = 446, 8  # the first entry of the partition table, and its start in it

ROAD_MOST_INSTRUCTIONS = 1_500_000
READS_BEYOND_FLOOR = 2
READS_TIMES_FLOOR = 1.2  # from 1 MiB up
PLAIN_CRC_TIMES_FLOOR = 6.0  # for the 1 MiB kernel, which the road's CRC dominates
SSE42_CRC_TIMES_FLOOR = 2.0
LARGEST_READ = 127  # sectors in one call [EDD3 13/42]


def field(data, offset, length=4):
    return int.from_bytes(data[offset : offset + length], "little")


def ascent(path):
    """Our image as the bench sees it: what its headers say about the kernel (common/image.h)."""
    with open(path, "rb") as image:
        mbr = image.read(SECTOR)
        image.seek(field(mbr, TABLE_ENTRY + ENTRY_LBA) * SECTOR)  # the partition begins with stage2
        stage2 = image.read(SECTOR)
        if stage2[:4] != STAGE2_MAGIC:
            raise guest.GuestError(f"{path}: no stage2 where the partition begins")
        image.seek(field(stage2, 16) * SECTOR)
        kernel = image.read(SECTOR)
    if kernel[:4] != KERNEL_MAGIC:
        raise guest.GuestError(f"{path}: no kernel where stage2's header says")
    return guest.Disk(path, field(stage2, 20), field(kernel, 16, 8), False)


@dataclasses.dataclass(frozen=True)
class Figures:
    """One loader on one bus."""

    name: str
    instructions: int
    reads: reads.Reads
    payload_bytes: int

    @property
    def beyond_payload(self):
        return self.reads.bytes - self.payload_bytes


def measure(name, disk, bus, cpu="qemu64"):
    instructions = guest.total(guest.count(disk, bus, cpu), waits.load(bus))
    return Figures(name, instructions, reads.watch(disk, bus, cpu), disk.payload_bytes)


def floor(payload_bytes, bus):
    return measure("floor", disks.floor(payload_bytes), bus)


@dataclasses.dataclass(frozen=True)
class Target:
    text: str
    measured: float
    most: float

    @property
    def met(self):
        return self.measured <= self.most


def of(ours, base, bus, cpu):
    """The targets that our image has to reach, given the floor of the same payload and bus."""
    large = ours.payload_bytes >= MIB
    most_reads = base.reads.calls + READS_BEYOND_FLOOR
    if large:
        most_reads = min(most_reads, math.floor(base.reads.calls * READS_TIMES_FLOOR))
    yield Target("read calls", ours.reads.calls, most_reads)
    yield Target("sectors in one read", ours.reads.largest, LARGEST_READ)
    yield Target("sectors read twice", len(ours.reads.read_twice()), 0)
    if bus == "ide" and not large:
        yield Target("instructions", ours.instructions, ROAD_MOST_INSTRUCTIONS)
    if bus == "ide" and large:
        times = SSE42_CRC_TIMES_FLOOR if cpu == "max" else PLAIN_CRC_TIMES_FLOOR
        yield Target("times the floor", ours.instructions / base.instructions, times)
