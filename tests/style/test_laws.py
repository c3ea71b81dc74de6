"""The laws of the sources, executable: sizes, names, who may include whom, what stands where.

Each law is a function that lists the offenders, so that a test can also show that it finds one.
"""

import re
from pathlib import Path

import pytest

import sources
from sources import ASSEMBLY, CODE, PRODUCT, code_of, files, includes, read

MOST_LINES = 400
MOST_COLUMNS = 100
TAB = 4  # as in .editorconfig
MOST_FUNCTION_LINES = 40
FREESTANDING = {"stdarg.h", "stdbool.h", "stddef.h", "stdint.h", "limits.h"}

# What the programs may include: their own files, and the rooms below them.
ROOMS = {
    "common": {"common"},
    "stage2": {"common", "stage2", "gen"},
    "kernel": {"common", "kernel", "gen"},
    "mkimage": {"common", "mkimage", "stage2", "kernel"},  # but see the test of constants.c
}
# The halves of stage2 share nothing but what lies beside them.
HALVES = {"stage2/real": "stage2/protected", "stage2/protected": "stage2/real"}
# The pure rooms, the files in them that touch the machine, and what pure files may include.
PURE = ("common", "kernel/core")
HARDWARE = ("common/x86/",)
PURE_INCLUDES = ("common/", "kernel/core/", "gen/")
DOOR = Path("stage2/real/doors.asm")
SCREEN, SCREEN_NAME = "kernel/dev/vga.c", "VIRT_VGA_TEXT_START"

# Tables of data, and texts whose lines are not ours to break.
ANY_LENGTH = ("docs/", "tests/data/", "tests/v86/package-lock.json", "LICENSE")


def long_files():
    counts = {path: read(path).count("\n") for path in files() if not is_free(path)}
    return [f"{path}: {count} lines" for path, count in counts.items() if count > MOST_LINES]


def wide_lines(paths=None):
    return [
        f"{path}:{number}: {len(line.expandtabs(TAB))} columns"
        for path in paths or files()
        if not is_free(path)
        for number, line in enumerate(read(path).splitlines(), 1)
        if len(line.expandtabs(TAB)) > MOST_COLUMNS
    ]


def is_free(path):
    return str(path).startswith(ANY_LENGTH)


def long_functions():
    return [
        f"{path}:{line}: {name} has {length} lines"
        for path in files(".c", ".h")
        for line, length, name in sources.functions(path)
        if length > MOST_FUNCTION_LINES
    ]


def matches(pattern, paths, text_of=read):
    found = []
    for path in paths:
        for number, line in enumerate(text_of(path).splitlines(), 1):
            if re.search(pattern, line):
                found.append(f"{path}:{number}: {line.strip()}")
    return found


def test_files_are_short():
    assert long_files() == []


def test_lines_are_short():
    assert wide_lines() == []


def test_functions_are_short():
    assert sum(len(sources.functions(path)) for path in files(".c")) > 100, "the parser sees them"
    assert long_functions() == []


def test_no_line_ends_with_blanks_and_every_file_with_a_newline():
    assert matches(r"[ \t]+$", [path for path in files() if path.suffix != ".md"]) == []
    assert [path for path in files() if read(path) and not read(path).endswith("\n")] == []


def test_sources_are_ascii():
    """Any editor, any terminal, any listing; pages of the docs may use what they like."""
    assert matches(r"[^\x00-\x7f]", [path for path in files() if path.suffix != ".md"]) == []


def test_no_place_of_one_machine():
    """Nothing knows where somebody keeps the project."""
    pattern = r"(?<![\w.*$)}/])/(home|work|root|Users|tmp)/\w"
    own = Path("tests/style/test_laws.py")
    assert matches(pattern, [path for path in files() if path != own]) == []


def test_nothing_is_left_to_do():
    pattern = r"\b(" + "|".join(["TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"]) + r")\b"
    assert matches(pattern, files()) == []


