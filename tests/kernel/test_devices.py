"""What tests/kernel/devices.c prints, against what the emulated devices were told."""

import re
from datetime import datetime, timedelta

import pytest

from climb import guest_passed
from qemu import DEBUG_EXIT

BASES = ["2026-11-25T14:04:21", "2000-02-28T23:59:58", "2101-01-02T00:00:03"]


@pytest.mark.parametrize("base", BASES)
@pytest.mark.parametrize("board", ["pc", "q35"])
def test_the_date_is_the_clock_chips(qemu, build, base, board):
    """QEMU's clock begins at `base`; the guest reads it within its first two minutes."""
    image = build / "tests" / "kernel-devices.img"
    attachment = "ide" if board == "pc" else "ahci"
    clock = ["-rtc", f"base={base},clock=vm"]
    machine = qemu(image, board=board, attachment=attachment, extra=[*DEBUG_EXIT, *clock])
    guest_passed(machine)
    told = re.search(r"^date: ([-0-9]+ [:0-9]+)\r?$", machine.serial(), re.MULTILINE)
    passed = datetime.fromisoformat(told.group(1)) - datetime.fromisoformat(base)
    assert timedelta(0) <= passed < timedelta(minutes=2)


def test_the_devices_of_bochs(bochs, build):
    """Another PIC, PIT, clock chip and 16550; Bochs has no way to end from inside."""
    machine = bochs(build / "tests" / "kernel-devices.img")
    told = machine.wait_for(r"TESTS: (\d+) passed, (\d+) failed")
    assert int(told.group(1)) > 0 and int(told.group(2)) == 0, machine.describe("a check failed")


def test_the_devices_under_kvm(qemu, build, kvm_runs):
    """Port accesses that really leave the guest, and a counter that really counts."""
    if kvm_runs("host"):
        pytest.skip(kvm_runs("host"))
    image = build / "tests" / "kernel-devices.img"
    guest_passed(qemu(image, cpu="host", accelerator="kvm", extra=DEBUG_EXIT))
