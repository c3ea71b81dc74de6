"""Each way in which the boot chain can end early shows its message, on screen and COM1, and halts.

What damage to the image provokes is in test_damage.py, what the CPU lacks in test_cpus.py; faces.py
has the list. Here a BIOS fails (shim.py), or a debugger plays the fault that no BIOS can.
"""

import struct

import pytest

from images import Image
from shim import disk_calls
from test_damage import STAGE1_ERROR, ends_in
from test_exceptions import Symbols

FOR_STAGE2 = 0x8000  # honest_below: stage1 is spared
RESET = 0
STATUSES = {
    0x31: "no medium in the drive",
    0x80: "no answer in time, or no medium",
    0x00: "failed without a reason",
}


def stage1_ends(machine, letter, status):
    match = ends_in(machine, STAGE1_ERROR)
    assert match.groups() == (letter, f"{status:02X}")
    assert "[stage2]" not in machine.serial()


# stage1.


@pytest.mark.parametrize("geometry", ["fails", "no_sectors"])
def test_neither_edd_nor_a_geometry(shim, image, geometry):
    """The status is EDD's; quirk 37 for a geometry of nothing."""
    stage1_ends(shim(image, edd="absent", geometry=geometry, geometry_status=7), "E", 1)


def test_no_drive_can_be_read(shim, image):
    """Where the firmware named another drive, 80h is tried too, and each has its line."""
    machine = shim(image, edd="absent", geometry="fails", drive=0, boot_dl=0)
    machine.wait_for(r"(^Ascent: E01\s*){2}\Z", fatal=None)
    stage1_ends(machine, "E", 1)
    assert {call.drive for call in disk_calls(machine)} == {0, 0x80}


def test_no_read_succeeds(shim, image):
    """By packet in 5 tries, by CHS in 5 more, with a reset after each."""
    machine = shim(image, lba_fails=1, chs_fails=1, fail_status=0x80, reset_fails=1)
    stage1_ends(machine, "R", 0x80)
    assert len([call for call in disk_calls(machine) if call.function == RESET]) == 10


def test_every_read_brings_garbage(shim, image):
    stage1_ends(shim(image, garbage_lba=1, garbage_chs=1), "M", 0)


def test_one_head_of_a_disk_that_has_more(shim, image):
    """Quirk 37: the geometry could be, but is not the disk's; what comes is not stage2."""
    machine = shim(image, edd="absent", geometry="one_head")
    assert ends_in(machine, STAGE1_ERROR).group(1) in "RMS"


# stage2, before the climb.


def test_quirk_48_the_bios_eats_the_stack(shim, image):
    left = "registers segments df if_off"
    machine = shim(image, eats_stack=11 << 10, clobber_13=left, honest_below=FOR_STAGE2)
    ends_in(machine, r"\[stage2\] stack: error: the BIOS used more than its \d+ bytes of stack\.")
    assert "Give real_stack more room" in machine.serial()


def test_the_gate_stays_shut(shim, image, build):
    """A debugger shuts it again before each look: after the BIOS, port 92h and the 8042."""
    gate = Symbols(build / "stage2" / "stage2.elf")["gate_is_open"]
    machine = shim(image, a20_shut=1, paused=True)
    for _ in range(4):
        machine.gdb.run_to(gate)
        machine.qmp.monitor("o /1 0x92 0")
        assert machine.register("A20") == 0
        machine.gdb.step()  # off the breakpoint
    machine.gdb.go()
    ends_in(machine, r"\[stage2\] a20: error: address line 20 stays shut\. BIOS, port 92h and 8042")


def test_nobody_tells_of_memory(shim, image):
    """Quirk 67: and AH=88h leaves AX as it was."""
    options = {"e801": "absent", "memory_88": "given", "memory_88_ax": 0x8800}
    machine = shim(image, e820="absent", **options)
    ends_in(machine, r"\[stage2\] memory: error: no usable memory above 1 MiB\. .*\d+ KiB in all")


def test_too_little_low_memory(shim, image):
    machine = shim(image, bda_kib=200)
    ends_in(machine, r"\[stage2\] memory: error: 200 KiB free below 1 MiB; Ascent needs \d+ KiB")


NO_GEOMETRY = {
    "fails": r"drive parameters not accepted \(BIOS status 07h\)",
    "no_sectors": r"impossible disk geometry \(BIOS status f1h\)",
    "one_head": r"impossible disk geometry \(BIOS status f1h\)",
}


