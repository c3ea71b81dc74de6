"""All environments of the table but those that tests/boot/test_environments.py tries."""

import re
import subprocess

import pytest

from environment_run import try_environment
from environments import Environment, Boots, environments, every_name
from qemu import PROGRAM as QEMU

KNOWN = {name for _, name in every_name()}
ALIASES = ("pc", "q35", "isapc", "microvm", "none", "x-remote")


def offered(what):
    """The names that this QEMU lists for -machine or -cpu."""
    return subprocess.run([QEMU, what, "help"], capture_output=True, text=True, check=True).stdout


def unknown_boards():
    names = re.findall(r"^(\S+)", offered("-machine"), re.MULTILINE)
    return [name for name in names if re.match(r"pc-(i440fx|q35)-", name) and name not in KNOWN]


@pytest.mark.parametrize("environment", environments(sample=False), ids=lambda row: row.name)
def test_environment(image, scratch, request, environment):
    board = environment.options.get("board", "")
    if board.startswith("pc-") and not re.search(rf"^{board}\s", offered("-machine"), re.MULTILINE):
        pytest.skip(f"this QEMU has no {board}")
    try_environment(environment, image, scratch, request)


def test_boards_that_the_table_does_not_have(image, scratch, request, qemu):
    """Another QEMU than the table's has other versions of its boards: those too."""
    for board in unknown_boards():
        row = Environment(board, "", Boots(), options={"board": board})
        try_environment(row, image, scratch, request)
