"""The finished image, byte by byte: what firmware, other systems and our own stages find in it.

Offsets and values of sector 0 are written here once more, as the documents have them, so that a
mistake in common/image.h or mkimage cannot hide in both. mkimage's own linter is another program
with the same task; see tests/unit/test_check.c. [UEFI 5.2.1] has the partition table, [FAT 3.1] the
parameter block. Rows 02-1 and 02-12.
"""

import shutil
import struct
import subprocess

import pytest

from images import crc32c

SECTOR = 512
WINDOW = slice(0x03, 0x5A)
CODE = slice(0x5A, 434)
HEADER = slice(434, 440)
SIGNATURE = slice(440, 444)
RESERVED = slice(444, 446)
TABLE = slice(446, 510)
ENTRY_BYTES = 16
STAGE2_HEADER = struct.Struct("<4s7I")
KERNEL_HEADER = struct.Struct("<4s3IQ4I")
FLOPPY_SECTORS = 2880
MEGABYTE = 1 << 20


@pytest.fixture(scope="module", name="data")
def whole_image(image):
    return image.read_bytes()


@pytest.fixture(scope="module", name="sector")
def sector_0(data):
    return data[:SECTOR]


@pytest.fixture(scope="module", name="stage2")
def stage2_file(data, layout):
    """All of stage2 that stage1 reads."""
    start = layout["DISK_STAGE2_LBA"] * SECTOR
    _, sectors = struct.unpack("<IH", data[HEADER])
    return data[start:start + sectors * SECTOR]


@pytest.fixture(scope="module", name="kernel")
def kernel_file(data, stage2):
    """All of the kernel that stage2 reads."""
    lba, count = STAGE2_HEADER.unpack_from(stage2)[4:6]
    return data[lba * SECTOR:lba * SECTOR + count]


def chs(data):
    """Cylinder, head, sector of three bytes in a partition table."""
    head, sector, cylinder = data
    return cylinder | (sector & 0xC0) << 2, head, sector & 0x3F


# --- the file -------------------------------------------------------------------------------------


def test_size_is_a_power_of_two_from_16_mib(data):
    assert len(data) % SECTOR == 0
    assert len(data) >= 16 * MEGABYTE and len(data) & (len(data) - 1) == 0


def test_file_is_sparse(image, stage2, kernel):
    """Only what is not zero takes room, with some blocks of the file system's to spare."""
    assert image.stat().st_blocks * 512 <= len(stage2) + len(kernel) + 128 * 1024


