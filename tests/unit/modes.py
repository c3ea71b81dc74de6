"""modes.py: the ways in which a pure file is compiled, and what the results are made of."""

import os
import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILD = os.environ.get("BUILD", "build")

FREESTANDING = ["-ffreestanding", "-fno-pic", "-mgeneral-regs-only", "-fcf-protection=none",
                "-fno-stack-protector", "-fno-asynchronous-unwind-tables"]

# Mode names as in the product: 16-bit code for the first CPU that can climb at all, and so on.
MODES = {
    "real": ["-m16", "-march=i386", *FREESTANDING],
    "protected": ["-m32", "-march=i686", *FREESTANDING],
    "long": ["-m64", "-mno-red-zone", *FREESTANDING],
    "host": ["-m64"],
}

WARNINGS = ["-std=gnu11", "-Wall", "-Wextra", "-Wconversion", "-Wshadow", "-Wstrict-prototypes",
            "-Wmissing-prototypes", "-Wvla", "-Werror"]

# gcc and clang, and whichever compiler the build was asked to use, if it is another one.
COMPILERS = sorted({"gcc", "clang", os.environ.get("CC", "gcc")})


def levels(compiler):
    """The optimisations that matter: none, the kernel's, and stage2's, which is the smallest."""
    return ["-O0", "-O2", "-Os" if "clang" in compiler else "-Oz"]


def run(*command):
    """Runs a tool in the project's root and returns what it prints; its errors fail the test."""
    done = subprocess.run([str(word) for word in command], cwd=ROOT, text=True,
                          capture_output=True, check=False)
    assert done.returncode == 0, f"{' '.join(map(str, command))}\n{done.stderr}"
    return done.stdout


def pure_sources():
    """The list that tests/unit/unit.mk keeps."""
    environment = {name: value for name, value in os.environ.items() if name != "MAKEFLAGS"}
    printed = subprocess.run(["make", "-s", "-f", "tests/unit/unit.mk", "pure-sources"], cwd=ROOT,
                             env=environment, text=True, capture_output=True, check=True)
    return printed.stdout.split()


def compile_object(compiler, mode, source, target, level="-O2"):
    """Compiles one file, warnings being errors."""
    run(compiler, *WARNINGS, level, *MODES[mode], "-I.", f"-I{BUILD}", "-c", source, "-o", target)
    return target


def undefined(target):
    """What an object wants from elsewhere."""
    return {line.split()[-1] for line in run("nm", "-u", target).splitlines()}


def defined(target):
    """What an object offers to others."""
    return {line.split()[-1] for line in run("nm", "-g", "--defined-only", target).splitlines()}


def calls(target):
    """Pairs (function, what it calls or jumps to by name), from the code and its relocations."""
    found = set()
    function = None
    for line in run("objdump", "-dr", target).splitlines():
        if label := re.match(r"[0-9a-f]+ <([\w.]+)>:", line):
            function = label[1]
        elif relocation := re.search(r"R_\S+_(?:PLT32|PC32|PC16)\s+([A-Za-z_]\w*)", line):
            found.add((function, relocation[1]))
        elif call := re.search(r"\tcall\S*\s+[0-9a-f]+ <(\w+)>", line):
            found.add((function, call[1]))
    return found
