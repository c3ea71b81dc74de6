"""The climb on the machine that a user gets by default, and what must hold of the image's file.

Rows 02-2, 02-3, 02-11 to 02-14, 02-22, 02-23.
"""

import hashlib
import os
import re
import shutil
import subprocess

import pytest

from climb import climbed
from images import Image
from qemu import ATTACHMENTS, Qemu

FLOPPY_BYTES = 2880 * 512
WRITABLE = ("ide", "ahci", "sd-card")  # QEMU refuses to put a read-only drive there


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_the_climb_is_told_step_by_step(qemu, image, layout):
    """02-2, 02-3, 02-22: where each piece lies, how each step was done."""
    climb = climbed(qemu(image))
    stage2, kernel = climb.stage2["stage2"], climb.stage2["kernel"]
    assert f"LBA {layout['DISK_STAGE2_LBA']}," in stage2
    assert f"at {layout['RAM_STAGE2_START']:#x}" in stage2
    assert f"LBA {layout['DISK_KERNEL_LBA']}," in kernel
    assert re.search(r"\d+ bytes at 0x1[0-9a-f]{5}\b", kernel)
    assert "by LBA" in kernel and re.search("0 retries|retries 0", kernel)
    assert "long mode" in climb.stage2["cpu"] and "NX" in climb.stage2["cpu"]
    assert "E820" in climb.stage2["memory"]
    assert "open" in climb.stage2["a20"]
    assert "slot 510" in climb.stage2["paging"] and "W^X" in climb.stage2["paging"]
    assert "promises" in climb.kernel["entry"]


def test_every_mode_switch_shows_its_registers(qemu, image):
    """02-3: CR0, CR4 and EFER in protected mode and in the kernel."""
    climb = climbed(qemu(image))
    before = re.search(r"CR0 (\w+), CR4 (\w+), EFER (\w+)", climb.stage2["protected"])
    after = re.search(r"CR0 (\w+), CR3 (\w+), CR4 (\w+), EFER (\w+)", climb.kernel["state"])
    protection, paging, write_protect = 1 << 0, 1 << 31, 1 << 16
    assert int(before.group(1), 16) & (protection | paging) == protection
    assert int(before.group(2), 16) & 1 << 5 == 0, "no CR4.PAE yet"
    assert int(before.group(3), 16) == 0, "no EFER yet"
    for bit in (protection, paging, write_protect):
        assert int(after.group(1), 16) & bit
    assert int(after.group(3), 16) & 1 << 5, "CR4.PAE"
    assert int(after.group(4), 16) == 1 << 8 | 1 << 10 | 1 << 11, "EFER: LME, LMA, NXE"


def test_the_cpu_is_where_the_report_says(qemu, image):
    """What the kernel prints of its registers is what the emulator sees; CR4 gained machine checks
    since. It sleeps with interrupts on."""
    machine = qemu(image)
    climb = climbed(machine)
    state = re.search(r"CR0 (\w+), CR3 (\w+), CR4 (\w+), EFER (\w+)", climb.kernel["state"])
    machine_checks = 1 << 6
    for name, value in zip(("CR0", "CR3", "CR4", "EFER"), state.groups()):
        gained = machine_checks if name == "CR4" else 0
        assert machine.register(name) == int(value, 16) | gained
    assert machine.register("RIP") >= 0xFFFFFFFF80000000
    machine.wait_halted()
    assert machine.register("RFL") & 1 << 9


def test_slot_510_leads_back_to_the_root(qemu, image, scratch):
    """02-23: the frame in L4[510] is the one in CR3, in physical memory as the emulator has it."""
    machine = qemu(image)
    climbed(machine)
    root, path = machine.register("CR3"), scratch / "entry"
    machine.qmp.execute("pmemsave", val=root + 510 * 8, size=8, filename=str(path))
    entry = int.from_bytes(path.read_bytes(), "little")
    assert entry & 0x000FFFFFFFFFF000 == root and entry & 1