def test_one_door_to_the_bios():
    """In stage2 the instruction stands in the door alone, which puts the vector in by hand."""
    elsewhere = [p for p in files(*CODE, under=("stage2", "kernel", "common")) if p != DOOR]
    assembly = [path for path in elsewhere if path.suffix in ASSEMBLY]
    assert matches(r"^\s*(\w+:\s*)?int\s+\S", assembly, code_of) == []
    c_files = [path for path in elsewhere if path.suffix not in ASSEMBLY]
    assert matches(r'"\s*int\s+(\$|0x|\d)', c_files, code_of) == []
    assert re.search(r"\bint\b|0xcd", code_of(DOOR), re.IGNORECASE), "the door is where it was"


def test_the_screens_address_stands_once():
    """03-13: every user derives it from disk.layout."""
    places = [p for p in files() if p.parts[0] not in ("docs", "tests") and p.name != "README.md"]
    found = matches(r"(?i)\b(0x0*b8000|0b8000h|b800h|0xb800|753664)\b", places)
    assert len(found) == 1 and found[0].startswith("disk.layout:"), found


def test_one_file_writes_to_the_screen():
    """03-13: the kernel's driver; others may say that there is a screen, none may point to it."""
    kernel = [path for path in files(*CODE, under=("kernel",)) if path != Path(SCREEN)]
    pointer = rf"\*[\w ]*\)\s*\(?{SCREEN_NAME}|\[\s*{SCREEN_NAME}"
    assert matches(pointer, kernel, code_of) == []
    users = {str(path) for path in kernel if SCREEN_NAME in code_of(path)}
    assert users <= {"kernel/entry_check.c", "kernel/crash/where.c"}, "tables of places"
    assert matches(pointer, [Path(SCREEN)], code_of)


def naked_vectors(paths):
    """Interrupt lines and vectors that are told by their numbers."""
    takes_line = r"(?:irq_register|irq_count|pic_(?:un)?mask|pic_begin|pic_end)\("
    takes_vector = r"(?:VECTOR_(?:PLAIN|ERROR|ABORT)|idt_gate|exception_name)\("
    number = rf"(?:{takes_line}|{takes_vector})(?:\(\w+\))?\(?\d"
    return matches(rf"{number}|\bint\s+\$?\d|vector\s*==\s*\d", paths, code_of)


def test_lines_and_vectors_have_names():
    """07-14"""
    assert naked_vectors(files(*CODE, under=("kernel",))) == []


@pytest.mark.parametrize("room", ROOMS)
def test_who_includes_whom(room):
    offenders = []
    for path in files(".c", ".h", under=(room,)):
        for quoted, name in includes(path):
            if quoted and name.partition("/")[0] not in ROOMS[room]:
                offenders.append(f"{path} includes {name}")
            if not quoted and room != "mkimage" and name not in FREESTANDING:
                offenders.append(f"{path} includes <{name}>")
    assert offenders == []


@pytest.mark.parametrize("half", HALVES)
def test_the_halves_of_stage2_do_not_know_each_other(half):
    offenders = [
        f"{path} includes {name}"
        for path in files(".c", ".h", under=("stage2",))
        if str(path).startswith(half)
        for _, name in includes(path)
        if name.startswith(HALVES[half])
    ]
    assert offenders == []


def test_one_file_of_mkimage_knows_the_programs():
    """constants.c, which tells NASM the offsets in the structures of stage2 and the kernel."""
    knows = {
        str(path)
        for path in files(".c", ".h", under=("mkimage",))
        for _, name in includes(path)
        if name.startswith(("stage2/", "kernel/"))
    }
    assert knows <= {"mkimage/constants.c"}


def test_includes_count_from_the_root():
    """One way to name a file, which works from everywhere."""
    offenders = [
        f"{path} includes {name}"
        for path in files(".c", ".h")
        for quoted, name in includes(path)
        if quoted and not name.startswith("gen/") and not (sources.ROOT / name).exists()
    ]
    assert offenders == []


