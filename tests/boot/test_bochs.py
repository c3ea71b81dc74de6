"""The climb under Bochs: another CPU, another BIOS, other hardware than QEMU's."""

import pytest

from climb import climbed

FLOPPY_BYTES = 2880 * 512


CPUS = ("core2_penryn_t9600", "corei7_haswell_4770", "athlon64_clawhammer")


@pytest.mark.parametrize("cpu", CPUS)
def test_climbs(bochs, image, cpu):
    machine = bochs(image, cpu=cpu)
    climb = climbed(machine)
    assert (climb.drive, climb.method) == (0x80, "LBA")
    machine.close()
    assert machine.image.read_bytes() == image.read_bytes()


def test_climbs_from_a_floppy(bochs, image, copy_of):
    climb = climbed(bochs(copy_of(image, FLOPPY_BYTES), floppy=True))
    assert (climb.drive, climb.method) == (0x00, "CHS")


def test_climbs_in_16_mib(bochs, image):
    climbed(bochs(image, megabytes=16))


def test_a_pentium_4_without_long_mode_says_so(bochs, image):
    machine = bochs(image, cpu="p4_willamette")
    machine.wait_for(r"\[stage2\] cpu: error: .*\r\nlacks long mode", fatal=None)
    machine.wait_for("64-bit PC", where="screen", fatal=None)
    machine.watch(1)
