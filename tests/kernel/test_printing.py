"""What interrupts and printing do to each other, as it arrives outside."""

import re

import pytest

from climb import guest_passed
from machine import MachineError
from qemu import DEBUG_EXIT

LINES = 10000


def run(qemu, build, name):
    return qemu(build / "tests" / f"{name}.img", extra=DEBUG_EXIT)


def test_no_line_is_torn(qemu, build):
    """03-11, 07-7: 10 000 lines under a tick of 1 kHz that prints too; all whole, and in order."""
    machine = run(qemu, build, "kernel-printing")
    guest_passed(machine)
    text = machine.serial().replace("\r\n", "\n")
    text = text[text.index("both_sides_print...") :].split("\n", 1)[1]
    body, _, rest = text.partition(f"<{LINES} lines, ")
    whole = r"<tick \d+>|<line \d+: a piece of text that is printed as one>"
    assert [line for line in body.split("\n") if line and not re.fullmatch(whole, line)] == []
    assert re.findall(r"<line (\d+)", body) == [str(line) for line in range(LINES)]
    ticks = re.findall(r"<tick (\d+)", body)
    assert ticks == [str(tick) for tick in range(len(ticks))]
    assert rest.startswith(f"{len(ticks)} ticks>") and len(ticks) > 10


def test_a_lock_that_knows_no_interrupts_deadlocks(qemu, build):
    """07-6: hyphens and dots, until the one waits for the other."""
    machine = run(qemu, build, "broken-print_deadlock")
    with pytest.raises(MachineError, match="timed out in the test hyphens_and_dots"):
        guest_passed(machine, timeout=10)
    length = len(machine.serial())
    machine.watch(1)
    assert len(machine.serial()) == length, "it still prints"
    assert re.search(r"-+\.?$", machine.serial()), "the last words are hyphens, or the dot's place"


def dots(machine):
    return max(map(len, re.findall(r"\.+", machine.serial().split("[kernel] clock")[1])))


def test_the_timer_prints_dots(qemu, build):
    """07-3: one dot a tick; without the end of interrupt, the first one is the last."""
    machine = run(qemu, build, "kernel-dots")
    guest_passed(machine)
    assert dots(machine) >= 10
    machine = run(qemu, build, "broken-no_eoi")
    with pytest.raises(MachineError, match="ended with status 35"):
        guest_passed(machine)
    assert re.search(r"^\.$", machine.serial().replace("\r\n", "\n"), re.MULTILINE)
