"""docs/rows.md tells what shows each row: it names what exists, and what it names says so."""

import os
import re
from pathlib import Path

import pytest

from sources import CODE, comments_of, files, read

PAGE = Path("docs/rows.md")
# 02-18 and 09-3; not a part of a date, of a version, nor of a longer word.
ROW = re.compile(r"(?<![\w.-])(?:0[1-9]|1[0-2])-[1-9]\d?(?![\w-])")
TEST = re.compile(r"`(tests/[\w/]+\.(?:py|c))::(\w+)`")
LINK = re.compile(r"\]\(([\w./-]+\.md)\)")
LISTED = dict(re.findall(r"^\| (\d\d-\d+) \|[^|\n]*\|([^|\n]*)\|$", read(PAGE), re.MULTILINE))


def names_of(path):
    """The rows that a file names: a page anywhere, a source in its comments."""
    return set(ROW.findall(read(path) if path.suffix == ".md" else comments_of(path)))


def has_test(path, name):
    in_c = rf"^(?:static \w+ {name}\(|TEST\({name}\))"
    pattern = rf"^def {name}\(" if path.suffix == ".py" else in_c
    return re.search(pattern, read(path), re.MULTILINE) is not None


def pages_of(cell):
    """The pages that a cell links, from docs/ on, counted from the root."""
    return [Path(os.path.normpath(PAGE.parent / target)) for target in LINK.findall(cell)]


def test_the_table_is_read():
    assert len(LISTED) == len(re.findall(r"^\| \d", read(PAGE), re.MULTILINE)) > 30
    assert len(TEST.findall(read(PAGE))) == read(PAGE).count("::") > 50


def test_every_row_that_is_named_is_listed():
    paths = [path for path in files(*CODE, ".py", ".mk", ".ld", ".md") if path != PAGE]
    named = {row: path for path in paths for row in names_of(path)}
    assert {row: path for row, path in named.items() if row not in LISTED} == {}


@pytest.mark.parametrize("row", LISTED)
def test_what_shows_a_row_exists_and_names_it(row):
    tests = [(Path(path), name) for path, name in TEST.findall(LISTED[row])]
    shown_by = [path for path, _ in tests] + pages_of(LISTED[row])
    assert shown_by, "nothing shows it"
    assert [f"{path}::{name}" for path, name in tests if not has_test(path, name)] == []
    assert [str(path) for path in shown_by if row not in names_of(path)] == []


def test_rows_are_told_from_other_numbers():
    text = "rows 02-18, 09-3; 01-1 to 01-6 (2024-01-11), 02-180, 13-1, 02-0, -02-1, a02-1"
    assert ROW.findall(text) == ["02-18", "09-3", "01-1", "01-6"]
