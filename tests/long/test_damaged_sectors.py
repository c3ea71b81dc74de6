"""Every sector that is read after sector 0, damaged in four ways, one boot each.

A sample of them is in tests/boot/test_damaged_sectors.py. Each part has every n-th of them, so that
the parts take equally long and run in parallel.
"""

import pytest

from damage import Disk, Sweep
from images import Image

PARTS = 32


@pytest.mark.parametrize("part", range(PARTS))
def test_every_sector_damaged(qemu, image, copy_of, layout, record_property, part):
    copy = Image(copy_of(image), layout)
    sweep = Sweep(qemu, copy)
    sweep.damages(list(Disk(copy).damages())[part::PARTS])
    sweep.end(record_property, "damage")
