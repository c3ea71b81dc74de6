"""How the image is made: by which compilers, in which folder, and what a change rebuilds.

Rows 01-7, 01-9, 01-10, 02-8, 02-15, 02-20, 02-24, 02-25; reproducible to the byte.
"""

import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import pytest

from binaries import executable_sections
from climb import climbed
from layout import read_layout
from machine import PATIENCE_SECONDS, POLL_SECONDS
from trees import INHERITED, Tree

# All that a build may use besides gcc, make, nasm and binutils: what every system has.
PLAIN_TOOLS = (
    "sh bash env cat cmp cp mv rm mkdir touch sed awk mawk gawk grep find head tail tr sort uname "
    "dirname basename printf echo test true false ls ln chmod date expr wc xargs dd truncate tee"
).split()
DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY")
BUILD_TOOLS = "make gcc cc as ld ar nm size objcopy objdump nasm".split()


@pytest.fixture
def tree(root, scratch):
    return Tree(root, scratch / "tree")


@pytest.fixture(scope="module")
def built(root, build):
    """A tree that has been built once, for the tests that look at what a second make does."""
    parent = build / "tests" / "scratch"
    parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=parent) as directory:
        tree = Tree(root, Path(directory) / "built")
        tree.make()
        yield tree


def have(*programs):
    missing = [program for program in programs if not shutil.which(program)]
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)}")


@pytest.mark.parametrize(
    "words",
    [
        ("CC=gcc",),
        ("CC=clang",),
        ("CC=gcc", "LD=ld.lld"),
        ("CC=clang", "LD=ld"),
        ("CC=gcc", "DEBUG=1"),
        ("CC=clang", "DEBUG=1"),
    ],
    ids=" ".join,
)
def test_every_build_boots(tree, qemu, words):
    """01-7, 01-10, 02-8: each compiler and linker, both profiles, warnings being errors."""
    have(*(word.partition("=")[2] for word in words if not word.startswith("DEBUG")))
    tree.make(*words)
    climbed(qemu(tree.image))
    check = subprocess.run([tree.build / "mkimage", "check", tree.image], capture_output=True)
    assert check.returncode == 0, check.stdout


def test_clang_alone_builds_it(root, tree, scratch, qemu):
    """01-7: any host that has clang and lld: no gcc, no binutils on the PATH."""
    have("clang", "ld.lld", "llvm-objcopy")
    tools = "make clang ld.lld llvm-objcopy llvm-nm llvm-size nasm".split()
    path = farm(scratch / "bin", [*PLAIN_TOOLS, *tools])
    (path / "ld").symlink_to(os.path.realpath(shutil.which("ld.lld")))  # for the host's mkimage
    tree.make("CC=clang", "HOSTCC=clang", environment={"PATH": str(path)})
    climbed(qemu(tree.image))


def test_needs_no_boot_loader_and_few_tools(tree, scratch, qemu):
    """02-24: built with nothing on the PATH but gcc, make, nasm, binutils and the plain tools."""
    path = farm(scratch / "bin", [*PLAIN_TOOLS, *BUILD_TOOLS])
    tree.make("CC=gcc", environment={"PATH": str(path)})
    climbed(qemu(tree.image))


def farm(path, names):
    """A directory of links to these programs, as far as there are any."""
    path.mkdir()
    for name in names:
        found = shutil.which(name)
        if found:
            (path / name).symlink_to(os.path.realpath(found) if name != "cc" else found)
    return path


@pytest.mark.xdist_group("built")
def test_another_folder_clock_and_user_give_the_same_bytes(built, root, scratch):
    other = Tree(root, scratch / "another folder" / "with a longer name")
    for path in other.path.rglob("*"):
        if path.is_file():
            os.utime(path, (1_000_000_000, 1_000_000_000))
    environment = {
        "TZ": "Pacific/Chatham",
        "LC_ALL": "C",
        "LANG": "",
        "HOME": "/nonexistent",
        "USER": "somebody",
        "LOGNAME": "somebody",
        "SOURCE_DATE_EPOCH": "12345",
    }
    old = os.umask(0o077)
    try:
        other.make(environment=environment)
    finally:
        os.umask(old)
    assert other.image.read_bytes() == built.image.read_bytes()
    for name in ("stage1/stage1.bin", "stage2/stage2.bin", "kernel/kernel.bin"):
        assert (other.build / name).read_bytes() == (built.build / name).read_bytes()


@pytest.mark.xdist_group("built")
def test_a_second_make_does_nothing(built):
    """02-20"""
    before = times(built)
    output = built.make()
    assert not re.search(r"^  [A-Z0-9]+ +\S", output, re.MULTILINE), output
    assert times(built) == before


