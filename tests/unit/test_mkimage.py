"""test_mkimage.py: mkimage's command line: files in, files and exit status out.

What it computes is tested in test_layout.c, test_emit.c, test_image.c and test_check.c; here the
program itself runs, on files of this test's own. Rows 02-12, 02-20 and 02-25.
"""

import os
import re
import struct
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MKIMAGE = ROOT / os.environ.get("BUILD", "build") / "mkimage"
LAYOUT = (ROOT / "disk.layout").read_text()
OUTPUTS = ["constants.inc", "layout.h", "layout.inc", "layout.ld", "layout.md", "layout.mk",
           "variants.md"]
SECTOR = 512


def mkimage(*arguments, cwd=None):
    return subprocess.run([MKIMAGE, *arguments], cwd=cwd, capture_output=True, text=True,
                          check=False)


def constants(text):
    """Name and value of each definition, in whatever language."""
    pattern = r"^(?:[%#]define )?(\w+) :?=? ?(0x[0-9a-f]+|\d+)(?:ULL)?;?$"
    return {name: int(value, 0) for name, value in re.findall(pattern, text, re.MULTILINE)}


@pytest.fixture(name="plan")
def a_plan(tmp_path):
    plan = tmp_path / "disk.layout"
    plan.write_text(LAYOUT)
    return plan


@pytest.fixture(name="now")
def the_numbers(plan, tmp_path):
    """The constants of the layout as it is."""
    assert mkimage("layout", plan, tmp_path / "now").returncode == 0
    return constants((tmp_path / "now/layout.mk").read_text())


class Parts:
    """Three small programs, the files of a build."""

    def __init__(self, folder, now):
        self.plan = folder / "disk.layout"
        self.image = folder / "ascent.img"
        self.stage1 = folder / "stage1.bin"
        self.stage2 = folder / "stage2.bin"
        self.kernel = folder / "kernel.bin"
        code = bytearray(440)
        code[0:3] = b"\xeb\x58\x90"
        code[11:13] = struct.pack("<H", SECTOR)
        code[24:28] = struct.pack("<HH", 18, 2)
        code[0x5a:400] = b"\xf4" * (400 - 0x5a)
        code[430:434] = b"ASC2"
        self.stage1.write_bytes(code)
        self.stage2.write_bytes(b"ASC2" + bytes(28) + b"\x90" * 968)
        entry = now["VIRT_KERNEL_START"] + 0x1000
        version = constants((folder / "now/constants.inc").read_text())["BOOT_INFO_VERSION"]
        header = struct.pack("<4sIIIQIIII", b"ASCK", 0, 0, 0x4000, entry, 0x1000, 0x2000, 0x3000,
                             version)
        self.kernel.write_bytes(header + b"\xcc" * 8960)

    def build(self, *uses):
        return mkimage("build", self.plan, self.stage1, self.stage2, self.kernel, self.image, *uses)


@pytest.fixture(name="parts")
def programs(plan, tmp_path, now):
    assert plan.exists()
    return Parts(tmp_path, now)


# --- layout ---------------------------------------------------------------------------------------

def test_layout_writes_all_files_quietly(plan, tmp_path):
    result = mkimage("layout", plan, tmp_path / "a" / "b")
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
    assert sorted(path.name for path in (tmp_path / "a/b").iterdir()) == OUTPUTS


def test_every_language_has_the_same_numbers(tmp_path, now):
    folder = tmp_path / "now"
    assert len(now) > 60
    for name in ["layout.inc", "layout.h", "layout.ld"]:
        assert constants((folder / name).read_text()) == now, name


@pytest.mark.parametrize("line, name, value", [
    ("stage2          32      60", "DISK_STAGE2_SECTORS", 60),
    ("kernel          160     rest", "DISK_KERNEL_LBA", 160),
    ("real_stack      0x05400         10K     stack  stage1 stage2 firmware > stage2",
     "RAM_REAL_STACK_START", 0x5400),
    ("kernel          0xffffffff80200000      64M     align 2M", "VIRT_KERNEL_START",
     0xffffffff80200000),
])
def test_one_changed_line_moves_every_consumer(plan, tmp_path, now, line, name, value):
    """Row 02-25: constants of NASM, C, linker and make, and the tables of the docs."""
    region = line.split()[0]
    section = {"DISK": "disk", "RAM": "ram", "VIRT": "virt"}[name.split("_")[0]]
    before, rest = LAYOUT.split(f"section {section}\n")
    changed, count = re.subn(rf"(?m)^{region} .*$", line, rest, count=1)
    assert count == 1
    plan.write_text(f"{before}section {section}\n{changed}")
    result = mkimage("layout", plan, tmp_path / "new")
    assert result.returncode == 0, result.stderr
    assert now[name] != value
    for file in ["layout.inc", "layout.h", "layout.ld", "layout.mk"]:
        assert constants((tmp_path / "new" / file).read_text())[name] == value, file
    assert (tmp_path / "new/layout.md").read_text() != (tmp_path / "now/layout.md").read_text()


