"""Images whose kernel checks something itself, and says so: tests/kernel/NAME.c.

Each ends QEMU through isa-debug-exit; the status and the last serial line must both say "passed".
"""

from pathlib import Path

import pytest

from climb import EXIT_FAILURE, check_climb, guest_passed
from qemu import DEBUG_EXIT

NAMES = sorted(path.stem for path in Path(__file__).parent.glob("*.c"))


@pytest.mark.parametrize("name", NAMES)
def test_guest(qemu, build, name):
    image = build / "tests" / f"kernel-{name}.img"
    assert image.exists(), f"{image} is missing: run make test-kernel"
    check_climb(guest_passed(qemu(image, extra=DEBUG_EXIT)))


def test_a_panic_ends_a_test_image_with_failure(qemu, build):
    """01-2: message and place on both outputs, then the end, which is no success."""
    machine = qemu(build / "tests" / "crash-panic.img", extra=DEBUG_EXIT)
    assert machine.exit_status() == EXIT_FAILURE
    last = machine.serial().replace("\r\n", "\n")
    assert "PANIC: nothing is wrong at tests/crash/panic.c:" in last
    assert "TESTS:" not in last
