"""Shift, held while stage2 starts, has the disk read by CHS (quirk 24)."""

import time

import pytest

from climb import climbed
from machine import PATIENCE_SECONDS, POLL_SECONDS, MachineError

STAGE1 = 0x7C00
STAY_HERE = bytes.fromhex("fb ebfd")  # sti / jmp to the sti
KEYBOARD_FLAGS = 0x417


def hold(machine, key, flag):
    """Holds a key down at stage1's first instruction, until the firmware has taken note of it."""
    gdb = machine.gdb
    gdb.run_to(STAGE1)
    code = gdb.read(STAGE1, len(STAY_HERE))
    gdb.write(STAGE1, STAY_HERE)
    gdb.go()
    machine.keys(f"+{key}")
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        time.sleep(POLL_SECONDS)
        gdb.stop()
        if gdb.read(KEYBOARD_FLAGS, 1)[0] & flag:
            break
        if time.monotonic() > deadline:
            raise MachineError(machine.describe(f"{key} is not seen by the firmware"))
        gdb.go()
    gdb.run_to(STAGE1)  # out of the firmware's handler, and to the `sti`
    gdb.write(STAGE1, code)
    gdb.go()


@pytest.mark.parametrize(
    "key, flag, method", [("shift", 2, "CHS"), ("shift_r", 1, "CHS"), ("ctrl", 4, "LBA")]
)
def test_quirk_24_a_key_held_at_boot(qemu, image, key, flag, method):
    machine = qemu(image, paused=True)
    hold(machine, key, flag)
    climb = climbed(machine)
    assert method in climb.stage2["disk"] and f"by {method}" in climb.stage2["kernel"]
