"""The same image on every bus a PC can boot from, on both of QEMU's boards."""

import re

import pytest

from climb import check_climb, climbed, guest_passed
from qemu import ATTACHMENTS, DEBUG_EXIT

BOARDS = ("pc", "q35")
FLOPPY_BYTES = 2880 * 512


@pytest.mark.parametrize("board", BOARDS)
@pytest.mark.parametrize("attachment", ATTACHMENTS)
def test_boots(qemu, image, copy_of, attachment, board):
    if attachment == "floppy":
        image = copy_of(image, FLOPPY_BYTES)
    climb = climbed(qemu(image, attachment=attachment, board=board))
    if attachment == "floppy":
        assert (climb.drive, climb.method) == (0x00, "CHS")
    else:
        assert (climb.drive, climb.method) == (0x80, "LBA")


@pytest.mark.parametrize("attachment", ["ide", "virtio-blk", "usb-ehci", "sd-card"])
def test_a_kernel_of_32_mib_boots(qemu, build, attachment):
    """Kernels far larger than a chunk, a 64 KiB line and a floppy. The kernel itself checks every
    page of its payload."""
    image = build / "tests" / "kernel-32m.img"
    assert image.exists(), f"{image} is missing: run make test-boot"
    machine = qemu(image, attachment=attachment, extra=DEBUG_EXIT)
    climb = guest_passed(machine)
    check_climb(climb)
    assert int(re.search(r"(\d+) bytes", climb.stage2["kernel"]).group(1)) >= 32 << 20
