"""No failure of the boot chain, and no quirk, is without a test on a whole PC, or without a reason.

The lists are tests/boot/faces.py and the table at the end of docs/quirks.md.
"""

import re

import pytest

from faces import LETTERS, MESSAGES
from sources import ROOT, read
from test_messages import messages

SHIM_TESTS = ("test_shim_entry.py", "test_shim_disk.py", "test_shim_memory.py", "test_faces.py")


def names_in(name):
    return re.findall(r"^def (test_\w+)\(", read(f"tests/boot/{name}"), re.MULTILINE)


def quirks_of(name):
    """The numbers in the names of a file's tests: test_quirk_22_and_42_words."""
    heads = (re.match(r"test_quirk_(\d+(?:_and_\d+)*)_", test) for test in names_in(name))
    return {int(number) for head in heads if head for number in re.findall(r"\d+", head.group(1))}


def table():
    """[({numbers}, text)] of the last section of docs/quirks.md."""
    section = read("docs/quirks.md").partition("## On a whole PC")[2]
    rows = re.findall(r"^\| (\d[\d, ]*) \| (.+) \|$", section, re.MULTILINE)
    return [({int(number) for number in numbers.split(",")}, text) for numbers, text in rows]


@pytest.mark.parametrize("message", messages())
def test_every_message_is_provoked(message):
    assert any(message.startswith(beginning) for beginning in MESSAGES)


@pytest.mark.parametrize("beginning", MESSAGES)
def test_every_provoked_message_exists(beginning):
    assert any(message.startswith(beginning) for message in messages())


def test_every_letter_of_stage1_is_provoked():
    assert set(LETTERS) == set(re.findall(r"'([A-Z])'", read("stage1/stage1.asm")))


@pytest.mark.parametrize("test", sorted({*LETTERS.values(), *MESSAGES.values()}))
def test_every_test_that_provokes_exists(test):
    file, name = test.split("::")
    assert name in names_in(file)


def test_every_quirk_has_its_row():
    entries = re.findall(r"^\*\*(\d+)\.\*\*", read("docs/quirks.md"), re.MULTILINE)
    listed = set().union(*(numbers for numbers, _ in table()))
    assert len(entries) > 80
    assert {int(number) for number in entries} == listed


def test_a_row_names_the_file_that_has_the_tests_or_a_reason():
    for numbers, text in table():
        files = [name for name in SHIM_TESTS if f"tests/boot/{name}" in text]
        if files:
            assert (ROOT / "tests" / "boot" / files[0]).exists()
            assert numbers == quirks_of(files[0]), files[0]
        else:
            assert text.startswith("no"), text
            tested = set().union(*map(quirks_of, SHIM_TESTS))
            assert numbers & tested == set(), "there is a test after all"
