"""A kernel that is built with SANITIZE=1: what C leaves undefined ends in a panic that names it.

The image tests/crash/ubsan.c takes names over COM1 and does the undefined thing.
"""

import re
import shutil

import pytest

from binaries import symbols
from climb import UP, climbed, guest_passed
from qemu import DEBUG_EXIT
from trees import Variant

END = r"^Stopped\.|is over\r?$"

# name: what the panic says, and where: the function
FOUND = {
    "addition": r"signed addition overflow \(2147483647 \+ 1 in 'int'\)",
    "subtraction": r"signed subtraction overflow \(-2147483648 - 1 in 'int'\)",
    "multiplication": r"signed multiplication overflow \(2147483647 \* 2147483647 in 'int'\)",
    "negation": r"signed negation overflow \(0 - -9223372036854775808 in '(int64_t|long int)'.*\)",
    "division": r"division without a result \(-2147483648 / -1 in 'int'\)",
    "division-by-zero": r"division without a result \(1 / 0 in 'int'\)",
    "shift": r"shift of 1 by 33 in 'int'",
    "negative-shift": r"shift of 1 by -1 in 'int'",
    "index": r"index 33 beyond 'uint8_t ?\[4\]'.*",
    "null-load": r"load of 'const int' through a null pointer",
    "null-store": r"store to 'int' through a null pointer",
    "misaligned-load": r"load of 'const int' at ffffffff8[0-9a-f]{7}, which is no multiple of 4",
    "boolean": r"2 is no value of '(const volatile )?_?[Bb]ool'",
    "pointer": r"pointer ffffffff8[0-9a-f]{7} moved to 7fffffff8[0-9a-f]{7}",
    "unreachable": r"unreachable code is reached",
    "bit-of-zero": r"zero has no first and no last bit",
}


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(compiler, marks=pytest.mark.xdist_group(f"sanitized {compiler}"))
        for compiler in ("gcc", "clang")
    ],
)
def sanitized(request, root, build):
    if not shutil.which(request.param):
        pytest.skip(f"{request.param} is not installed")
    return Variant(root, build, f"ubsan-{request.param}", f"CC={request.param}", "SANITIZE=1")


def test_boots_without_a_finding(qemu, sanitized):
    climbed(qemu(sanitized.made("ascent.img"), cpu="max"))


@pytest.mark.parametrize("name", ["library", "traps", "frames"])
def test_images_run_without_a_finding(qemu, sanitized, name):
    guest_passed(qemu(sanitized.made(f"tests/kernel-{name}.img"), extra=DEBUG_EXIT))


@pytest.mark.parametrize("name", FOUND)
def test_a_finding_is_named(qemu, root, sanitized, name):
    machine = qemu(sanitized.made("tests/crash-ubsan.img"))
    machine.wait_for(UP)
    machine.send(f"{name}\r")
    machine.wait_for(END, fatal=None)
    report = machine.serial().replace("\r\n", "\n").partition("PANIC: ")[2]
    told = re.match(
        rf"undefined behaviour: {FOUND[name]} at tests/crash/ubsan\.c:(?P<line>\d+)\n", report
    )
    assert told, machine.serial()[-2000:]
    lines = (root / "tests" / "crash" / "ubsan.c").read_text().split("\n")
    line = int(told["line"])
    function = re.findall(r"^static void (\w+)\(void\)$", "\n".join(lines[:line]), re.MULTILINE)[-1]
    assert function == name.replace("-", "_")


def test_the_usual_kernel_has_none_of_it(build):
    """The handlers are compiled always, and linked only where something calls them."""
    names = {name for name, *_ in symbols(build / "kernel" / "kernel.elf")}
    assert not {name for name in names if "ubsan" in name}


def test_the_usual_kernel_overflows_silently(qemu, build):
    """The image is not what finds it: -O2 alone says nothing."""
    machine = qemu(build / "tests" / "crash-ubsan.img")
    machine.wait_for(UP)
    machine.send("addition\r")
    machine.wait_for(r"^addition is over\r?$")
