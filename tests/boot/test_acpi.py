"""The kernel's ACPI parser on the tables of whole machines, compared with the emulator's word."""

import re

import pytest

from acpi_files import AcpiParser
from climb import READY

MIB = 1 << 20


@pytest.fixture(scope="module", name="parser")
def compiled_parser(tmp_path_factory):
    return AcpiParser(tmp_path_factory.mktemp("acpi"))


@pytest.mark.parametrize("memory", [16, 128])
@pytest.mark.parametrize("board", ["pc", "q35"])
def test_qemus_tables(qemu, image, scratch, parser, board, memory):
    """The control register is where QEMU has one, and QEMU's S5 is 0."""
    machine = qemu(image, board=board, memory=f"{memory}M")
    machine.wait_for(READY)
    path = scratch / "memory"
    machine.qmp.execute("pmemsave", val=0, size=memory * MIB, filename=str(path))
    found = parser.look((path, 0))
    port = re.search(r"([0-9a-f]+)-[0-9a-f]+ .*: acpi-cnt", machine.qmp.monitor("info mtree"))
    assert found["pm1a"] == int(port[1], 16)
    assert (found["sleep_a"], found["sleep_b"], found["pm1b"]) == (0, 0, 0)
    if board == "q35":
        assert (found["reset_address"], found["reset_value"]) == (0xCF9, 0x0F)


def test_qemu_without_acpi(qemu, image, scratch, parser):
    machine = qemu(image, memory="16M", extra=["-no-acpi"])
    machine.wait_for(READY)
    path = scratch / "memory"
    machine.qmp.execute("pmemsave", val=0, size=16 * MIB, filename=str(path))
    assert parser.look((path, 0)) == {
        "error": "no root pointer (RSDP): the firmware has no ACPI"
    }


def test_bochs_tables(bochs, image, scratch, parser):
    """Its control register is at B004h, where its source and all who switch it off have it."""
    machine = bochs(image, megabytes=32)
    machine.wait_for(READY)
    pieces = []
    for address in (0xF0000, 32 * MIB - 0x10000):  # the BIOS, and where it keeps its tables
        path = scratch / f"{address:x}"
        path.write_bytes(machine.memory(address, 0x10000))
        pieces.append((path, address))
    found = parser.look(*pieces)
    assert (found["pm1a"], found["sleep_a"], found["sleep_b"]) == (0xB004, 0, 0)
