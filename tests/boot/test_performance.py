"""The cost of the climb, in guest instructions and INT 13h reads: exact figures, never times.

The same measurements as `make bench`, for our own images and the floor (tests/bench/targets.py).
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "tests" / "bench"))
import guest  # noqa: E402
import disks  # noqa: E402
import peers  # noqa: E402
import reads  # noqa: E402
import targets  # noqa: E402
import waits  # noqa: E402

COUNTED = """
bits 16
org 0x7c00
    cli                         ; 1
    xor ax, ax                  ; 1
    mov es, ax                  ; 1
    mov cx, 1000                ; 1
.again:
    loop .again                 ; 1000
    mov di, 0x600               ; 1
    mov cx, 64                  ; 1
    rep stosb                   ; 64 rounds, and one more look at CX
    db MARKER                   ; not counted: it ends the road
    times 510 - ($ - $$) db 0
    dw 0xaa55
"""
COUNTED_INSTRUCTIONS = 4 + 1000 + 2 + 64 + 1

pytestmark = pytest.mark.skipif(
    not shutil.which(guest.QEMU), reason=f"{guest.QEMU} is not installed"
)


@pytest.fixture(scope="module", autouse=True)
def plugin():
    assert guest.PLUGIN.exists(), f"{guest.PLUGIN} is missing: make bench or make test builds it"


@pytest.fixture(scope="module")
def ours(image):
    return targets.ascent(image)


@pytest.fixture(scope="module")
def large(build):
    path = build / "tests" / "kernel-1m.img"
    assert path.exists(), f"{path} is missing: make test builds it"
    return targets.ascent(path)


def assert_met(found):
    missed = [f"{one.text}: {one.measured:.10g} > {one.most:.10g}" for one in found if not one.met]
    assert not missed, missed


def test_counter_counts_every_instruction_once(logs):
    """A sector whose instructions were counted by hand: loops and repeated strings too."""
    source, output = logs / "counted.asm", logs / "counted.img"
    source.write_text(COUNTED)
    marker = ",".join(f"{byte:#x}" for byte in guest.MARKER)
    subprocess.run(["nasm", "-f", "bin", f"-DMARKER={marker}", "-o", output, source], check=True)
    os.truncate(output, peers.MIB)
    counts = guest.count(guest.Disk(output, 0, 0, True), "ide")
    assert guest.total(counts) == COUNTED_INSTRUCTIONS
    assert counts[guest.STAGE1] == 1


@pytest.mark.parametrize("bus", list(guest.BUSES))
def test_two_runs_agree_to_the_instruction(ours, bus):
    """Whatever the disk's speed and the clock's: what remains is the road itself."""
    waiting = waits.load(bus)
    variations = ({}, {"throttle": 300}, {"shift": 4})
    counts = [guest.total(guest.count(ours, bus, **how), waiting) for how in variations]
    assert counts[0] == counts[1] == counts[2]


def test_waits_are_firmware_alone():
    for bus in guest.BUSES:
        assert waits.load(bus), bus
        assert all(address in guest.FIRMWARE for address in waits.load(bus)), bus


def test_the_floor_reads_its_payload_and_nothing_else(large):
    found = reads.watch(disks.floor(large.payload_bytes), "ide")
    sectors = -(-large.payload_bytes // targets.SECTOR)
    assert found.calls == -(-sectors // 128)
    assert found.bytes == sectors * targets.SECTOR
    assert not found.read_twice()


@pytest.mark.parametrize("cpu", ["qemu64", "max"])
@pytest.mark.parametrize("bus", list(guest.BUSES))
def test_the_road_reaches_its_targets(ours, bus, cpu):
    figures = targets.measure("ours", ours, bus, cpu)
    assert_met(targets.of(figures, targets.floor(ours.payload_bytes, bus), bus, cpu))


@pytest.mark.parametrize("cpu", ["qemu64", "max"])
def test_a_kernel_of_one_mib_reaches_its_targets(large, cpu):
    assert large.payload_bytes >= peers.MIB
    figures = targets.measure("ours", large, "ide", cpu)
    assert_met(targets.of(figures, targets.floor(large.payload_bytes, "ide"), "ide", cpu))
