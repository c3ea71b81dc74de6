"""A whole climb behind a BIOS that enters sector 0 in every wrong way: docs/quirks.md, 1 to 17."""

import pytest

from climb import READY, Climb, check_climb, climbed
from memory import phys_bytes
from shim import disk_calls, system_calls

SECTOR_0 = 0x7C00
IF, DF = 1 << 9, 1 << 10


def test_quirk_17_an_honest_shim_is_as_good_as_the_firmware(shim, image):
    """What the other tests are measured by: nothing fails, nothing is asked that need not be."""
    machine = shim(image)
    climb = climbed(machine)
    assert (climb.drive, climb.method) == (0x80, "LBA")
    assert "retries 0" in climb.stage2["kernel"]
    calls = disk_calls(machine)
    assert {call.function for call in calls} == {0x41, 0x42}
    assert {call.drive for call in calls} == {0x80}
    assert not any(call.failed for call in calls)


def test_quirk_01_firmware_writes_into_the_window(shim, image):
    machine = shim(image, window=0xA5)
    climbed(machine)
    written = phys_bytes(machine, SECTOR_0 + 3, 0x5A - 2 - 3)  # the last word is stage1's variable
    assert written == b"\xa5" * len(written)


def test_quirk_10_entry_at_07c0_0000(shim, image):
    climbed(shim(image, entry_far=1, entry_random=1))


@pytest.mark.parametrize(
    "ss, sp",
    [(0x0000, 0x8100), (0x07E0, 0x0000), (0x2000, 0xFFFF), (0x0000, 0x0004)],
    ids=["in stage2's place", "wraps", "odd", "at the vectors"],
)
def test_quirk_11_the_stack_is_anywhere(shim, image, ss, sp):
    climbed(shim(image, entry_ss=ss, entry_sp=sp))


@pytest.mark.parametrize("number", [0x70, 0xC0, 0xF0, 0xFF], ids=hex)
def test_quirk_12_a_drive_that_cannot_be_becomes_80h(shim, image, number):
    """It is not even asked for: there, firmware may hang (quirk 42)."""
    machine = shim(image, boot_dl=number, stray_hangs=1)
    assert climbed(machine).drive == 0x80


@pytest.mark.parametrize(
    "number, decoy, line",
    [
        (0x00, 0x100, "Ascent: E01"),
        (0x01, 0x100, "Ascent: E01"),
        (0x8F, 0x100, "Ascent: E01"),
        (0x81, 0x81, "Ascent: M00"),
    ],
    ids=["a floppy", "another floppy", "stray bits", "another disk"],
)
def test_quirk_12_after_a_wrong_drive_80h_is_tried(shim, image, number, decoy, line):
    machine = shim(image, boot_dl=number, decoy_drive=decoy)
    machine.wait_for(READY, fatal=None)
    first, _, rest = machine.serial().lstrip("\r\n").partition("\r\n")
    assert first == line
    climb = Climb(rest)
    check_climb(climb)
    assert climb.drive == 0x80


@pytest.mark.parametrize("flags", [2, IF | 2, DF | 2, IF | DF | 2], ids=hex)
def test_quirk_14_registers_and_flags_of_a_chain_loader(shim, image, flags):
    climbed(shim(image, entry_random=1, entry_flags=flags, seed=flags))


def test_quirk_22_and_42_no_other_drive_is_asked(shim, image):
    """A call for another one would never return."""
    climbed(shim(image, stray_hangs=1))


def test_quirk_16_everything_lies_at_the_front(shim, image, layout):
    """No call reaches a sector that a floppy would not have, let alone 2^28."""
    machine = shim(image)
    climbed(machine)
    ends = [call.lba + call.count for call in disk_calls(machine)]
    assert 0 < max(ends) <= layout["DISK_FLOPPY_SECTORS"]


@pytest.mark.parametrize("fill", [0xCC, 0xFF], ids=hex)
def test_quirk_72_low_memory_is_full_of_something(shim, image, fill):
    machine = shim(image, dirty=fill)
    climbed(machine)
    assert phys_bytes(machine, 0x60000, 64) == bytes([fill]) * 64, "the shim has filled it"


@pytest.mark.parametrize("mode", [0x01, 0x12, 0x13], ids=["40 columns", "640x480", "320x200"])
def test_quirk_84_the_firmware_leaves_another_screen_mode(shim, image, mode):
    climbed(shim(image, video_mode=mode))


def test_quirk_80_the_firmware_hears_of_long_mode_last(shim, image):
    machine = shim(image)
    climbed(machine)
    assert [call[:2] for call in system_calls(machine)][-1] == (0xEC00, 2)
