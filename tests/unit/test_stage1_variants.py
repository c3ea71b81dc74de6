"""stage1 in every variant of the image: all that test_stage1.py shows of the normal one, and more.

A variant is taken from the file that users get, not from mkimage's table. Firmware that rewrites
the window rewrites it here, too; in the variant that begins with 33 it begins a byte later.
"""

import re
import struct

import pytest

import bios_machine
import test_stage1
from bios_machine import BUILD, C, SECTOR, WINDOW, Drive, make_sector_0
from branch_coverage import calls_of
from stage1_cases import boots, functions

VARIANTS = re.findall(r"^\| `([\w-]+)`", (BUILD / "gen" / "variants.md").read_text(), re.MULTILINE)
# What sector 0 looks like in the normal image.
OF_THE_NORMAL = {"test_quirk_2_window_has_the_numbers_of_a_floppy"}


@pytest.fixture
def sector_of(monkeypatch, tmp_path):
    """sector_of(variant) -> sector 0 of its file; from then on every machine has its code."""

    def use(name):
        image = BUILD / ("ascent.img" if name == "normal" else f"variants/ascent-{name}.img")
        assert image.exists(), f"{image} is missing: run make variants"
        with open(image, "rb") as file:
            sector = file.read(SECTOR)
        (tmp_path / "stage1.bin").write_bytes(sector[:C["STAGE1_CODE_BYTES"]])
        monkeypatch.setattr(bios_machine, "STAGE1", tmp_path / "stage1.bin")
        if sector[0] == 0x33:
            monkeypatch.setattr(bios_machine, "WINDOW", range(WINDOW.start + 1, WINDOW.stop))
        return sector

    return use


def test_the_variants_are_these():
    assert VARIANTS == ["normal", "heads32", "heads255", "no-block", "xor", "entry4"]


@pytest.mark.parametrize("variant", VARIANTS[1:])
def test_every_quirk_in_every_variant(sector_of, variant):
    sector_of(variant)
    tests = {name: test for name, test in vars(test_stage1).items() if name.startswith("test_")}
    ran = 0
    for name in tests.keys() - OF_THE_NORMAL:
        for call in calls_of(tests[name]):
            call()
            ran += 1
    assert ran > 50


def test_nothing_but_sector_0_differs():
    normal = (BUILD / "ascent.img").read_bytes()
    for name in VARIANTS[1:]:
        image = (BUILD / "variants" / f"ascent-{name}.img").read_bytes()
        assert image[:SECTOR] != normal[:SECTOR] and image[SECTOR:] == normal[SECTOR:]


def block(sector):
    """Bytes a sector, sectors a track, heads: what firmware reads in the window."""
    return struct.unpack_from("<H", sector, 0x0B) + struct.unpack_from("<HH", sector, 0x18)


@pytest.mark.parametrize("variant, sectors, heads", [("heads32", 18, 32), ("heads255", 63, 255)])
@pytest.mark.parametrize("edd", [True, False])
def test_quirk_3_firmware_believes_the_blocks_heads(sector_of, variant, sectors, heads, edd):
    """It takes its geometry from the block, and answers AH=08h with it."""
    sector = sector_of(variant)
    assert block(sector) == (512, sectors, heads)
    boots(drives={0x80: Drive(cylinders=1024, heads=heads, sectors=sectors, edd=edd)})


def test_quirk_4_no_block_at_all(sector_of):
    sector = sector_of("no-block")
    assert sector[:3] == b"\xeb\x58\x90" and not any(sector[WINDOW.start:WINDOW.stop])


@pytest.mark.parametrize("byte", [0x00, 0x90, 0xCC, 0xFF])
def test_quirk_5_first_byte_is_33(sector_of, byte):
    """And whatever stands from byte 4 on: as far as the block goes, and its name but for a byte."""
    sector = sector_of("xor")
    assert sector[:4] == b"\x33\xc0\xeb" + bytes([WINDOW.stop - 4])
    pc = boots(window=byte, flags=bios_machine.CF | bios_machine.DF)
    assert pc.read(C["RAM_STAGE1_START"] + 4, 1) == bytes([byte])


def test_quirk_9_the_fourth_entry_and_the_geometry_of_a_zip_disk(sector_of):
    """Firmware that takes its geometry from the end of the entry."""
    entry = sector_of("entry4")[446 + 48:510]
    head, sector = entry[5], entry[6] & 0x3F
    assert entry[0] == 0x80 and not any(sector_of("entry4")[446:446 + 48])
    assert (head + 1, sector) == (64, 32)
    drive = Drive(cylinders=96, heads=head + 1, sectors=sector, edd=False)
    assert "read_chs" in functions(boots(drives={0x80: drive}))


def test_the_normal_one_is_what_stage1_is_assembled_to(sector_of):
    assembled = make_sector_0()
    assert sector_of("normal")[:C["STAGE1_HEADER_OFFSET"]] == assembled[:C["STAGE1_HEADER_OFFSET"]]
