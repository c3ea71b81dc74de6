"""The image's variants for firmware with other wishes: each boots where the normal image boots."""

import re

import pytest

from climb import climbed
from monitor import Monitor

# What the docs list, by the quirk that each is for (docs/quirks.md).
VARIANTS = ["heads32", "heads255", "no-block", "xor", "entry4"]


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
