"""A whole climb behind an INT 13h that errs and lies: docs/quirks.md, 18 to 48."""

import pytest

from climb import climbed
from memory import phys_bytes
from shim import disk_calls

READ_CHS, READ_LBA, GEOMETRY, EDD_CHECK, RESET, EDD_PARAMETERS = 0x02, 0x42, 0x08, 0x41, 0, 0x48
FOR_STAGE2 = 0x8000  # honest_below: stage1 is spared
NO_RETRIES = "retries 0"


def calls_of(machine, *functions):
    return [call for call in disk_calls(machine) if call.function in functions]


def retries(climb):
    return int(climb.stage2["kernel"].rpartition(" ")[2])


def test_quirk_18_the_edd_check_spoils_dx(shim, image):
    climb = climbed(shim(image, edd_spoils_dx=1, stray_hangs=1))
    assert (climb.drive, climb.method) == (0x80, "LBA")


@pytest.mark.parametrize("edd", ["no_packets", "no_answer"])
def test_quirk_19_edd_without_packet_calls(shim, image, edd):
    machine = shim(image, edd=edd)
    climb = climbed(machine)
    assert climb.method == "CHS" and NO_RETRIES in climb.stage2["kernel"]
    assert calls_of(machine, READ_LBA) == []


def test_quirk_20_the_edd_check_is_not_there_at_all(shim, image):
    machine = shim(image, edd="nothing")
    assert climbed(machine).method == "CHS"
    assert calls_of(machine, READ_LBA) == []


def test_quirk_21_the_edd_check_writes_through_ds(shim, image):
    """stage1 has no room to avoid it, and lives; stage2's vector table stays whole."""
    assert climbed(shim(image, edd_writes_ds=1)).method == "LBA"
    machine = shim(image, edd_writes_ds=1, honest_below=FOR_STAGE2)
    climbed(machine)
    assert phys_bytes(machine, 0x74, 1) != b"\x5a"


def test_quirk_23_edd_is_announced_and_fails(shim, image):
    climb = climbed(shim(image, lba_fails=1))
    assert climb.method == "CHS" and "by CHS" in climb.stage2["kernel"]
    assert retries(climb) > 0


def test_quirk_23_edd_brings_garbage(shim, image):
    """stage1 sees that this is no stage2, and stage2 that it is not itself."""
    machine = shim(image, garbage_lba=1)
    climb = climbed(machine)
    assert climb.method == "CHS" and NO_RETRIES in climb.stage2["kernel"]


@pytest.mark.parametrize("options", [{}, {"edd": "absent"}], ids=["LBA", "CHS"])
def test_quirk_25_and_26_no_call_is_too_long_or_crosses_a_line(shim, image, options):
    climb = climbed(shim(image, most=127, refuse_line=1, **options))
    assert NO_RETRIES in climb.stage2["kernel"]


def test_quirk_27_the_packet_is_overwritten(shim, image):
    climb = climbed(shim(image, packet_junk=1, fail_first=2))
    assert climb.method == "LBA" and NO_RETRIES in climb.stage2["kernel"]


def test_quirk_27_fewer_sectors_come_and_are_told(shim, image):
    """stage1 finds that its stage2 is not whole; stage2 asks for less."""
    machine = shim(image, short_reads=16)
    climb = climbed(machine)
    assert climb.method == "LBA" and "by LBA" in climb.stage2["kernel"]
    assert calls_of(machine, READ_LBA)[-1].count <= 16


@pytest.mark.parametrize("method", ["LBA", "CHS"])
def test_quirk_29_a_reset_helps(shim, image, method):
    """Nothing works after a failure until there was a reset, and three failures come first."""
    machine = shim(image, fail_first=3, needs_reset=1, edd="" if method == "LBA" else "absent")
    climb = climbed(machine)
    assert climb.method == method and NO_RETRIES in climb.stage2["kernel"]
    assert len(calls_of(machine, RESET)) == 3


def test_quirk_29_every_third_read_fails_and_so_does_every_reset(shim, image):
    machine = shim(image, fail_every=3, reset_fails=1)
    climb = climbed(machine)
    failed = [call for call in calls_of(machine, READ_LBA) if call.failed]
    assert len(failed) == retries(climb) > 0


def test_quirk_29_a_reset_without_a_medium_would_break_the_drive(shim, image):
    """stage1 reads once; stage2's first two reads fail, and it does not reset."""
    options = {"fail_first": 3, "fail_status": 0x31, "reset_breaks": 1}
    machine = shim(image, honest_below=FOR_STAGE2, **options)
    climbed(machine)
    assert calls_of(machine, RESET) == []
    assert [call.failed for call in calls_of(machine, READ_LBA)[:4]] == [False, True, True, False]


