"""What the docs show is what happens: the log they quote, and the kernel that they give whole."""

import re
import subprocess

import pytest

from climb import READY, climbed


def shape(line):
    """A line without what differs between builds, runs and machines: numbers and CRCs."""
    return re.sub(r"\b(?:0x)?[0-9a-f]*\d[0-9a-f]*\b|\b[0-9a-f]{8}\b", "#", line.strip())


@pytest.mark.parametrize("page", ["README.md", "docs/boot-log.md"])
def test_the_log_is_the_one_of_a_boot(qemu, image, root, page):
    """02-2, 02-3, 02-4, 02-22: line by line, but for the numbers."""
    machine = qemu(image)
    machine.wait_for(READY)
    seen = [shape(line) for line in machine.serial().splitlines() if line.strip()]
    text = (root / page).read_text()
    block = text[text.index("    Ascent\n    [stage2]") :]
    told = re.match(r"(?:    .*\n)+", block).group()
    assert [shape(line) for line in told.splitlines()] == seen


def test_the_smallest_kernel_boots(qemu, build, root, scratch):
    """docs/hand-over.md: a kernel that shares no line with ours."""
    page = (root / "docs" / "hand-over.md").read_text()
    (scratch / "smallest.asm").write_text(re.search(r"```nasm\n(.*?)```", page, re.DOTALL).group(1))
    kernel, image = scratch / "smallest.bin", scratch / "smallest.img"
    nasm = ["nasm", "-w+error", f"-I{build}/gen/", "-f", "bin", "-o", kernel]
    subprocess.run([*nasm, scratch / "smallest.asm"], check=True)
    parts = [build / "stage1" / "stage1.bin", build / "stage2" / "stage2.bin", kernel]
    mkimage = [build / "mkimage", "build", root / "disk.layout", *parts, image]
    subprocess.run(mkimage, check=True, capture_output=True)
    machine = qemu(image)
    machine.wait_for("Hi!", where="screen")
    assert machine.screen().rows[0].startswith("Hi!")
