"""The kernel that has nothing to do: it sleeps, and what wakes it is short.

The figures are counts of executed instructions (tests/bench/interrupts.py), so that they hold on
any host; what the host's CPU has to do meanwhile is told and not asserted.
"""

import os
import sys
import time
from pathlib import Path

import pytest

from climb import READY

sys.path.append(str(Path(__file__).resolve().parents[1] / "bench"))
import guest  # noqa: E402
import interrupts  # noqa: E402

LOOKS = 50
SECONDS = 2


def test_the_idle_kernel_sleeps(qemu, image):
    """07-9: the CPU is found halted nearly always."""
    machine = qemu(image)
    machine.wait_for(READY)
    machine.wait_halted()
    halted = sum(machine.register("HLT") for _ in range(LOOKS))
    assert halted > LOOKS / 2, f"{halted} of {LOOKS}"
    before = cpu_seconds(machine)
    machine.watch(SECONDS)
    used = cpu_seconds(machine) - before
    print(f"halted {halted} of {LOOKS} times; {used / SECONDS:.0%} of the host's CPU")


def cpu_seconds(machine):
    """What the emulator has used, in user and system mode [proc(5), /proc/pid/stat]."""
    fields = Path(f"/proc/{machine.pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK")


@pytest.mark.parametrize("which", range(2))
def test_what_a_tick_costs(figures, which):
    """07-9: at most 150 instructions for the interrupt, 300 for all that a tick does."""
    assert figures[which].met, f"{figures[which].text}: {figures[which].measured}"
    print(f"{figures[which].text}: {figures[which].measured:.1f} of {figures[which].most}")


@pytest.fixture(scope="module")
def figures(build, image):
    assert guest.PLUGIN.exists(), f"{guest.PLUGIN} is missing: make test-kernel builds it"
    return interrupts.measure(image, build / "kernel" / "kernel.elf")
