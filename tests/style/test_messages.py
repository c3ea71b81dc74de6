"""Every message that ends stage2 or the kernel is explained; what the README names exists."""

import re

import pytest

from sources import CODE, ROOT, files, read

STEP_AND_TEXT = re.compile(r'\bdie\(\s*"(\w+)",\s*((?:"(?:[^"\\]|\\.)*"\s*)+)')


def normal(text):
    """The same for `drive %02xh` and `drive Xh`: whatever the machine fills in becomes an X."""
    filled = r"%\d*[lz]*[usxp]|(?<=\b0x)ADDRESS\b|\b(?:N|TEXT|NAME|FEATURE|REASON|PROMISE)\b"
    return re.sub(filled, "X", " ".join(text.split()))


def messages():
    """Each message as stage2's sources have it."""
    for path in files(".c"):
        if str(path).startswith("stage2/"):
            for step, literals in STEP_AND_TEXT.findall(read(path)):
                text = "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', literals)).replace("\\n", " ")
                yield normal(f"{step}: error: {text}")


def explained():
    """Beginnings of messages, as docs/messages.md quotes them: an ellipsis stands for the rest."""
    quotes = re.findall(r"^`(\w+: error: [^`]+)`", read("docs/messages.md"), re.MULTILINE)
    return [normal(quote).removesuffix("...").strip() for quote in quotes]


def panics():
    """Each panic of the kernel, but for the one that somebody can ask for."""
    for path in files(".c"):
        if str(path).startswith("kernel/") and path.name != "faults.c":
            for text in re.findall(r'\bpanic\(\s*"([^"]*)"', read(path)):
                yield normal(text)


def explained_panics():
    quotes = re.findall(r"`PANIC: ([^`]+?)(?:\s+at\s+FILE:LINE)?`", read("docs/messages.md"))
    return {normal(quote) for quote in quotes}


def test_panics_are_explained():
    assert len(set(panics())) > 10
    assert set(panics()) - explained_panics() == set()
    assert explained_panics() - set(panics()) == set()


def test_messages_are_found():
    steps = {message.split(":")[0] for message in messages()}
    assert steps >= {"stack", "cpu", "a20", "memory", "disk", "kernel", "verify", "paging"}


@pytest.mark.parametrize("message", messages())
def test_every_message_is_explained(message):
    assert any(message.startswith(quote) for quote in explained())


@pytest.mark.parametrize("quote", explained())
def test_every_explained_message_exists(quote):
    assert any(message.startswith(quote) for message in messages())


def test_the_quirks_are_numbered_without_a_gap():
    numbers = re.findall(r"^\*\*(\d+)\.\*\*", read("docs/quirks.md"), re.MULTILINE)
    assert [int(number) for number in numbers] == list(range(1, len(numbers) + 1))


def test_files_that_the_quirks_name_exist():
    known = {path.name for path in files(*CODE, ".py")}
    named = set(re.findall(r"\b\w+\.(?:asm|c|py|h)\b", read("docs/quirks.md")))
    assert len(named) > 20
    assert named - known == set()


def test_the_reading_order_names_files_that_exist():
    rows = re.findall(r"^\| \d+ \| (.*?) \|", read("README.md"), re.MULTILINE)
    assert len(rows) > 20
    for row in rows:
        folder = ROOT  # of the row's file before, where only a name is given
        for name in re.findall(r"`([^`]+)`", row):
            path = ROOT / name if (ROOT / name).exists() else folder / name
            assert path.exists(), f"README.md, reading order: {name}"
            folder = path.parent
