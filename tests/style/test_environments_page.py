"""docs/environments.md shows the table of tests/boot/environments.py, and that is sound."""

import re
import sys
from pathlib import Path

from sources import ROOT, read

sys.path.append(str(ROOT / "tests" / "boot"))
import environments  # noqa: E402

PAGE = "docs/environments.md"
LEAST = 60


def test_the_page_shows_the_table():
    assert "\n".join(environments.table()) in read(PAGE), "run `make docs`"


def test_no_environment_stands_there_twice():
    names = environments.every_name()
    assert len(names) == len(set(names)) >= LEAST


def test_every_sort_has_a_sample():
    sampled = {title for title, rows in environments.ROWS.items() if any(r.sample for r in rows)}
    assert set(environments.ROWS) - sampled == set()


def test_tests_of_their_own_exist():
    for other in environments.ELSEWHERE:
        path, _, name = other.test.partition("::")
        assert Path(ROOT / path).exists() and re.search(rf"^def {name}\(", read(path), re.MULTILINE)
        assert other.names
