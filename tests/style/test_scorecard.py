"""docs/scorecard.md shows what tests/scorecard would do today: the same rows, in the same order."""

import re
import sys

from sources import ROOT, read

sys.path += [str(ROOT / "tests" / folder) for folder in ("boot", "peers", "scorecard")]
import chains  # noqa: E402
import firmware  # noqa: E402
import tables  # noqa: E402
from verdict import OUTCOMES  # noqa: E402

PAGE = "docs/scorecard.md"


def rows():
    """The cells of every line of every table."""
    lines = re.findall(r"^\| (.*) \|$", read(PAGE), re.MULTILINE)
    return [[cell.strip() for cell in line.split(" | ")] for line in lines]


def test_every_lie_of_the_firmware_has_its_row():
    names = list(chains.BUILDERS)
    start = rows().index(["the firmware", *names]) + 1
    shown = rows()[start : start + len(firmware.ROWS)]
    assert [row[0] for row in shown] == list(firmware.ROWS)
    assert [row for row in shown if not set(row[1:]) <= set(OUTCOMES)] == []


def test_every_harm_has_its_row():
    start = rows().index(["harm", "chain", *OUTCOMES]) + 1
    shown = [row for row in rows()[start:] if len(row) == 2 + len(OUTCOMES) and row[0]]
    assert [row[0] for row in shown] == [*tables.HARMS, "**all**"]


def test_every_outcome_is_explained():
    for outcome in OUTCOMES:
        assert f"**{outcome}**" in read(PAGE), outcome