@pytest.mark.parametrize("most, method", [(1, "CHS"), (8, "CHS"), (32, "LBA")])
def test_quirk_30_only_small_transfers_work(shim, image, layout, most, method):
    """Halved from the fourth try on, by CHS too; what worked is kept."""
    machine = shim(image, most=most)
    climb = climbed(machine)
    assert f"by {method}" in climb.stage2["kernel"]
    reads = calls_of(machine, READ_CHS, READ_LBA)
    failed = [call.failed for call in reads if call.lba >= layout["DISK_KERNEL_LBA"]]
    first_by_chs = method == "CHS"  # is no retry
    assert 0 < failed.count(True) == failed.index(False) == retries(climb) + first_by_chs


@pytest.mark.parametrize("edd", ["", "absent"], ids=["LBA", "CHS"])
def test_quirk_31_a_success_with_a_status(shim, image, edd):
    assert NO_RETRIES in climbed(shim(image, ok_status=0x55, edd=edd)).stage2["kernel"]


@pytest.mark.parametrize("edd", ["", "absent"], ids=["LBA", "CHS"])
def test_quirk_31_corrected_data_comes_as_a_failure(shim, image, edd):
    machine = shim(image, corrected=1, edd=edd)
    assert NO_RETRIES in climbed(machine).stage2["kernel"]
    assert calls_of(machine, RESET) == []


def test_quirk_31_a_failure_without_a_status(shim, image):
    climb = climbed(shim(image, fail_status=0, fail_every=2))
    assert retries(climb) > 0


LEFT_BEHIND = ["registers", "segments", "df", "if_off", "if_on", "nt"]


@pytest.mark.parametrize("left", [*LEFT_BEHIND, "registers segments df if_off nt"])
def test_quirk_33_what_int_13h_leaves_behind(shim, image, left):
    for edd in ("", "absent"):
        climb = climbed(shim(image, clobber_13=left, edd=edd))
        assert NO_RETRIES in climb.stage2["kernel"]


def test_quirk_33_what_int_10h_leaves_behind(shim, image):
    climbed(shim(image, clobber_10="registers segments df if_off nt"))


def test_quirk_34_nobody_asks_for_the_drives_parameters(shim, image):
    machine = shim(image, dirty=0xCC)
    climbed(machine)
    assert calls_of(machine, EDD_PARAMETERS) == []


GEOMETRIES = [(1024, 255, 63), (1024, 16, 63), (512, 64, 32), (1024, 2, 18), (1023, 15, 17)]


@pytest.mark.parametrize("geometry", GEOMETRIES, ids=str)
def test_quirk_38_and_40_each_machine_translates_in_its_own_way(shim, image, geometry):
    cylinders, heads, sectors = geometry
    machine = shim(
        image, edd="absent", cylinders=cylinders, heads=heads, sectors=sectors, refuse_track=1
    )
    climb = climbed(machine)
    assert NO_RETRIES in climb.stage2["kernel"]
    told = f"{cylinders} cylinders, {heads} heads, {sectors} sectors"
    assert told in climb.stage2["disk"]


FLOPPY = {"drive": 0, "boot_dl": 0, "cylinders": 80, "heads": 2, "sectors": 18, "edd": "absent"}


def test_quirk_39_a_floppy_that_was_changed(shim, image):
    machine = shim(image, fail_first=1, fail_status=6, **FLOPPY)
    climb = climbed(machine)
    assert (climb.drive, climb.method) == (0, "CHS")
    assert calls_of(machine, READ_CHS)[0].status == 6


def test_quirk_39_a_floppy_without_a_geometry(shim, image):
    climb = climbed(shim(image, geometry="fails", honest_below=FOR_STAGE2, **FLOPPY))
    assert "80 cylinders, 2 heads, 18 sectors" in climb.stage2["disk"]


@pytest.mark.parametrize("left", ["registers"])
def test_quirk_43_upper_halves_never_reach_the_firmware_as_junk(shim, image, left):
    """Every call comes back with junk in them, and LBA and count of the next are right all the
    same."""
    machine = shim(image, clobber_13=left, clobber_15=left, clobber_10=left)
    climbed(machine)
    assert not any(call.failed for call in disk_calls(machine))


def test_quirk_48_the_bios_takes_much_stack(shim, image):
    climbed(shim(image, eats_stack=10 << 10))


def test_quirk_74_other_descriptor_tables_are_left_behind(shim, image):
    climbed(shim(image, clobber_13="tables", clobber_15="tables", honest_below=FOR_STAGE2))