def test_the_tools_read_what_was_written(tmp_path, now):
    """NASM, the C compiler, the linker and make agree on one number of 64 bits."""
    folder = tmp_path / "now"
    wanted = now["VIRT_KERNEL_STACK_END"]
    (tmp_path / "t.asm").write_text('%include "layout.inc"\ndq VIRT_KERNEL_STACK_END\n')
    (tmp_path / "t.c").write_text(
        f'#include "layout.h"\n_Static_assert(VIRT_KERNEL_STACK_END == {wanted}ULL, "");\n'
        "#define SUM(name, start, size) +(size)\n"
        '_Static_assert(0 VIRT_STACKS(SUM) == VIRT_STACKS_BYTES, "");\nint one;\n')
    (tmp_path / "t.ld").write_text(
        "INCLUDE layout.ld\nSECTIONS { .data : { QUAD(VIRT_KERNEL_STACK_END) } "
        "/DISCARD/ : { *(*) } }\n")
    (tmp_path / "t.mk").write_text(
        "include now/layout.mk\nall: ; @echo $(VIRT_KERNEL_STACK_END)\n")

    def run(*command):
        return subprocess.run(command, cwd=tmp_path, check=True, capture_output=True).stdout

    run("nasm", "-f", "bin", f"-I{folder}/", "-o", "t.bin", "t.asm")
    assert struct.unpack("<Q", (tmp_path / "t.bin").read_bytes()) == (wanted,)
    run("cc", "-Wall", "-Werror", "-I", folder, "-c", "-o", "t.o", "t.c")
    run("ld", "-m", "elf_x86_64", "-L", folder, "--oformat=binary", "-T", "t.ld", "-o", "t.out",
        "t.o")
    assert struct.unpack("<Q", (tmp_path / "t.out").read_bytes()[:8]) == (wanted,)
    assert int(run("make", "--no-print-directory", "-f", "t.mk"), 0) == wanted


def test_unchanged_files_keep_their_time(plan, tmp_path):
    """Row 02-20: nothing is rebuilt for a change that changes no number."""
    folder = tmp_path / "out"
    assert mkimage("layout", plan, folder).returncode == 0
    for name in OUTPUTS:
        os.utime(folder / name, (1000, 1000))
    plan.write_text("# one more comment\n" + LAYOUT)
    assert mkimage("layout", plan, folder).returncode == 0
    assert [(folder / name).stat().st_mtime for name in OUTPUTS] == [1000] * len(OUTPUTS)

    plan.write_text(re.sub(r"floppy( +)sectors 2880", r"floppy\1sectors 2400", LAYOUT))
    assert mkimage("layout", plan, folder).returncode == 0
    kept = [name for name in OUTPUTS if (folder / name).stat().st_mtime == 1000]
    assert kept == ["constants.inc", "layout.md", "variants.md"]


def test_a_refused_plan_writes_nothing(plan, tmp_path):
    plan.write_text(LAYOUT.replace("section ram", "section rom"))
    result = mkimage("layout", "disk.layout", "out", cwd=tmp_path)
    line = LAYOUT.splitlines().index("section ram") + 1
    assert result.returncode == 1
    assert result.stderr == f"disk.layout:{line}: unknown section 'rom'\n"
    assert not (tmp_path / "out").exists()


# --- build ----------------------------------------------------------------------------------------

def test_build_lays_an_image_and_tells_the_bytes(parts, now):
    result = parts.build("real_bss=1000", "protected_bss=2K")
    assert result.returncode == 0, result.stdout + result.stderr
    image = parts.image.read_bytes()
    build_id = image[434:438][::-1].hex()
    lines = result.stdout.splitlines()
    assert lines[0] == f"{parts.image}: 16 MiB, build {build_id}"
    rows = {line[2:24].strip(): line[24:].split() for line in lines[2:]}
    assert rows["stage1 code"] == ["310", "340", "30", "91", "%"]
    assert rows["stage2 on disk"][:2] == ["1000", str(now["DISK_STAGE2_SECTORS"] * SECTOR)]
    assert rows["kernel on disk"][0] == "9000"
    assert rows["kernel in memory"][:2] == ["16384", str(now["VIRT_KERNEL_SIZE"])]
    assert rows["real_bss"][:2] == ["1000", str(now["RAM_REAL_BSS_SIZE"])]
    assert rows["protected_bss"][:2] == ["2048", str(now["RAM_PROTECTED_BSS_SIZE"])]
    assert len(image) == now["DISK_IMAGE_BYTES"]
    assert {path.name for path in parts.image.parent.iterdir()} == {
        "disk.layout", "now", "ascent.img", "stage1.bin", "stage2.bin", "kernel.bin"}