@pytest.mark.xdist_group("built")
@pytest.mark.parametrize("header", ["kernel/report.h", "common/crc32c.h", "stage2/real/disk.h"])
def test_a_touched_header_rebuilds_only_its_users(built, header):
    """02-20"""
    before = times(built)
    users = {
        path.with_suffix(".o")
        for path in built.build.rglob("*.d")
        if re.search(rf"(^|[ /]){re.escape(header)}\b", path.read_text())
        and path.with_suffix(".o").exists()
    }
    assert users, f"nobody includes {header}"
    (built.path / header).touch()
    built.make()
    objects = {path for path in before if path.suffix == ".o" and is_compiled(built, path)}
    rebuilt = {path for path in objects if times(built)[path] != before[path]}
    assert rebuilt == users & objects


def is_compiled(tree, path):
    """An object of one source file, not one that links others."""
    return path.parent != tree.build / "stage2"


def times(tree):
    return {path: path.stat().st_mtime_ns for path in tree.build.rglob("*") if path.is_file()}


@pytest.mark.xdist_group("built")
def test_make_usb_writes_the_image_or_a_variant(built, scratch):
    """Builds what is missing, hands DEVICE over as it is, lists without it; names are checked."""
    card = scratch / "a card.img"
    card.write_bytes(bytes(20 << 20))
    words = [f"DEVICE={card}", "usb"]
    assert "holds the image" in built.make(*words, answer="yes\n")
    assert card.read_bytes()[: 16 << 20] == built.image.read_bytes()
    assert "holds the image" in built.make("VARIANT=xor", *words, answer="yes\n")
    assert card.read_bytes()[: 16 << 20] == (built.build / "variants/ascent-xor.img").read_bytes()
    (built.build / "variants/ascent-xor.img").unlink()
    built.make("VARIANT=xor", *words, answer="no\n", check=False)
    assert (built.build / "variants/ascent-xor.img").exists(), "it is made again"
    assert "could be written to" in built.make("usb")
    said = built.make("VARIANT=nonsense", "run-serial", check=False)
    names = "entry4 heads255 heads32 no-block xor"
    assert f"VARIANT=nonsense: there is no such variant; these are: {names}\n" in said
    said = built.make("PYTHON=python-none", "usb", check=False)
    assert "python-none is not installed; `make deps usb` installs it.\n" in said


