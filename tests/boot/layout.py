"""The numbers of disk.layout, from what mkimage made of it for make: build/gen/layout.mk."""

import re


def read_layout(build):
    """DISK_STAGE2_LBA and all the others, by name."""
    text = (build / "gen" / "layout.mk").read_text()
    pairs = re.findall(r"^(\w+) := (\w+)$", text, re.MULTILINE)
    assert pairs, "layout.mk holds no constants"
    return {name: int(value, 0) for name, value in pairs}
