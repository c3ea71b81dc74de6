"""A20 shut before stage1's first instruction: it must be opened before a byte goes above 1 MiB."""

import re

from climb import climbed

STAGE1 = 0x7C00
ONE_MIB = 1 << 20
SYSTEM_VECTOR = 0x15
UNUSED_LOW_MEMORY = 0x9E000  # below the EBDA, above all that the chain uses

# INT 15h that does not know AX=24xxh and hands everything else to the firmware:
#   cmp ah, 24h / jne firmware / stc / mov ah, 86h / retf 2 / firmware: jmp far (to be filled in)
NO_A20_SERVICE = bytes.fromhex("80fc24 7506 f9 b486 ca0200 ea")


def shut_a20(machine):
    """Runs to stage1, shuts the gate and proves that it is shut."""
    machine.gdb.run_to(STAGE1)
    machine.qmp.monitor("o /1 0x92 0")
    assert machine.register("A20") == 0
    machine.gdb.write(UNUSED_LOW_MEMORY, b"seen twice")
    assert machine.gdb.read(UNUSED_LOW_MEMORY + ONE_MIB, 10) == b"seen twice"


def test_already_open(qemu, image):
    assert "already" in climbed(qemu(image)).stage2["a20"]


def test_opened_by_the_bios(qemu, image):
    machine = qemu(image, paused=True)
    shut_a20(machine)
    machine.gdb.go()
    a20 = climbed(machine).stage2["a20"]
    assert "already" not in a20 and re.search("BIOS|INT 15h", a20)
    assert machine.register("A20") == 1


def test_opened_by_port_92_where_the_bios_cannot(qemu, image):
    """02-22: the way that worked is the one that is told."""
    machine = qemu(image, paused=True)
    shut_a20(machine)
    gdb = machine.gdb
    firmware = gdb.read(SYSTEM_VECTOR * 4, 4)
    gdb.write(UNUSED_LOW_MEMORY, NO_A20_SERVICE + firmware)
    segment = UNUSED_LOW_MEMORY >> 4
    gdb.write(SYSTEM_VECTOR * 4, bytes([0, 0]) + segment.to_bytes(2, "little"))
    gdb.go()
    a20 = climbed(machine).stage2["a20"]
    assert "92" in a20


def test_quirk_51_a_machine_without_keyboard_controller(qemu, image):
    """QEMU leaves port 92h out as well, and the gate open: what is proved is that nobody waits for
    the controller. Dead ways to a gate that is shut are for tests/unit/test_stage2.py."""
    machine = qemu(image, board="pc,i8042=off")
    climb = climbed(machine)
    assert climb.stage2["a20"] == "already open"
    assert "8042" in climb.kernel["keyboard"] and "ready" not in climb.kernel["keyboard"]
