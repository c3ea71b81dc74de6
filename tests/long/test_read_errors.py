"""A read error at every sector that is read, and at those around, made by QEMU's blkdebug.

One that goes away is retried, counted and forgotten; one that stays is told, with its sector. A
sample is in tests/boot/test_damage_sample.py.
"""

import pytest

from damage import Disk, Sweep, read_error
from images import Image

PARTS = 16
EVERY = 11  # of the sectors, where the disk is attached in another way; sector 0 is none of them
FIRST = 5

# Not usb-uhci: it is so slow that SeaBIOS's time-outs make errors of their own on a busy host,
# which are retried and counted, too.
OTHERS = ("ahci", "virtio-blk", "nvme", "usb-ehci", "usb-xhci", "scsi-virtio")


@pytest.mark.parametrize("part", range(PARTS))
def test_a_read_error_at_every_sector(qemu, image, layout, record_property, part):
    sweep = Sweep(qemu, image)
    disk = Disk(Image(image, layout))
    for lba in disk.around()[part::PARTS]:
        for once in (True, False):
            read_error(sweep, disk, lba, once)
    sweep.end(record_property, "read errors")


@pytest.mark.parametrize("attachment", OTHERS)
def test_a_read_error_on_another_bus(qemu, image, layout, record_property, attachment):
    sweep = Sweep(qemu, image)
    disk = Disk(Image(image, layout))
    for lba in disk.around()[FIRST::EVERY]:
        for once in (True, False):
            read_error(sweep, disk, lba, once, attachment=attachment)
    sweep.end(record_property, "read errors on other buses")
