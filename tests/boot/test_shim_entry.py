"""A whole climb behind a BIOS that enters sector 0 in every wrong way: docs/quirks.md, 1 to 17."""

import pytest

from climb import READY, Climb, check_climb, climbed
from memory import phys_bytes
from shim import disk_calls, system_calls

SECTOR_0 = 0x7C00
DF = 1 << 10
EDD_CHECK, READ_LBA, A20_ENABLE, TARGET_MODE, LONG_MODE = 0x41, 0x42, 0x2401, 0xEC00, 2


def test_quirk_16_and_17_and_34_and_49_and_80_what_an_honest_bios_is_asked(shim, image, layout):
    """What the other tests are measured by: nothing fails. Nobody asks for the drive's parameters,
    for a sector that a floppy would not have or for A20; and long mode is announced last."""
    machine = shim(image)
    climb = climbed(machine)
    assert (climb.drive, climb.method) == (0x80, "LBA")
    assert "retries 0" in climb.stage2["kernel"] and "already open" in climb.stage2["a20"]
    calls = disk_calls(machine)
    assert {call.function for call in calls} == {EDD_CHECK, READ_LBA}
    assert {call.drive for call in calls} == {0x80}
    assert not any(call.failed for call in calls)
    assert max(call.lba + call.count for call in calls) <= layout["DISK_FLOPPY_SECTORS"]
    asked = [call[:2] for call in system_calls(machine)]
    assert A20_ENABLE not in [ax for ax, _ in asked]
    assert asked[-1] == (TARGET_MODE, LONG_MODE)


def test_quirk_01_and_72_the_window_and_all_low_memory_are_written_to(shim, image):
    machine = shim(image, window=0xA5, dirty=0xCC)
    climbed(machine)
    written = phys_bytes(machine, SECTOR_0 + 3, 0x5A - 2 - 3)  # the last word is stage1's variable
    assert written == b"\xa5" * len(written)
    assert phys_bytes(machine, 0x60000, 64) == b"\xcc" * 64, "the shim has filled it"


def test_quirk_10_and_14_entry_at_07c0_0000_with_nothing_as_it_should_be(shim, image):
    climbed(shim(image, entry_far=1, entry_random=1, entry_flags=DF | 2))


@pytest.mark.parametrize("sp", [0x8100, 0x0004], ids=["in stage2's place", "at the vectors"])
def test_quirk_11_the_stack_is_anywhere(shim, image, sp):
    climbed(shim(image, entry_sp=sp))


def test_quirk_12_and_42_a_drive_that_cannot_be_becomes_80h(shim, image):
    """It is not even asked for: the call would never return."""
    assert climbed(shim(image, boot_dl=0xFF, stray_hangs=1)).drive == 0x80


@pytest.mark.parametrize(
    "number, decoy, line",
    [(0x00, 0x100, "Ascent: E01"), (0x8F, 0x100, "Ascent: E01"), (0x81, 0x81, "Ascent: M00")],
    ids=["a floppy", "stray bits", "another disk"],
)
def test_quirk_12_after_a_wrong_drive_80h_is_tried(shim, image, number, decoy, line):
    machine = shim(image, boot_dl=number, decoy_drive=decoy)
    machine.wait_for(READY, fatal=None)
    first, _, rest = machine.serial().lstrip("\r\n").partition("\r\n")
    assert first == line
    climb = Climb(rest)
    check_climb(climb)
    assert climb.drive == 0x80


def test_quirk_84_the_firmware_leaves_a_graphics_mode(shim, image):
    climbed(shim(image, video_mode=0x13))
