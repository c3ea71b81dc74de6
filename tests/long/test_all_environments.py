"""All environments of the table but those that tests/boot/test_environments.py tries."""

import re

import pytest

from environment_run import offered, try_environment
from environments import Boots, Environment, environments, every_name
from qemu import PROGRAM as QEMU


@pytest.mark.parametrize("environment", environments(sample=False), ids=lambda row: row.name)
def test_environment(image, scratch, request, environment):
    try_environment(environment, image, scratch, request)


def test_boards_that_the_table_does_not_have(image, scratch, request, qemu):
    """Another QEMU than the table's has other versions of its boards: those too."""
    known = {name for _, name in every_name()}
    boards = re.findall(r"^pc-(?:i440fx|q35)-\S+", offered(QEMU, "-machine", "help"), re.MULTILINE)
    assert boards
    for board in set(boards) - known:
        row = Environment(board, "", Boots(), options={"board": board})
        try_environment(row, image, scratch, request).close()