@pytest.mark.skipif(not shutil.which("file"), reason="file is not installed (package file)")
def test_file_knows_a_boot_sector(image):
    done = subprocess.run(["file", "-b", image], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("DOS/MBR boot sector")


def test_crc_of_the_test_itself():
    assert crc32c(b"123456789") == 0xE3069283


# --- sector 0 -------------------------------------------------------------------------------------


def test_ends_with_55_aa(sector):
    """02-1: what a BIOS looks for before it runs a sector at 0x7C00."""
    assert sector[510:] == b"\x55\xaa"


def test_begins_with_a_jump_over_the_window(sector):
    assert sector[0] == 0xEB and sector[2] == 0x90
    assert 2 + sector[1] == WINDOW.stop


def test_every_byte_of_the_window(sector):
    window = bytearray(WINDOW.stop)
    window[0x03:0x0B] = b"ASCENT  "
    window[0x0B:0x0D] = struct.pack("<H", 512)
    window[0x18:0x1A] = struct.pack("<H", 18)
    window[0x1A:0x1C] = struct.pack("<H", 2)
    assert sector[WINDOW] == window[WINDOW]


def test_nothing_looks_like_fat(sector):
    assert b"FAT" not in sector[:SIGNATURE.start]
    assert sector[0x26] not in (0x28, 0x29)


def test_code_is_stage1_as_assembled(sector, build):
    """02-1: at most 440 bytes, so that signature and partition table have their place."""
    stage1 = (build / "stage1" / "stage1.bin").read_bytes()
    assert len(stage1) == 440
    assert sector[:HEADER.start] == stage1[:HEADER.start]
    assert stage1[HEADER] == bytes(6)


def test_stage1_knows_how_stage2_begins(sector, stage2):
    assert sector[CODE][-4:] + sector[HEADER][:4] == stage2[:8]


def test_disk_signature(sector):
    assert sector[SIGNATURE] != bytes(4)
    assert sector[RESERVED] == bytes(2)


def test_exactly_one_active_entry(sector):
    assert sector[TABLE][0] == 0x80
    assert sector[TABLE][ENTRY_BYTES:] == bytes(3 * ENTRY_BYTES)


def test_entry_in_lba(sector, data, layout):
    kind, lba, sectors = sector[TABLE][4], *struct.unpack_from("<II", sector[TABLE], 8)
    assert kind == layout["DISK_PARTITION_TYPE"] == 0xDA
    assert lba == layout["DISK_PARTITION_LBA"]
    assert (lba + sectors) * SECTOR == len(data)
    assert lba <= layout["DISK_STAGE2_LBA"] < layout["DISK_KERNEL_LBA"]


def test_entry_in_chs(sector, data, layout):
    heads, per_track = layout["DISK_HEADS"], layout["DISK_SECTORS_PER_TRACK"]
    ends = layout["DISK_PARTITION_LBA"], len(data) // SECTOR - 1
    for lba, place in zip(ends, (sector[TABLE][1:4], sector[TABLE][5:8])):
        track, index = divmod(lba, per_track)
        assert chs(place) == (track // heads, track % heads, index + 1)


def test_partition_ends_with_a_cylinder(sector, layout):
    assert chs(sector[TABLE][5:8])[1:] == (layout["DISK_HEADS"] - 1,
                                           layout["DISK_SECTORS_PER_TRACK"])


# --- stage2 and kernel ----------------------------------------------------------------------------


def test_stage2_header(data, stage2, kernel, layout):
    magic, build_id, count, _, lba, kernel_count, memory, crc = STAGE2_HEADER.unpack_from(stage2)
    assert magic == b"ASC2"
    assert struct.pack("<IH", build_id, count // SECTOR) == data[HEADER]
    assert count == len(stage2) and count % SECTOR == 0
    assert SECTOR <= count <= layout["DISK_STAGE2_SECTORS"] * SECTOR
    assert lba == layout["DISK_KERNEL_LBA"]
    assert kernel_count == len(kernel) and kernel_count % SECTOR == 0
    assert memory >= kernel_count and memory % 4096 == 0
    assert crc == crc32c(kernel)


def test_stage2_sum(stage2):
    assert sum(struct.unpack(f"<{len(stage2) // 4}I", stage2)) % (1 << 32) == 0


def test_kernel_header(data, stage2, kernel, layout):
    fields = KERNEL_HEADER.unpack_from(kernel)
    magic, build_id, count, memory, entry, text, rw, bss, version = fields
    assert magic == b"ASCK"
    assert struct.pack("<I", build_id) == data[HEADER][:4]
    assert count == len(kernel)
    assert memory == STAGE2_HEADER.unpack_from(stage2)[6]
    assert entry == layout["VIRT_KERNEL_START"] + text
    assert 0 < text < rw <= bss <= memory
    assert all(place % 4096 == 0 for place in (text, rw, bss, memory))
    assert version == 1


def test_build_id_comes_from_the_bytes(data, stage2, kernel):
    """All that mkimage fills in counts as zero."""
    blank_stage2 = stage2[:4] + bytes(28) + stage2[32:]
    blank_kernel = kernel[:4] + bytes(8) + kernel[12:]
    assert struct.unpack("<I", data[HEADER][:4]) == (crc32c(blank_stage2 + blank_kernel),)


def test_files_are_those_of_the_build(build, stage2, kernel):
    for name, found, header in (("stage2", stage2, 32), ("kernel", kernel, 12)):
        file = (build / name / f"{name}.bin").read_bytes()
        assert found[header:] == file[header:].ljust(len(found) - header, b"\0")


def test_every_other_byte_is_zero(data, stage2, kernel, layout):
    places = [(0, SECTOR), (layout["DISK_STAGE2_LBA"] * SECTOR, len(stage2)),
              (layout["DISK_KERNEL_LBA"] * SECTOR, len(kernel)), (len(data), 0)]
    for (start, count), (end, _) in zip(places, places[1:]):
        assert not any(data[start + count:end]), f"between {start + count:#x} and {end:#x}"


def test_image_is_a_floppy_too(kernel, layout):
    assert layout["DISK_KERNEL_LBA"] + len(kernel) // SECTOR <= FLOPPY_SECTORS
