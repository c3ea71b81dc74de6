#!/usr/bin/python3
"""format.py: instructions for five lines by our formatter, beside the C library's and Rust's.

common/format.c as the kernel compiles it, linked with tests/bench/format/lines.c for the host and
run under callgrind, which counts exactly; all memory functions are the C library's, for all three.
Rust's own core::fmt is counted in the same run where rustc is installed; the targets are what it
took for lines of this weight when they were set (rustc 1.95).
"""

import pathlib
import re
import shutil
import subprocess
import sys

import guest

FOLDER = guest.BUILD / "format"
RUST_SOURCE = pathlib.Path(__file__).parent / "format" / "lines.rs"
LINES = {  # name: the target
    "hello": 277,
    "%d": 348,
    "a log line": 1360,
    "a page fault": 1217,
    "a task": 1538,
}


def count(program, method, line):
    """Instructions of one call, and the text it made."""
    output = FOLDER / "callgrind.out"
    command = ["valgrind", "--tool=callgrind", "--toggle-collect=measured",
               f"--callgrind-out-file={output}", program, method, str(line)]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    counted = re.search(r"^(?:summary|totals): (\d+)$", output.read_text(), re.MULTILINE)
    return int(counted.group(1)), done.stdout


def rust():
    """The program of Rust's peer, or None where there is no compiler for it."""
    if not shutil.which("rustc"):
        return None
    program = FOLDER / "lines-rust"
    subprocess.run(["rustc", "-O", "-o", program, RUST_SOURCE], check=True)
    return program


def main():
    if not shutil.which("valgrind"):
        print("\nthe formatter is not measured: valgrind is not installed")
        return 0
    peer = rust()
    print("\nthe formatter, instructions; core::fmt in this run where rustc is installed")
    print(f"  {'':16} {'ours':>8} {'at most':>8} {'core::fmt':>10} {'C library':>10}")
    for number, (name, most) in enumerate(LINES.items()):
        ours, text = count(FOLDER / "lines", "ours", number)
        library, expected = count(FOLDER / "lines", "library", number)
        assert text == expected, f"{text!r} is not {expected!r}"
        rusts = "-"
        if peer:
            rusts, told = count(peer, "rust", number)
            assert told == text, f"{told!r} is not {text!r}"
        missed = "" if ours <= most else "  MISSED"
        print(f"  {name:16} {ours:8} {most:8} {rusts:>10} {library:10}{missed}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