@pytest.mark.parametrize("geometry", NO_GEOMETRY)
def test_quirk_37_the_drive_has_no_geometry_any_more(shim, image, geometry):
    """It had, for stage1. No geometry that cannot be is divided by."""
    machine = shim(
        image, edd="absent", geometry=geometry, geometry_status=7, honest_below=FOR_STAGE2
    )
    ends_in(machine, rf"\[stage2\] disk: error: drive 80h: {NO_GEOMETRY[geometry]}")


@pytest.mark.parametrize("status, edd", zip(STATUSES, ("", "absent", "")))
def test_quirk_32_the_kernel_cannot_be_read(shim, image, status, edd):
    """Its first half can. The status has its words; no reset without a medium (quirk 29)."""
    machine = shim(image, edd=edd, fail_from=200, fail_status=status, honest_below=FOR_STAGE2)
    told = rf"{STATUSES[status]}\r\n\(BIOS status {status:02x}h, \d+ retries"
    ends_in(machine, rf"\[stage2\] kernel: error: LBA \d+ cannot be read: {told}")
    resets = [call for call in disk_calls(machine) if call.function == RESET]
    assert (len(resets) == 0) == (status == 0x31)


def test_quirk_37_the_kernel_reaches_beyond_cylinder_1023(shim, image, copy_of, layout):
    """It is told, and never read from where the number wraps."""
    disk = Image(copy_of(image), layout)
    disk.set_stage2("kernel_lba", 2040)
    machine = shim(disk, edd="absent", cylinders=1024, heads=2, sectors=1)
    told = r"LBA 2048 cannot be read: beyond what CHS can address\r\n\(BIOS status f2h"
    ends_in(machine, rf"\[stage2\] kernel: error: {told}")


# stage2, after the climb: faults of the program, which a debugger makes.


def is_plan(words):
    kernel, stacks, tables, size = struct.unpack("<4Q", words)
    return kernel == 1 << 20 and kernel < stacks < tables < 1 << 24 and 0 < size < 1 << 20


class Facts:
    """stage2_facts at the moment when the page tables are to be built."""

    def __init__(self, machine, build, layout):
        symbols = Symbols(build / "stage2" / "stage2.elf")
        self.gdb = machine.gdb
        self.gdb.run_to(symbols["tables_build"])
        start = symbols["stage2_facts"]
        chunks = range(start, layout["RAM_REAL_BSS_END"], 2048)  # a packet of gdb is no longer
        facts = b"".join(self.gdb.read(chunk, 2048) for chunk in chunks)
        # kernel_phys, stacks_phys, page_tables_phys, page_tables_bytes: side by side, here alone.
        (place,) = filter(lambda at: is_plan(facts[at : at + 32]), range(0, len(facts) - 32, 4))
        self.tables_phys, self.tables_bytes = start + place + 16, start + place + 24

    def set(self, address, change):
        value = change(struct.unpack("<Q", self.gdb.read(address, 8))[0])
        self.gdb.write(address, struct.pack("<Q", value))
        self.gdb.go()


def test_a_range_cannot_be_mapped(qemu, image, build, layout):
    machine = qemu(image, paused=True)
    facts = Facts(machine, build, layout)
    facts.set(facts.tables_bytes, lambda _: 4096)
    told = r"\d+ KiB at 0x[0-9a-f]+ cannot be mapped: [a-z ]+\.\r\nThis is a fault of disk\.layout"
    ends_in(machine, rf"\[stage2\] paging: error: {told}", halts_in_real_mode=False)


def test_the_tables_have_no_place(qemu, image, build, layout):
    machine = qemu(image, paused=True)
    facts = Facts(machine, build, layout)
    facts.set(facts.tables_phys, lambda place: place + 1)
    told = r"[a-z 0-9]+\. This is a fault of stage2/plan\.h"
    ends_in(machine, rf"\[stage2\] paging: error: {told}", halts_in_real_mode=False)


@pytest.mark.parametrize("where", [0, FOR_STAGE2], ids=["stage1", "stage2"])
def test_quirk_85_only_ctrl_alt_del_resets(shim, image, where):
    """The last BIOS call has left interrupts off, and the halt has them on all the same."""
    options = {"clobber_10": "if_off", "clobber_13": "if_off", "honest_below": where}
    machine = shim(image, edd="absent", geometry="fails", **options)
    ends_in(machine, r"Ascent: E01|\[stage2\] disk: error: drive 80h")
