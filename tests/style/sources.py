"""The project's own files, and what the laws need to know of their text."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ("common", "stage1", "stage2", "kernel", "mkimage")
ASSEMBLY = (".asm", ".inc")
CODE = (".c", ".h", *ASSEMBLY)
NOT_OURS = ("build/", "compile_commands.json")  # generated, where git is not there to say so
BINARY = (".png", ".img", ".bin")
FUZZED = "tests/fuzz/corpus/"  # any bytes, under names that a fuzzer gives


def files(*suffixes, under=()):
    """Paths below the root, of all kinds or of some; build products are none of them."""
    return [
        path
        for path in _all_files()
        if (not suffixes or path.suffix in suffixes)
        and (not under or any(path.is_relative_to(folder) for folder in under))
        and path.suffix not in BINARY
        and not str(path).startswith(FUZZED)
    ]


def _all_files():
    if (ROOT / ".git").exists():
        command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
        names = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
        names = names.splitlines()
    else:
        names = [str(path.relative_to(ROOT)) for path in ROOT.rglob("*") if path.is_file()]
    ours = [name for name in names if not name.startswith(NOT_OURS) and "__pycache__" not in name]
    return sorted(Path(name) for name in ours if (ROOT / name).is_file())


def read(path):
    return (ROOT / path).read_text(encoding="utf-8")


def code_of(path):
    """A source file's text without its comments; line numbers stay as they are."""
    text = read(path)
    if path.suffix in ASSEMBLY:
        return re.sub(r"""("[^"\n]*"|'[^'\n]*')|;[^\n]*""", lambda m: m.group(1) or "", text)
    return re.sub(
        r"""("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')|/\*.*?\*/|//[^\n]*""",
        lambda m: m.group(1) or "\n" * m.group().count("\n"),
        text,
        flags=re.DOTALL,
    )


def comments_of(path):
    """The text of all comments, one after the other."""
    text = read(path)
    if path.suffix in ASSEMBLY:
        found = re.findall(r"""(?:"[^"\n]*"|'[^'\n]*')|;([^\n]*)""", text)
    elif path.suffix in (".c", ".h"):
        found = re.findall(r'"(?:\\.|[^"\\\n])*"|/\*(.*?)\*/', text, re.DOTALL)
    elif path.suffix == ".py":
        found = re.findall(r'"""(.*?)"""|#([^\n]*)', text, re.DOTALL)
        found = [first or second for first, second in found]
    else:
        found = re.findall(r"#([^\n]*)", text)
    return "\n".join(found)


def includes(path):
    """[(quoted, name)] of a C file: "name" or <name>."""
    return [
        (opening == '"', name)
        for opening, name in re.findall(r'^#include ([<"])([^>"]+)[>"]', read(path), re.MULTILINE)
    ]


def functions(path):
    """[(first line, number of body lines, name)]; the opening brace stands alone at the margin."""
    lines = code_of(path).splitlines()
    found = []
    for number, line in enumerate(lines):
        if line != "{":
            continue
        end = lines.index("}", number)
        head = " ".join(lines[max(0, number - 4) : number])
        names = re.findall(r"(\w+)\(", head)
        found.append((number, end - number - 1, names[0] if names else "?"))
    return found
