"""The docs cannot drift: what they say about the sources is looked up in the sources."""

import os
import re
import subprocess

import pytest

from sources import CODE, ROOT, comments_of, files, read

# A tag is a document's name and, mostly, a place in it: [SDM3 4.5], [EDD3 13/42], [16550]. Words in
# capitals alone are no tag unless the table has them: usage lines write [COUNT] for what may be
# left out.
BRACKETS = re.compile(r"(?<![\w\])])\[([A-Za-z0-9][^\[\]\n]*(?:\n[ *;#]*[^\[\]\n]*)?)\]")
TAG = re.compile(r"[A-Z][\w-]*\d[\w-]*\b|[A-Z0-9][\w.-]* \d|\d{4}\w?$")
QUIRK = re.compile(r"\bquirks? ((?:\d+(?:-\d+)?(?:, |,? and )?)+)")
STYLE = "tests/style/"  # speaks of citations, cites nothing


def documents():
    """The tags that docs/references.md explains: **[SDM1]**, **[ACPI 6.5]**."""
    found = re.findall(r"\*\*\[([^\]]+)\]\*\*", read("docs/references.md"))
    assert len(found) > 5
    return found


def citations(text, known):
    """Every tag in a text, with its place; one bracket may hold several."""
    found = []
    for inside in BRACKETS.findall(text):
        inside = re.sub(r"\n[ *;#]*", " ", inside)
        parts = [part.strip() for part in inside.split(";")]
        found += [part for part in parts if TAG.match(part) or is_resolved(part, known)]
    return found


def is_resolved(citation, known):
    return any(re.match(rf"{re.escape(tag)}($|[ ,])", citation) for tag in known)


def cited_in_sources():
    known = documents()
    for path in files(*CODE, ".py", ".mk", ".ld", ""):
        if not str(path).startswith(STYLE):
            for citation in citations(comments_of(path), known):
                yield path, citation


def test_every_citation_is_resolved():
    known = documents()
    cited = list(cited_in_sources())
    assert len(cited) > 50, "the sources cite"
    assert [f"{path}: [{what}]" for path, what in cited if not is_resolved(what, known)] == []


def test_no_document_is_listed_in_vain():
    known = documents()
    cited = [what for _, what in cited_in_sources()]
    for path in files(".md"):
        if path.name != "references.md":
            cited += citations(read(path), known)
    assert [tag for tag in known if not any(is_resolved(what, [tag]) for what in cited)] == []


def quirk_numbers(text):
    for numbers in QUIRK.findall(text):
        for first, last in re.findall(r"(\d+)(?:-(\d+))?", numbers):
            yield from range(int(first), int(last or first) + 1)


def test_every_quirk_is_explained():
    entries = re.findall(r"^\*\*(\d+)\.\*\*", read("docs/quirks.md"), re.MULTILINE)
    explained = {int(number) for number in entries}
    cited = {number for p in files(*CODE, ".py") for number in quirk_numbers(comments_of(p))}
    for path in files(".py", ".c"):
        cited |= {int(number) for number in re.findall(r"test_quirk_(\d+)", read(path))}
    assert len(cited) > 20
    assert cited - explained == set()


def test_the_layouts_table_is_the_generated_one(build):
    """disk.layout moves every consumer, the docs among them (02-25)."""
    generated = (build / "gen" / "layout.md").read_text()
    assert generated.strip() in read("docs/memory-map.md")


def test_the_variants_table_is_the_generated_one(build):
    """And every variant is told when it should be tried."""
    generated = (build / "gen" / "variants.md").read_text()
    page = read("docs/real-hardware.md")
    before, table, after = page.partition(generated.strip())
    assert table, "run make docs"
    names = re.findall(r"^\| `([\w-]+)` \|", generated, re.MULTILINE)
    assert len(names) > 5 and names[0] == "normal"
    assert [name for name in names[1:] if f"`{name}`" not in before] == []
    assert [name for name in names[1:] if f"`{name}`" not in after] == []


def test_the_form_explains_each_line_of_the_report():
    """In the command's order; a label that is empty belongs to the line above."""
    table = read("kernel/monitor/report.c").partition("report_lines[] = {")[2].partition("};")[0]
    labels = [label for label in re.findall(r'\{"([^"]*)", \w+\}', table) if label]
    assert len(labels) > 15
    assert re.findall(r"^\| `([^`]+)` \|", read("docs/report-form.md"), re.MULTILINE) == labels


@pytest.mark.parametrize("page", [str(path) for path in files(".md")])
def test_links_and_file_names_lead_somewhere(page):
    text = read(page)
    folder = (ROOT / page).parent
    offenders = []
    for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text):
        if not re.match(r"[a-z]+:", target) and not (folder / target).exists():
            offenders.append(target)
    rooms = "common|kernel|stage1|stage2|mkimage|tests|tools|docs|make"
    kinds = "c|h|asm|inc|py|mk|ld|md|txt"
    for name in re.findall(rf"(?<![\w/.])((?:{rooms})/[\w./-]+\.(?:{kinds}))\b", text):
        if not (ROOT / name).exists():
            offenders.append(name)
    assert offenders == []


def test_the_letters_of_stage1_are_explained():
    """docs/stage1-errors.md explains exactly the letters that stage1 can print."""
    letters = set(re.findall(r"^\| `([A-Z])` \|", read("docs/stage1-errors.md"), re.MULTILINE))
    code = set(re.findall(r"'([A-Z])'", read("stage1/stage1.asm")))
    assert letters and letters == code


def test_targets_in_help_exist():
    """`make help` names targets that make knows."""
    text = read("make/help.txt")
    targets = set(re.findall(r"\bmake ([a-z][a-z-]*)", text)) - {"deps"}
    assert len(targets) > 8
    # Relative, since make knows no names with a blank, which the tree's own folder may have.
    build = os.path.relpath(os.environ.get("BUILD", ROOT / "build"), ROOT)
    for target in sorted(targets):
        done = subprocess.run(
            ["make", "-n", target, "DEVICE=/dev/null", f"BUILD={build}"],
            cwd=ROOT, capture_output=True, text=True,
        )  # fmt: skip
        assert "No rule to make target" not in done.stderr, target


def test_the_laws_find_offenders():
    text = "see [SDM3 4.5; APM2 8.2], a[i], [0, 2), [EDD3], [8042], [COUNT] and [VGA]"
    assert citations(text, ["VGA"]) == ["SDM3 4.5", "APM2 8.2", "EDD3", "8042", "VGA"]
    assert not is_resolved("SDM31 4.5", ["SDM3"]) and is_resolved("ACPI 6.5 15", ["ACPI 6.5"])
    assert list(quirk_numbers("quirks 57-59, 62 and 71; quirk 3")) == [57, 58, 59, 62, 71, 3]
