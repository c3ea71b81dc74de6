"""The image's variants for firmware with other wishes: each boots where the normal image boots."""

import re

import pytest

from climb import climbed
from monitor import Monitor

# What the docs list, by the quirk that each is for (docs/quirks.md).
VARIANTS = ["heads32", "heads255", "no-block", "xor", "entry4"]
SECTOR_0 = 0x7C00


@pytest.fixture
def variant(build):
    def path(name):
        image = build / "variants" / f"ascent-{name}.img"
        assert image.exists(), f"{image} is missing: run make variants"
        return image

    return path


@pytest.mark.parametrize("attachment", ["ide", "usb-ehci"])
@pytest.mark.parametrize("name", VARIANTS)
def test_quirks_3_4_5_9_variant_boots(qemu, variant, name, attachment):
    climb = climbed(qemu(variant(name), attachment=attachment))
    assert climb.drive == 0x80


@pytest.mark.parametrize("name", VARIANTS)
def test_quirks_3_4_5_9_variant_boots_in_bochs(bochs, variant, name):
    climbed(bochs(variant(name)))


SHOWN = {
    "xor": "33 C0 EB, 18 sectors, 2 heads, entry 1; as written",
    "heads255": "EB 58 90, 63 sectors, 255 heads, entry 1; as written",
    "entry4": "EB 58 90, 18 sectors, 2 heads, entry 4; as written",
}


@pytest.mark.parametrize("name", SHOWN)
def test_the_report_tells_the_variant(qemu, variant, name):
    """Sector 0 as it lies in memory is what was written: QEMU's firmware changes nothing."""
    text = Monitor(qemu(variant(name))).run("report")
    assert re.search(rf"^sector 0 {re.escape(SHOWN[name])}$", text, re.MULTILINE), text


REWRITTEN = {
    "normal": ({0x15: 0xF8, 0x18: 63, 0x1A: 255, 0x1C: 63, 0x24: 0x80},
               "EB 58 90, 63 sectors, 255 heads, entry 1; 3 changed, 15 to 24"),
    "no-block": ({0x0B: 0, 0x0C: 2, 0x10: 2, 0x18: 32, 0x1A: 64, 0x24: 1},
                 "EB 58 90, 32 sectors, 64 heads, entry 1; 2 changed, 10 to 24"),
    "xor": ({offset: 0xFF for offset in range(4, 0x5A)},
            "33 C0 EB, 65535 sectors, 65535 heads, entry 1; 80 changed, 04 to 57"),
}  # fmt: skip


@pytest.mark.parametrize("name", REWRITTEN)
def test_quirk_1_firmware_rewrites_the_block_and_the_report_tells_it(qemu, image, variant, name):
    """In memory, between loading sector 0 and the jump to it; the whole chain boots anyway."""
    machine = qemu(image if name == "normal" else variant(name), paused=True)
    changes, told = REWRITTEN[name]
    machine.gdb.run_to(SECTOR_0)
    for offset, byte in changes.items():
        machine.gdb.write(SECTOR_0 + offset, bytes([byte]))
    machine.gdb.go()
    text = Monitor(machine).run("report")
    assert re.search(rf"^sector 0 {re.escape(told)}$", text, re.MULTILINE), text
