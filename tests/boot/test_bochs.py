"""The climb under Bochs: another CPU, another BIOS, other hardware than QEMU's."""

import pytest

from climb import climbed

FLOPPY_BYTES = 2880 * 512


@pytest.fixture
def disk(image, copy_of):
    """Bochs opens its disk for writing."""
    return copy_of(image)


CPUS = ("core2_penryn_t9600", "corei7_haswell_4770", "athlon64_clawhammer")


@pytest.mark.parametrize("cpu", CPUS)
def test_climbs(bochs, disk, cpu):
    before = disk.read_bytes()
    machine = bochs(disk, cpu=cpu)
    climb = climbed(machine)
    assert (climb.drive, climb.method) == (0x80, "LBA")
    machine.close()
    assert disk.read_bytes() == before


def test_climbs_from_a_floppy(bochs, image, copy_of):
    climb = climbed(bochs(copy_of(image, FLOPPY_BYTES), floppy=True))
    assert (climb.drive, climb.method) == (0x00, "CHS")


def test_climbs_in_16_mib(bochs, disk):
    climbed(bochs(disk, megabytes=16))


def test_a_pentium_4_without_long_mode_says_so(bochs, disk):
    machine = bochs(disk, cpu="p4_willamette")
    machine.wait_for(r"\[stage2\] cpu: error: .*\r\nlacks long mode", fatal=None)
    machine.wait_for("64-bit PC", where="screen", fatal=None)
    machine.watch(1)
