"""A sample of the sweeps in tests/long: sectors damaged, images cut, reads that fail.

The first and the last sector of each part, and some that dice choose, the same in every run.
"""

import random

import pytest

from damage import WAYS, Disk, Sweep, lint, read_error
from images import SECTOR_BYTES, Image

MORE = 6
SECTOR_0 = ("table, zeroes", "table, ones", "boot signature, zeroes", "sectors, 438:6",
            "sectors, 439:1", "sectors, ones", "window, ones", "disk signature, ones")


@pytest.fixture
def disk(image, copy_of, layout):
    return Disk(Image(copy_of(image), layout))


@pytest.fixture
def sweep(qemu, disk):
    return Sweep(qemu, disk.image)


@pytest.mark.parametrize("way", WAYS)
def test_damaged_sectors(sweep, disk, way, record_property):
    ends = [disk.stage2[0], disk.stage2[-1], disk.kernel[0], disk.kernel[-1]]
    dice = random.Random(way)
    sweep.damages(disk.damage(lba, way) for lba in ends + dice.sample(disk.read, MORE // 2))
    sweep.end(record_property, "sample of damage")


def test_the_linter_finds_damaged_sectors(build, disk, record_property):
    dice = random.Random("lint")
    damages = [*disk.damages(), *disk.sector_0_damages()]
    lint(build / "mkimage", disk.image, dice.sample(damages, 60), record_property)


def test_damaged_data_of_sector_0(sweep, disk, record_property):
    damages = {damage.name.partition("sector 0, ")[2]: damage for damage in
               disk.sector_0_damages()}
    sweep.damages(damages[name] for name in SECTOR_0)
    sweep.end(record_property, "sample of damage")


def test_cut_images(sweep, disk, copy_of, image, record_property):
    cuts = dict(disk.cuts())
    kernel = disk.kernel[0] * SECTOR_BYTES
    for size in (0, 4096, kernel - 4096, kernel, max(cuts)):
        sweep.boot(f"cut to {size} bytes", cuts[size], image=copy_of(image, size))
    sweep.end(record_property, "sample of cut images")


@pytest.mark.parametrize("attachment", ["ide", "virtio-blk"])
def test_read_errors(sweep, disk, record_property, attachment):
    unread = disk.stage2[-1] + 1
    for lba in (0, disk.stage2[0], unread, disk.kernel[0], disk.kernel[-1]):
        for once in (True, False):
            read_error(sweep, disk, lba, once, attachment=attachment)
    sweep.end(record_property, "sample of read errors")