@pytest.mark.xdist_group("built")
def test_the_editors_file(built, root):
    """01-9: every C file is in compile_commands.json, and its command passes clang's front end."""
    have("clang")
    built.make("compdb")
    entries = json.loads((built.path / "compile_commands.json").read_text())
    known = {entry["file"] for entry in entries}
    product = ("common", "kernel", "mkimage", "stage2")
    paths = [path for room in product for path in (built.path / room).rglob("*.c")]
    sources = {str(path.relative_to(built.path)) for path in paths}
    assert sources <= known, sources - known
    for entry in entries:
        words = shlex.split(entry["command"])
        at = words.index("-o")
        words = ["clang", "-fsyntax-only", *words[1:at], *words[at + 2 :]]
        done = subprocess.run(words, cwd=entry["directory"], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr


@pytest.mark.xdist_group("built")
def test_clangd_opens_every_file(built):
    """01-9: each source and each header, without one complaint."""
    have("clangd")
    built.make("compdb")
    paths = [path for kind in ("*.c", "*.h") for path in built.path.rglob(kind)]
    paths = [path for path in sorted(paths) if built.build not in path.parents]
    assert len(paths) > 150
    said = {str(path.relative_to(built.path)): clangd(built, path) for path in paths}
    assert {path: words for path, words in said.items() if words} == {}


@pytest.mark.xdist_group("built")
def test_clangd_finds_what_is_wrong(built):
    have("clangd")
    built.make("compdb")
    wrong = built.path / "kernel" / "wrong.c"
    wrong.write_text("#include \"kernel/print.h\"\nint wrong(void) { return printt(); }\n")
    try:
        assert "printt" in clangd(built, wrong)
    finally:
        wrong.unlink()


def clangd(tree, path):
    """What an editor would underline in a file; the features are tried on its first lines alone."""
    command = ["clangd", f"--check={path}", "--check-lines=1-2", "--log=error"]
    done = subprocess.run(command, cwd=tree.path, capture_output=True, text=True)
    assert (done.returncode == 0) == (done.stderr.strip() == "")
    return done.stderr


@pytest.mark.parametrize("words", [(), ("DEBUG=1",)], ids=["release", "debug"])
def test_size_tells_both_profiles(tree, words):
    """01-10: the kernel's code in each, from that profile's own ELF file, and the difference."""
    output = tree.make("size", *words)
    pattern = r"^  kernel code (\d+) bytes, with DEBUG=1 (\d+): ([+-]\d+)$"
    release, debug, difference = map(int, re.search(pattern, output, re.MULTILINE).groups())
    (beside,) = (tree.build / "profile").iterdir()
    found = [code_bytes(folder / "kernel" / "kernel.elf") for folder in (tree.build, beside)]
    assert [release, debug] == (found[::-1] if words else found)
    assert release != debug and difference == debug - release


def code_bytes(path):
    return next(len(code) for name, _, code in executable_sections(path) if name == ".text")


def test_one_command_builds_and_runs(tree, logs):
    """02-15: `make run`, in a tree where nothing is built, without a display or a terminal."""
    variables = {k: v for k, v in os.environ.items() if k not in (*INHERITED, *DISPLAYS)}
    said = logs / "make-run"
    with open(said, "wb") as output:
        run = subprocess.Popen(
            ["make", "run"], cwd=tree.path, env=variables, start_new_session=True,
            stdin=subprocess.PIPE, stdout=output, stderr=subprocess.STDOUT,
        )
    try:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while run.poll() is None and time.monotonic() < deadline:
            if "[kernel] ready" in said.read_text(errors="replace"):
                break
            time.sleep(POLL_SECONDS)
    finally:
        os.killpg(run.pid, signal.SIGTERM)
        run.wait()
    text = said.read_text(errors="replace")
    assert "  IMG  build/ascent.img" in text
    assert "\r\nHello World!\r\n" in said.read_bytes().decode(errors="replace"), text
    assert "[kernel] ready" in text


def test_the_build_says_what_is_left(tree):
    """One line a step, and at the end the bytes used and left in every region."""
    lines = tree.make().splitlines()
    table = next(n for n, line in enumerate(lines) if "ascent.img:" in line)
    for line in lines[:table]:
        assert re.fullmatch(r"  [A-Z0-9]+ +\S+", line), line
    for region in ("stage1", "stage2", "kernel"):
        assert any(region in line and re.search(r"\d+ +\d+", line) for line in lines[table:])


def test_a_moved_layout_moves_everybody(tree, qemu):
    """02-25: lines changed in disk.layout alone, and NASM, C, linker, image and docs follow."""
    tree.substitute(
        "disk.layout",
        ("stage2          32      64 ", "stage2          48      64 "),
        ("kernel          96      rest", "kernel          160     rest"),
        ("real_stack      0x05000         11K ", "real_stack      0x05400         10K "),
        ("bounce          0x10000 ", "bounce          0x20000 "),
        ("boot_info       0x20000         64K ", "boot_info       0x34000         64K "),
        ("protected_bss   0x30000 ", "protected_bss   0x48000 "),
        ("protected_stack 0x34000 ", "protected_stack 0x4c000 "),
        ("kernel          0xffffffff80000000", "kernel          0xffffffff80200000"),
        ("kernel_stack    0xffffffff90001000 ", "kernel_stack    0xffffffff90021000 "),
        ("boot_info       0xffffffff90110000 ", "boot_info       0xffffffff90150000 "),
    )
    tree.make()
    layout = read_layout(tree.build)
    assert layout["DISK_STAGE2_LBA"] == 48
    machine = qemu(tree.image)
    climb = climbed(machine)
    assert "LBA 48," in climb.stage2["stage2"] and "LBA 160," in climb.stage2["kernel"]
    rsp, rip = machine.register("RSP"), machine.register("RIP")
    assert 0xFFFFFFFF90021000 < rsp < 0xFFFFFFFF90031000
    assert 0xFFFFFFFF80200000 < rip < 0xFFFFFFFF88200000
    page = tree.path / "docs" / "memory-map.md"
    assert "| boot_info | `0x34000` |" not in page.read_text()
    tree.make("docs")
    assert "| boot_info | `0x34000` |" in page.read_text()


@pytest.mark.parametrize(
    "old, new, told",
    [
        ("stage2          32      64 ", "stage2          32      65 ", "kernel          96"),
        ("stage2          32      64 ", "stage2          32      8 ", "stage2          32"),
        ("bounce          0x10000 ", "bounce          0x10200 ", "bounce          0x10200"),
    ],
    ids=["overlap", "too small", "misaligned"],
)
def test_a_bad_layout_is_refused(tree, old, new, told):
    """A sentence with file and line, a bad status, and no image."""
    tree.substitute("disk.layout", (old, new))
    lines = (tree.path / "disk.layout").read_text().splitlines()
    line = 1 + next(n for n, text in enumerate(lines) if text.startswith(told))
    output = tree.make(check=False)
    assert re.search(rf"^disk\.layout:{line}: \S+", output, re.MULTILINE), output
    assert re.search(r"^make: \*\*\*", output, re.MULTILINE), output
    assert not tree.image.exists()