def test_pure_code_touches_no_machine():
    """What computes compiles on the host: no assembly, no port, no register."""
    pure = [p for p in files(".c", ".h", under=PURE) if not str(p).startswith(HARDWARE)]
    assert len(pure) > 10
    assert matches(r"\b(asm|__asm__)\s*(volatile|\()|\bvolatile\b", pure, code_of) == []
    included = [(path, name) for path in pure for quoted, name in includes(path) if quoted]
    assert [pair for pair in included if pair[1].startswith(HARDWARE)] == []
    assert [pair for pair in included if not pair[1].startswith(PURE_INCLUDES)] == []


def test_every_header_has_its_guard():
    offenders = []
    for path in files(".h"):
        guard = re.sub(r"[^A-Z0-9]", "_", str(path).upper())
        text = code_of(path).strip()
        opening = f"#ifndef {guard}\n#define {guard}\n"
        if not text.startswith(opening) or not text.endswith("#endif"):
            offenders.append(f"{path}: {guard}")
    assert offenders == []


def test_every_file_says_first_what_it_is():
    """Law 6: the name of the file, then what it does, in the first comment."""
    starts = {
        ".c": r"/\*\n \* {name}: \S",
        ".h": r"/\*\n \* {name}: \S",
        ".asm": r"; {name}: \S",
        ".inc": r"; {name}: \S",
        ".ld": r"/\*(\n \*)? {name}: \S",
        ".mk": r"# {name}: \S",
        ".py": r'(#![^\n]*\n)?"""\S',
    }
    offenders = [
        str(path)
        for path in files(*starts)
        if not re.match(starts[path.suffix].format(name=re.escape(path.name)), read(path))
    ]
    assert offenders == []


def test_numbers_have_names():
    """Naked hexadecimal in the product's C: below 1 % of the lines, outside of definitions."""
    definition = re.compile(r"#define|=|^\s*[\w\"\[\]{]+.*[,}]$|_Static_assert")
    number = re.compile(r"\b0x[0-9a-fA-F]{2,}")
    lines = [line for path in files(".c", under=PRODUCT) for line in code_of(path).splitlines()]
    code = [line for line in lines if line.strip()]
    naked = [line for line in code if number.search(line) and not definition.search(line)]
    assert len(code) > 2000 and len(naked) < len(code) / 100, "\n".join(naked)


def test_comments_and_code_keep_their_proportion():
    """C: at least one line in seven says why; and the code still outweighs the prose."""
    lines = comments = 0
    for path in files(".c", ".h", under=PRODUCT):
        text = [line for line in read(path).splitlines() if line.strip()]
        code = [line for line in code_of(path).splitlines() if line.strip()]
        lines += len(text)
        comments += len(text) - len(code)
    assert 1 / 7 < comments / lines < 1 / 3, f"{comments / lines:.0%}"


def test_the_laws_find_offenders(tmp_path, monkeypatch):
    """A law that cannot fail is none: each sort of look-up sees what it looks for."""
    bad = tmp_path / "bad.c"
    body = "    call();\n" * (MOST_FUNCTION_LINES + 1)
    bad.write_text("/* " + "x" * 120 + " */\nvoid f(void)\n{\n" + body + "}\n" + "\n" * MOST_LINES)
    monkeypatch.setattr(sources, "ROOT", tmp_path)
    monkeypatch.setattr(sources, "_all_files", lambda: [Path("bad.c")])
    assert long_files() and wide_lines() and long_functions()
    assert matches(r"call\(\)", [Path("bad.c")], code_of)
    assert not matches(r"xxx", [Path("bad.c")], code_of), "comments are no code"
    naked = ["irq_register(1, f);", "idt_gate(14);", "VECTOR_PLAIN((uint8_t)32)", '"int 0x80"']
    bad.write_text("\n".join([*naked, "irq_register(PIC_LINE_COM1, f);"]))
    assert len(naked_vectors([Path("bad.c")])) == len(naked)
