"""Images whose kernel checks something itself, and says so: tests/kernel/NAME.c.

Each ends QEMU through isa-debug-exit; the status and the last serial line must both say "passed"
(rows 04-4, 04-5, 04-8, 04-11, 04-12). Images of tests/broken lack something, and must be
seen to fail.
"""

import re
from pathlib import Path

import pytest

from climb import EXIT_FAILURE, check_climb, guest_passed
from machine import MachineError
from qemu import DEBUG_EXIT

NAMES = sorted(path.stem for path in Path(__file__).parent.glob("*.c"))
# A name and a tab, then whatever the test itself prints, then how it ended (row 04-2).
TOLD = re.compile(r"^(\w+)\.\.\.\t(?:.*\n)*?.*\[ok\]$", re.MULTILINE)


def boots(qemu, build, folder, name):
    image = build / "tests" / f"{folder}-{name}.img"
    assert image.exists(), f"{image} is missing: run make test-kernel"
    return qemu(image, extra=DEBUG_EXIT)


@pytest.mark.parametrize("name", NAMES)
def test_guest(qemu, build, name):
    check_climb(guest_passed(boots(qemu, build, "kernel", name)))


def test_the_runner_tells_each_test(qemu, build):
    """04-1, 04-2: how many there are, then each by its name; the linker has collected them."""
    source = Path(__file__).with_name("library.c").read_text()
    names = re.findall(r"^TEST\((\w+)\)", source, re.MULTILINE)
    climb = guest_passed(boots(qemu, build, "kernel", "library"))
    start = climb.lines.index(f"Running {len(names)} tests")
    told = TOLD.findall("\n".join(climb.lines[start:]))
    assert sorted(told) == sorted(names), "each once, in whatever order the compiler has"
    assert climb.lines[-1] == f"TESTS: {len(names)} passed, 0 failed"


def test_the_keyboard_controller_of_bochs(bochs, build):
    """Another make of it than QEMU's, with a keyboard that takes its time (07-13)."""
    machine = bochs(build / "tests" / "kernel-i8042.img")
    found = machine.wait_for(r"TESTS: (\d+) passed, (\d+) failed", fatal=None)
    assert int(found[1]) > 0 and found[2] == "0", machine.serial()


def test_a_panic_ends_a_test_image_with_failure(qemu, build):
    """01-2, 03-12, 04-7: message and place on both outputs, then the end, which is no success."""
    machine = boots(qemu, build, "crash", "panic")
    assert machine.exit_status() == EXIT_FAILURE
    lines = machine.serial().replace("\r\n", "\n").split("\n")
    error = next(line for line in lines if line.startswith("Error: "))
    assert re.fullmatch(
        r"Error: PANIC: nothing is wrong at tests/crash/panic\.c:\d+", error
    ), error
    assert lines[lines.index(error) - 1].endswith("[failed]")
    assert error.removeprefix("Error: ") in lines, "the report follows"
    assert lines[-2:] == ["TESTS: 0 passed, 1 failed", ""]


@pytest.mark.parametrize(
    "name, reason",
    [
        ("hang", "timed out in the test spins_for_ever"),
        ("reset", "was reset in the test resets_the_machine"),
        ("failure", "ended with status 35"),
        ("early_exit", "the last line is no total"),
        ("no_test", "ended with status 35"),
    ],
)
def test_a_broken_image_is_seen_to_fail(qemu, build, name, reason):
    """04-5, 04-9: only 33 and a good last line pass; a hang and a reset are told as what they are.
    04-14: of helpers alone an image is none that passes."""
    machine = boots(qemu, build, "broken", name)
    with pytest.raises(MachineError, match=reason):
        guest_passed(machine, timeout=5 if name == "hang" else None)