def test_the_image_is_sparse(parts):
    assert parts.build().returncode == 0
    stat = parts.image.stat()
    if stat.st_blocks * SECTOR >= stat.st_size:
        pytest.skip("this file system keeps no holes")
    assert stat.st_blocks * SECTOR < 1 << 20


def test_two_builds_give_the_same_bytes(parts):
    assert parts.build().returncode == 0
    first = parts.image.read_bytes()
    os.utime(parts.kernel, (1000, 1000))
    assert parts.build().returncode == 0
    assert parts.image.read_bytes() == first


def test_the_table_says_when_it_is_too_large_for_a_floppy(parts, now):
    room = (now["DISK_FLOPPY_SECTORS"] - now["DISK_KERNEL_LBA"]) * SECTOR
    header = bytearray(parts.kernel.read_bytes())
    struct.pack_into("<I", header, 12, 0x400000)
    struct.pack_into("<III", header, 24, 0x1000, 0x3ff000, 0x400000)
    parts.kernel.write_bytes(header + bytes(room - len(header) - 1) + b"\1")
    result = parts.build()
    assert result.returncode == 0, result.stdout + result.stderr
    assert re.search(r"floppy +1474560 +1474560 +0 +100 %", result.stdout)
    parts.kernel.write_bytes(parts.kernel.read_bytes() + b"\1")
    result = parts.build()
    assert result.returncode == 0
    assert "floppy                     1475072  is more than a floppy has" in result.stdout


@pytest.mark.parametrize("damage", ["stage1", "stage2", "kernel", "plan"])
def test_no_image_is_left_after_an_error(parts, damage):
    """Not even that of an earlier build, which would be taken for this one's."""
    assert parts.build().returncode == 0
    getattr(parts, damage).write_bytes(b"nonsense")
    result = parts.build()
    assert result.returncode == 1
    assert str(getattr(parts, damage)) in result.stderr
    assert result.stdout == ""
    assert not parts.image.exists()
    assert not list(parts.image.parent.glob("*.part"))


@pytest.mark.parametrize("name", ["stage1", "stage2", "kernel", "plan"])
def test_a_missing_file_is_named(parts, name):
    getattr(parts, name).unlink()
    result = parts.build()
    assert result.returncode == 1
    assert result.stderr == f"{getattr(parts, name)}: No such file or directory\n"


def test_an_image_that_cannot_be_written_is_named(parts, tmp_path):
    parts.image = tmp_path / "missing" / "ascent.img"
    result = parts.build()
    assert result.returncode == 1
    assert result.stderr == f"{parts.image}.part: No such file or directory\n"


@pytest.mark.parametrize("use, reason", [
    ("nowhere=1", "ram has no region 'nowhere'"),
    ("real_bss", "'real_bss' is not REGION=BYTES"),
    ("real_bss=1X", "'real_bss=1X' is not REGION=BYTES"),
    ("real_bss=1M", "less than its program takes"),
])
def test_a_wrong_use_is_refused(parts, use, reason):
    result = parts.build(use)
    assert result.returncode == 1
    assert reason in result.stderr
    assert not parts.image.exists()


# --- variants -------------------------------------------------------------------------------------

def test_variants_differ_in_sector_0_and_are_named(parts, tmp_path):
    assert parts.build().returncode == 0
    result = mkimage("variants", parts.image, tmp_path / "made" / "here")
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
    made = sorted((tmp_path / "made" / "here").iterdir())
    names = [path.name for path in made]
    assert names == [f"ascent-{name}.img"
                     for name in ("entry4", "heads255", "heads32", "no-block", "xor")]
    normal = parts.image.read_bytes()
    for path in made:
        assert path.read_bytes()[:SECTOR] != normal[:SECTOR]
        assert path.read_bytes()[SECTOR:] == normal[SECTOR:]
        assert path.stat().st_blocks <= parts.image.stat().st_blocks
        name = path.stem.removeprefix("ascent-")
        assert mkimage("check", path).stdout == (
            f"{path}: OK, laid out as in disk.layout, variant {name}\n")


