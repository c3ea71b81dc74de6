"""branch_coverage.py: which branches of stage1 and stage2 the unit tests take, and which not.

stage1 and the assembly of stage2 run as the bytes that ship, on a CPU emulator: every conditional
jump counts once for each way that it can go. stage2's C runs on the host: clang counts every
condition, each part of an && or || for itself, once where it was true and once where it was false.
Called by `make coverage`: prints a table and every way that no test has gone, and ends with 1 where
a stage is below LEAST percent. test_branch_coverage.py asks the same for `make test`.
"""

import itertools
import json
import os
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from unittest import mock

from elftools.elf.elffile import ELFFile

import test_stage1
import test_stage1_errors
import test_stage2
import test_stage2_asm
from bios_machine import BUILD, ROOT, STAGE1, Machine, make_sector_0
from stage1_cases import disassemble, is_conditional, jump_target
from stage2_machine import ELF, Pc

LEAST = 95
# The tests of stage2 on the emulator that walk through its assembly; the others repeat parts of it.
ROADS = [test_stage2.test_climbs_to_the_kernel,
         test_stage2.test_a_cpu_without_long_mode_is_told_and_halts,
         test_stage2.test_quirk_48_a_bios_that_overruns_the_stack_is_told]
CONDITIONAL = re.compile(r"\s*(j(?!mp)\w+|loop\w*)\s")
DATA = re.compile(r"\s*(\w+:)?\s*(d[bwdq]|times|align)\s")
TRUE, FALSE = 4, 5  # of a branch in llvm-cov's export: how often it was the one, the other
# What stage2 links of common/; string.c is compared with the C library (test_string.c).
COMMON = ["crc32c", "digits", "exception", "format", "format_buffer", "memory_map", "paging"]


@dataclass
class File:
    """A source, the ways that its branches can go, and those that were gone: (line, what)."""

    name: str
    ways: set = field(default_factory=set)
    gone: set = field(default_factory=set)
    instructions: str = ""

    @property
    def missing(self):
        return sorted(self.ways - self.gone)


@dataclass
class Stage:
    name: str
    files: list

    @property
    def counts(self):
        return (sum(len(file.ways) for file in self.files),
                sum(len(file.ways & file.gone) for file in self.files))

    @property
    def percent(self):
        return percent(*self.counts)


def percent(ways, gone):
    return 100 * gone / ways if ways else 100


# --- tests that run in this process ---------------------------------------------------------------


def calls_of(test):
    """A test as calls without arguments, one for each set of values that pytest gives it."""
    choices = []
    for mark in getattr(test, "pytestmark", []):
        if mark.name == "parametrize":
            name, values = mark.args
            choices.append([{name: value} for value in values])
    for chosen in itertools.product(*choices):
        yield partial(test, **{name: value for one in chosen for name, value in one.items()})


def tests_of(*modules):
    """Their tests but the random ones, whose way is a matter of luck."""
    for module in modules:
        for name, test in vars(module).items():
            if name.startswith("test_") and not hasattr(test, "hypothesis"):
                yield test


# --- stage1 ---------------------------------------------------------------------------------------


def lines_by_offset(listing):
    """Where each line of an assembly file is in the binary, from NASM's listing."""
    lines = {}
    for text in listing.read_text().splitlines():
        if match := re.match(r" *(\d+) ([0-9A-F]{8}) [0-9A-F]", text):
            lines.setdefault(int(match[2], 16), int(match[1]))
    return lines


def stage1():
    code = disassemble(make_sector_0())
    machines, run = [], Machine.run
    with mock.patch.object(Machine, "run", lambda pc: machines.append(pc) or run(pc)):
        for test in tests_of(test_stage1, test_stage1_errors):
            for call in calls_of(test):
                call()
    executed = set().union(*(pc.executed for pc in machines))
    pairs = set().union(*(pc.branches for pc in machines))
    lines = lines_by_offset(STAGE1.with_suffix(".lst"))
    first = min(code)
    file = File("stage1/stage1.asm")
    file.instructions = f"{len(executed & set(code))} of {len(code)} instructions"
    for address, line in code.items():
        place = lines[address - first]
        for way, to in (("not taken", address + line.size), ("taken", jump_target(line))):
            if is_conditional(line):
                file.ways.add((place, f"{line.mnemonic} {way}"))
                if (address, to) in pairs:
                    file.gone.add((place, f"{line.mnemonic} {way}"))
        if address not in executed:  # else a jump's two ways would be all that is told of it
            file.ways.add((place, f"{line.mnemonic} never runs"))
    assert executed <= set(code), "the disassembly has missed something"
    return Stage("stage1", [file])


# --- stage2's assembly ----------------------------------------------------------------------------


