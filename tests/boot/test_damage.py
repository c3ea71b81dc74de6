"""Damaged images: each shows the right line on screen and serial line, and halts without a reset.

The basics of interface.md's "Bad input"; the sweeps over every byte belong elsewhere.
"""

import re

import pytest

from images import SECTOR_BYTES, STAGE1_HEADER_OFFSET, Image, crc32c
from layout import read_layout
from screen import COLUMNS

STAGE1_ERROR = r"Ascent: ([A-Z])([0-9A-F]{2})\b"


@pytest.fixture
def disk(image, copy_of, build):
    return Image(copy_of(image), read_layout(build))


def ends_in(machine, pattern, halts_in_real_mode=True):
    """Sees the message in both places, then the halt: for good, and Ctrl-Alt-Del still works as
    long as real mode's interrupts are there."""
    match = machine.wait_for(pattern, fatal=re.compile(r"\[kernel\]|Hello World!"))
    machine.wait_halted()
    shown = "".join(row.ljust(COLUMNS) for row in machine.screen().rows)  # long lines wrap
    assert match.group().split("\r")[0] in shown, machine.describe("not on the screen")
    machine.watch(1)
    assert machine.disk_writes() == 0
    if halts_in_real_mode:
        machine.press("ctrl", "alt", "delete")
        assert "guest-reset" in machine.wait_reset()
    return match


def letter(machine):
    return ends_in(machine, STAGE1_ERROR).group(1)


# stage1: a letter for the step, two digits for the BIOS' status.


def test_cut_before_stage2(qemu, disk):
    disk.truncate(disk.stage2_offset)
    status = ends_in(qemu(disk), STAGE1_ERROR).group(2)
    assert int(status, 16) != 0, "the BIOS' status of the failing read"


def test_cut_within_stage2(qemu, disk):
    disk.truncate(disk.stage2_offset + disk.stage2("file_bytes") // 2)
    assert letter(qemu(disk)) == "R"


def test_each_kind_of_damage_to_stage2_has_its_letter(qemu, disk):
    """Magic, length, sum and build are told apart, each by a letter of its own."""
    letters = {}
    good = disk.read(0, disk.stage2_offset + disk.stage2("file_bytes"))

    def damage(name, change):
        disk.write(0, good)
        change()
        machine = qemu(disk)
        letters[name] = letter(machine)
        machine.close()

    damage("magic", lambda: disk.set_stage2("magic", 0))
    length = disk.stage2("file_bytes")
    damage("length", lambda: disk.set_stage2("file_bytes", length - SECTOR_BYTES))
    damage("sum", lambda: disk.flip(disk.stage2_offset + length // 2))
    damage("build", lambda: disk.set_stage2("build_id", disk.stage2("build_id") ^ 1))
    assert len(set(letters.values())) == len(letters), letters


@pytest.mark.parametrize("place", [0.1, 0.5, 0.999])
def test_one_bit_of_stage2(qemu, disk, place):
    disk.flip(disk.stage2_offset + int(disk.stage2("file_bytes") * place))
    assert letter(qemu(disk)) == "S"


def test_a_stage1_of_another_build(qemu, disk):
    disk.set_word(STAGE1_HEADER_OFFSET, disk.word(STAGE1_HEADER_OFFSET) + 1)
    assert letter(qemu(disk)) == "B"


# stage2: a sentence, with what to do.


def test_cut_within_the_kernel(qemu, disk):
    sectors = disk.stage2("kernel_file_bytes") // SECTOR_BYTES // 2
    lba = disk.stage2("kernel_lba") + sectors
    disk.truncate(lba * SECTOR_BYTES)
    ends_in(qemu(disk), r"\[stage2\] kernel: error: LBA \d+ cannot be [^\[]*status [0-9a-f]{2}h")


@pytest.mark.parametrize("place", [0.2, 0.7, 0.999])
def test_one_bit_of_the_kernel(qemu, disk, place):
    disk.flip(disk.kernel_offset + int(disk.stage2("kernel_file_bytes") * place))
    machine = qemu(disk)
    expected = f"{disk.stage2('kernel_crc32c'):08x}"
    ends_in(machine, rf"\[stage2\] verify: error: .*CRC-32C \w+, not {expected}", False)
    assert "Write the image again" in machine.serial()


def test_no_kernel_at_all(qemu, disk):
    disk.write(disk.kernel_offset, bytes(disk.stage2("kernel_file_bytes")))
    ends_in(qemu(disk), r"\[stage2\] verify: error: no kernel at LBA \d+", False)


def test_a_kernel_of_another_build(qemu, disk):
    other = disk.kernel("build_id") ^ 0x1000
    disk.set_kernel("build_id", other)
    machine = qemu(disk)
    ends_in(machine, rf"\[stage2\] verify: error: .*{other:08x}", False)
    assert f"{disk.stage2('build_id'):08x}" in machine.serial()
    assert "Write the whole image again" in machine.serial()


@pytest.mark.parametrize("field", ["entry", "text_offset", "bss_offset", "version"])
def test_a_kernel_with_a_senseless_header(qemu, disk, field):
    """01-4: whole by its CRC, but its entry is not the first byte of .text, or its sections or its
    hand-over are not what stage2 can serve."""
    disk.set_kernel(field, disk.kernel(field) + 1)
    text = disk.read(disk.kernel_offset, disk.stage2("kernel_file_bytes"))
    disk.set_stage2("kernel_crc32c", crc32c(text))
    ends_in(qemu(disk), r"\[stage2\] verify: error: the kernel's header", False)


def test_a_stage2_with_another_kernels_length(qemu, disk):
    """A kernel that claims more memory than there is gets a sentence, not a crash."""
    disk.set_stage2("kernel_memory_bytes", 1 << 30)
    ends_in(qemu(disk), r"\[stage2\] kernel: error: no room for kernel, .*: \d+ KiB")
