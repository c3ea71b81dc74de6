"""A whole climb behind an INT 13h that errs and lies: docs/quirks.md, 18 to 48."""

import pytest

from climb import climbed
from memory import phys_bytes
from shim import disk_calls

READ_CHS, READ_LBA, RESET = 0x02, 0x42, 0x00
FOR_STAGE2 = 0x8000  # honest_below: stage1 is spared
NO_RETRIES = "retries 0"


def calls_of(machine, *functions):
    return [call for call in disk_calls(machine) if call.function in functions]


def retries(climb):
    return int(climb.stage2["kernel"].rpartition(" ")[2])


def test_quirk_18_and_22_the_edd_check_spoils_dx_and_no_other_drive_is_asked(shim, image):
    climb = climbed(shim(image, edd_spoils_dx=1, edd_writes_ds=1, stray_hangs=1))
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
    """stage1 has no room to avoid it, and lived in the test above; stage2's vectors stay whole."""
    machine = shim(image, edd_writes_ds=1, honest_below=FOR_STAGE2)
    climbed(machine)
    assert phys_bytes(machine, 0x74, 1) != b"\x5a"


def test_quirk_23_edd_is_announced_and_fails(shim, image):
    climb = climbed(shim(image, lba_fails=1))
    assert climb.method == "LBA" and "by CHS" in climb.stage2["kernel"]
    assert retries(climb) > 0


def test_quirk_23_edd_brings_garbage(shim, image):
    """stage1 sees that this is no stage2, and stage2 that it is no kernel."""
    climb = climbed(shim(image, garbage_lba=1))
    assert climb.method == "LBA" and f"by CHS, {NO_RETRIES}" in climb.stage2["kernel"]


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


@pytest.mark.parametrize(
    "options",
    [{"edd": "absent", "fail_first": 3}, {"honest_below": FOR_STAGE2, "fail_first": 1 + 3}],
    ids=["stage1 by CHS", "stage2 by LBA"],
)
def test_quirk_29_a_reset_helps(shim, image, options):
    """Nothing works after a failure until there was a reset, and three failures come first."""
    machine = shim(image, needs_reset=1, **options)
    climb = climbed(machine)
    assert climb.method == ("LBA" if "honest_below" in options else "CHS")
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


@pytest.mark.parametrize(
    "most, edd, method", [(1, "", "LBA"), (1, "absent", "CHS"), (32, "", "LBA")]
)
def test_quirk_30_only_small_transfers_work(shim, image, layout, most, edd, method):
    """Halved from the fourth try on, and one sector in the last; what worked is kept."""
    machine = shim(image, most=most, edd=edd)
    climb = climbed(machine)
    assert f"by {method}" in climb.stage2["kernel"]
    reads = calls_of(machine, READ_CHS, READ_LBA)
    failed = [call.failed for call in reads if call.lba >= layout["DISK_KERNEL_LBA"]]
    assert 0 < failed.count(True) == failed.index(False) == retries(climb)


def test_quirk_31_a_success_with_a_status(shim, image):
    assert NO_RETRIES in climbed(shim(image, ok_status=0x55)).stage2["kernel"]


@pytest.mark.parametrize("edd", ["", "absent"], ids=["LBA", "CHS"])
def test_quirk_31_corrected_data_comes_as_a_failure(shim, image, edd):
    machine = shim(image, corrected=1, edd=edd)
    assert NO_RETRIES in climbed(machine).stage2["kernel"]
    assert calls_of(machine, RESET) == []


def test_quirk_31_a_failure_without_a_status(shim, image):
    climb = climbed(shim(image, fail_status=0, fail_every=2))
    assert retries(climb) > 0


@pytest.mark.parametrize("edd", ["", "absent"], ids=["LBA", "CHS"])
def test_quirk_33_and_43_nothing_is_left_as_it_was(shim, image, edd):
    """Registers and their upper halves, segments and flags are junk after each call, of INT 10h
    too; the next call is as good as the first."""
    left = "registers segments df if_off nt"
    machine = shim(image, clobber_13=left, clobber_10=left, edd=edd)
    assert NO_RETRIES in climbed(machine).stage2["kernel"]
    assert [call for call in calls_of(machine, READ_CHS, READ_LBA) if call.failed] == []


GEOMETRIES = [(1024, 255, 63), (1023, 15, 17)]


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


def test_quirk_48_the_bios_takes_much_stack(shim, image):
    climbed(shim(image, eats_stack=10 << 10))


def test_quirk_74_other_descriptor_tables_are_left_behind(shim, image):
    climbed(shim(image, clobber_13="tables", clobber_15="tables", honest_below=FOR_STAGE2))