def test_hello_is_written_in_byte_pairs(qemu, image, layout, scratch):
    """02-11: character and colour, cell by cell, at the start of a line that is else blank."""
    machine = qemu(image)
    climbed(machine)
    path, text = scratch / "cells", b"Hello World!"
    place = layout["RAM_VGA_TEXT_START"]
    assert place == 0xB8000
    machine.qmp.execute("pmemsave", val=place, size=80 * 25 * 2, filename=str(path))
    cells = path.read_bytes()
    pairs = b"".join(bytes([character, 0x0B]) for character in text)
    at = cells.index(pairs)
    assert at % 160 == 0, "a line of its own"
    assert set(cells[at + len(pairs) : at + 160 : 2]) <= set(b" \0")


def test_plain_command_line(machines, image, copy_of):
    """02-13: what the README tells the user to type, and the image is the same after as before."""
    copy = copy_of(image)
    before = digest(copy)
    options = ["-drive", f"format=raw,file={copy}"]
    machine = machines(lambda directory: Qemu.with_options(directory, options))
    climbed(machine)
    machine.close()
    assert digest(copy) == before


@pytest.mark.parametrize("attachment", [name for name in ATTACHMENTS if name not in WRITABLE])
def test_boots_read_only(qemu, image, copy_of, attachment):
    """Nothing ever writes to the boot disk: it boots from one that cannot be written to."""
    copy = copy_of(image, FLOPPY_BYTES if attachment == "floppy" else None)
    os.chmod(copy, 0o444)
    climbed(qemu(copy, attachment=attachment, read_only=True))


@pytest.mark.parametrize("attachment", [*WRITABLE, "usb-xhci"])
def test_a_writable_disk_is_not_written_to(qemu, image, copy_of, attachment):
    copy = copy_of(image)
    before = digest(copy)
    machine = qemu(copy, attachment=attachment, keep_writes=True)
    climbed(machine)
    machine.close()
    assert digest(copy) == before


@pytest.mark.parametrize("attachment", ["usb-uhci", "usb-ehci", "usb-xhci"])
def test_written_to_a_larger_stick(qemu, image, scratch, attachment):
    """02-14: `dd` to a stick that is larger than the image, with other data behind it."""
    stick = scratch / "stick.img"
    size = 61 << 20  # as odd as sticks are
    with open(stick, "wb") as file:
        file.truncate(size)
        file.seek(size - (1 << 20))
        file.write(b"\xa5" * (1 << 20))
    subprocess.run(
        ["dd", f"if={image}", f"of={stick}", "bs=1M", "conv=notrunc", "status=none"], check=True
    )
    climb = climbed(qemu(stick, attachment=attachment))
    assert climb.drive == 0x80


def test_the_file_is_a_raw_disk(image):
    """02-12: no container: whole sectors, a power of two, sparse, known as a boot sector."""
    size = image.stat().st_size
    assert size % 512 == 0 and size & (size - 1) == 0 and size >= 16 << 20
    assert image.stat().st_blocks * 512 < size, "the image is sparse"
    if shutil.which("file"):
        words = subprocess.run(["file", image], check=True, capture_output=True, text=True).stdout
        assert "DOS/MBR boot sector" in words


def test_a_boot_by_another_disk_number(qemu, image, assemble):
    """The second disk of the machine can be the one that boots."""
    other = assemble("print")
    with open(other, "r+b") as file:
        file.truncate(8 << 20)
        file.seek(510)
        file.write(b"\0\0")  # not bootable
    extra = ["-drive", f"if=none,id=other,format=raw,snapshot=on,file={other}"]
    extra += ["-device", "ide-hd,drive=other,bus=ide.1"]
    climbed(qemu(image, extra=extra))


def test_the_kernel_is_loaded_as_it_lies_on_disk(qemu, image, layout, copy_of, scratch):
    """What is in memory after the boot is the file's text, byte for byte."""
    machine = qemu(image)
    climb = climbed(machine)
    disk = Image(copy_of(image), layout)
    place = int(re.search(r"at 0x([0-9a-f]+)", climb.stage2["kernel"]).group(1), 16)
    text, data = disk.kernel("text_offset"), disk.kernel("data_offset")
    path = scratch / "memory"
    machine.qmp.execute("pmemsave", val=place + text, size=data - text, filename=str(path))
    assert path.read_bytes() == disk.read(disk.kernel_offset + text, data - text)
