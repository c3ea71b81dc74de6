"""The image's variants for firmware with other wishes: each boots where the normal image boots."""

import re
import subprocess

import pytest

from climb import climbed

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


def test_make_knows_the_variants_by_name(root, build):
    """`make VARIANT=name usb` and `run` take that image; another name is refused with the list."""

    def make(name, *more):
        return subprocess.run(
            ["make", "--no-print-directory", f"BUILD={build}", f"VARIANT={name}", *more],
            cwd=root, capture_output=True, text=True,
        )  # fmt: skip

    done = make("xor", "-n", "run-serial")
    assert re.search(r"file=\S*/variants/ascent-xor\.img", done.stdout), done.stderr
    done = make("nonsense", "run-serial")
    assert done.returncode != 0
    assert "VARIANT=nonsense: there is no such variant; these are: " in done.stderr
    assert all(name in done.stderr for name in VARIANTS)
