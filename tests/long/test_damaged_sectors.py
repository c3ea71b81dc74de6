"""Every sector damaged in four ways, the data of sector 0 by bits, the image cut: one boot each.

A sample of them is in tests/boot/test_damage_sample.py. Each part has every n-th of them, so that
the parts take equally long and run in parallel.
"""

import subprocess

import pytest

from damage import Disk, Sweep, lint
from images import Image

PARTS = 32


@pytest.mark.parametrize("part", range(PARTS))
def test_every_sector_damaged(qemu, image, copy_of, layout, record_property, part):
    copy = Image(copy_of(image), layout)
    sweep = Sweep(qemu, copy)
    sweep.damages(list(Disk(copy).damages())[part::PARTS])
    sweep.end(record_property, "damage")


@pytest.mark.parametrize("part", range(6))
def test_data_of_sector_0_damaged(qemu, image, copy_of, layout, record_property, part):
    copy = Image(copy_of(image), layout)
    sweep = Sweep(qemu, copy)
    sweep.damages(list(Disk(copy).sector_0_damages())[part::6])
    sweep.end(record_property, "damage to sector 0's data")


@pytest.mark.parametrize("part", range(4))
def test_cut_at_every_4_kib(qemu, image, copy_of, layout, record_property, part):
    sweep = Sweep(qemu, None)
    for size, expected in list(Disk(Image(image, layout)).cuts())[part::4]:
        sweep.boot(f"cut to {size} bytes", expected, image=copy_of(image, size))
    sweep.end(record_property, "cut images")


@pytest.mark.parametrize("part", range(4))
def test_the_linter_finds_every_damage(build, image, copy_of, layout, record_property, part):
    copy = Image(copy_of(image), layout)
    disk = Disk(copy)
    damages = [*disk.damages(), *disk.sector_0_damages()]
    lint(build / "mkimage", copy, damages[part::4], record_property)


def test_the_linter_finds_every_cut(build, image, copy_of, layout, record_property):
    sizes = [size for size, _ in Disk(Image(image, layout)).cuts()]
    found = 0
    for size in sizes:
        copy = copy_of(image, size)
        found += subprocess.run([build / "mkimage", "check", copy], capture_output=True).returncode
        copy.unlink()
    record_property("sweep cut images in mkimage check", f"{found} of {len(sizes)} found")
    assert found == len(sizes)