def assembly_rows():
    """Every instruction of stage2's assembly, from the debug information: address -> the file that
    is assembled, the file and line where it is written, and that line."""
    rows = {}
    with open(ELF, "rb") as elf:
        dwarf = ELFFile(elf).get_dwarf_info()
        for unit in dwarf.iter_CUs():
            name = unit.get_top_DIE().attributes["DW_AT_name"].value.decode()
            if not name.endswith(".asm"):
                continue
            program = dwarf.line_program_for_CU(unit)
            files = [entry.name.decode() for entry in program["file_entry"]]
            for state in (entry.state for entry in program.get_entries()):
                if state and not state.end_sequence:
                    rows[state.address] = name, files[state.file - 1], state.line
    sources = {name: (ROOT / name).read_text().splitlines()
               for name in {file for _, file, _ in rows.values()}}
    texts = {address: sources[file][line - 1] for address, (_, file, line) in rows.items()}
    return {address: (*rows[address], text) for address, text in texts.items()
            if not DATA.match(text)}


def stage2_assembly():
    rows = assembly_rows()
    machines, go = [], Pc.go

    def traced(pc, *where):
        if pc not in machines:
            machines.append(pc)
            pc.trace(min(rows), max(rows))
        return go(pc, *where)

    for cached in (test_stage2_asm.stopped, test_stage2_asm.climbing):
        cached.cache_clear()
    with mock.patch.object(Pc, "go", traced):
        for test in (*ROADS, *tests_of(test_stage2_asm)):
            for call in calls_of(test):
                call()
    executed = set().union(*(pc.executed for pc in machines))
    successors = set().union(*(pc.successors for pc in machines))
    files = {unit: File(unit) for unit, *_ in rows.values()}
    for address, (unit, _, line, text) in rows.items():
        file = files[unit]
        if address not in executed:
            file.ways.add((line, f"{text.split(';')[0].strip()} never runs"))
        elif CONDITIONAL.match(text):
            for way, falls in (("not taken", True), ("taken", False)):
                what = line, f"{text.split()[0]} {way}"
                file.ways.add(what)
                file.gone |= {what} if (address, falls) in successors else set()
    for unit, file in files.items():
        own = {address for address, row in rows.items() if row[0] == unit}
        file.instructions = f"{len(own & executed)} of {len(own)} instructions"
    return list(files.values())


# --- stage2's C -----------------------------------------------------------------------------------


def run_counted(program, folder):
    raw = Path(folder) / f"{program.name}.profraw"
    done = subprocess.run([program], cwd=ROOT, env={**os.environ, "LLVM_PROFILE_FILE": str(raw)},
                          capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{program.name}:\n{done.stderr}"
    return raw


def exported(programs):
    """What llvm-cov knows of all branches, from one run of each program."""
    with tempfile.TemporaryDirectory() as folder:
        merged = Path(folder) / "merged"
        raws = [run_counted(program, folder) for program in programs]
        subprocess.run(["llvm-profdata", "merge", "-sparse", "-o", merged, *raws], check=True)
        objects = [word for program in programs[1:] for word in ("-object", program)]
        done = subprocess.run(["llvm-cov", "export", f"-instr-profile={merged}", programs[0],
                               *objects], check=True, capture_output=True)
    return json.loads(done.stdout)["data"][0]["files"]


def stage2_c():
    programs = sorted(path for path in (BUILD / "tests" / "coverage").glob("test_*")
                      if path.is_file() and os.access(path, os.X_OK))
    assert programs, "the counting programs are not built: make coverage builds them"
    wanted = {*(f"common/{name}.c" for name in COMMON),
              *(str(path.relative_to(ROOT)) for path in (ROOT / "stage2").rglob("*.c"))}
    wanted.remove("stage2/protected/halt.c")  # one instruction, and nothing to decide
    files = []
    for found in exported(programs):
        name = os.path.relpath(found["filename"], ROOT)
        if name not in wanted:
            continue
        wanted.remove(name)
        file = File(name)
        text = (ROOT / name).read_text().splitlines()
        for branch in found["branches"]:
            line, start, end_line, end = branch[:4]
            what = text[line - 1][start - 1:end - 1 if end_line == line else None]
            for index, value in ((TRUE, "true"), (FALSE, "false")):
                way = line, f"({what}, column {start}) never {value}"
                file.ways.add(way)
                file.gone |= {way} if branch[index] else set()
        files.append(file)
    assert not wanted, f"no test that counts links {sorted(wanted)}"
    return files


# --- the table ------------------------------------------------------------------------------------


def table(stages):
    lines = [f"{'file':<34} {'ways':>6} {'gone':>6} {'percent':>8}"]
    for stage in stages:
        for file in sorted(stage.files, key=lambda file: file.name):
            ways, gone = len(file.ways), len(file.ways & file.gone)
            lines.append(f"{file.name:<34} {ways:>6} {gone:>6} {percent(ways, gone):>8.1f}"
                         f"{'  ' + file.instructions if file.instructions else ''}")
        ways, gone = stage.counts
        lines.append(f"{stage.name + ', all':<34} {ways:>6} {gone:>6} {stage.percent:>8.1f}")
    lines += [f"{file.name}:{line}: {what}" for stage in stages for file in stage.files
              for line, what in file.missing]
    return lines


def measure():
    return [stage1(), Stage("stage2", stage2_assembly() + stage2_c())]


def main():
    stages = measure()
    print("\n".join(table(stages)))
    below = [stage for stage in stages if stage.percent < LEAST]
    for stage in below:
        print(f"{stage.name} is below {LEAST} percent.")
    return 1 if below else 0


if __name__ == "__main__":
    sys.exit(main())