def test_variants_are_made_of_the_normal_image_alone(parts, tmp_path):
    assert parts.build().returncode == 0
    assert mkimage("variants", parts.image, tmp_path).returncode == 0
    result = mkimage("variants", tmp_path / "ascent-xor.img", tmp_path / "more")
    assert (result.returncode, result.stderr) == (
        1, f"{tmp_path}/ascent-xor.img: is a variant itself; give the normal image\n")
    with parts.image.open("r+b") as file:
        file.write(b"\0")
    result = mkimage("variants", parts.image, tmp_path / "more")
    assert result.returncode == 1
    assert "boot sector: begins 00 58 90, neither EB xx 90 nor 33 C0 EB" in result.stdout
    assert not (tmp_path / "more").exists()


def test_variants_that_cannot_be_written_are_named(parts, tmp_path):
    assert parts.build().returncode == 0
    (tmp_path / "file").write_bytes(b"")
    result = mkimage("variants", parts.image, tmp_path / "file")
    assert result.returncode == 1
    assert result.stderr == f"{tmp_path}/file/ascent-heads32.img.part: Not a directory\n"
    result = mkimage("variants", parts.image, tmp_path / ("x" * 300))
    assert result.returncode == 1 and "name too long" in result.stderr.lower()


# --- check and size -------------------------------------------------------------------------------

def test_check_runs_from_any_folder(parts, tmp_path):
    assert parts.build().returncode == 0
    (tmp_path / "elsewhere").mkdir()
    result = mkimage("check", parts.image, cwd=tmp_path / "elsewhere")
    assert (result.returncode, result.stdout, result.stderr) == (
        0, f"{parts.image}: OK, laid out as in disk.layout\n", "")


def test_check_against_another_layout(parts, tmp_path):
    assert parts.build().returncode == 0
    other = tmp_path / "other.layout"
    other.write_text(re.sub(r"type 0x\w\w", "type 0x7f", LAYOUT))
    result = mkimage("check", parts.image, other)
    assert result.returncode == 1
    assert result.stdout == f"{parts.image}: partition table: entry 1: type 0xda, not 0x7f\n"
    assert mkimage("check", parts.image, parts.plan).returncode == 0


def test_check_finds_damage_in_the_file(parts):
    assert parts.build().returncode == 0
    with parts.image.open("r+b") as file:
        file.seek(510)
        file.write(b"\0")
        file.seek(0, os.SEEK_END)
        file.seek(-1, os.SEEK_END)
        file.write(b"\1")
    result = mkimage("check", parts.image)
    assert result.returncode == 1
    assert result.stdout == (f"{parts.image}: boot sector: ends 00 AA, not 55 AA\n"
                             f"{parts.image}: sector 32767: not empty, though nothing belongs "
                             "there\n")


def test_check_takes_any_file(tmp_path):
    for name, content in [("empty", b""), ("text", LAYOUT.encode()), ("zeros", bytes(1 << 20))]:
        (tmp_path / name).write_bytes(content)
        result = mkimage("check", tmp_path / name)
        assert result.returncode == 1
        assert result.stdout.startswith(f"{tmp_path / name}: size: ")
        assert result.stderr == ""
    assert mkimage("check", tmp_path).returncode == 1
    assert mkimage("check", tmp_path / "absent").stderr == (
        f"{tmp_path / 'absent'}: No such file or directory\n")


def test_check_reads_only(parts):
    assert parts.build().returncode == 0
    parts.image.chmod(0o444)
    before = parts.image.read_bytes()
    assert mkimage("check", parts.image).returncode == 0
    assert parts.image.read_bytes() == before


def test_size_prints_the_table_of_the_build(parts):
    built = parts.build("real_bss=1000")
    assert built.returncode == 0
    assert mkimage("size", parts.image, "real_bss=1000").stdout == built.stdout
    parts.image.write_bytes(b"")
    assert mkimage("size", parts.image).returncode == 1


# --- usage ----------------------------------------------------------------------------------------

@pytest.mark.parametrize("command", [[], ["layout"], ["build"], ["variants"], ["check"],
                                     ["size"]])
def test_help(command):
    result = mkimage(*command, "--help")
    assert (result.returncode, result.stderr) == (0, "")
    assert f"usage: mkimage {command[0] if command else 'layout'} " in result.stdout


@pytest.mark.parametrize("arguments", [
    [], ["frobnicate"], ["layout"], ["layout", "a"], ["layout", "a", "b", "c"],
    ["build", "a", "b", "c", "d"], ["variants", "a"], ["check"], ["check", "a", "b", "c"],
    ["size"]])
def test_wrong_usage(arguments):
    result = mkimage(*arguments)
    assert (result.returncode, result.stdout) == (2, "")
    assert "usage: mkimage" in result.stderr
