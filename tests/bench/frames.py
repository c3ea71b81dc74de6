#!/usr/bin/python3
"""frames.py: what a frame costs in instructions, beside others in one run; `make bench-frames`.

Runs build/bench/frames under callgrind, which counts by function: with everything that alloc and
free call, without the call itself. The frames are taken and given back, in another order, three
times. The floor is a stack of frames, which checks nothing and whose set-up grows with memory; the
n-th frame of an iterator is what the texts do, which never give a frame back.
"""

import dataclasses
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = pathlib.Path(os.environ.get("BUILD", ROOT / "build")).resolve() / "bench" / "frames"
MIB, GIB = 1 << 20, 1 << 30
ROUNDS = 3  # as in main.c
SPARE = 64 * MIB
MOST = 20  # the target, each way, with all that comes once in 64 frames or once in 4096


@dataclasses.dataclass(frozen=True)
class Case:
    name: str
    allocator: str
    memory: int
    count: int
    spare: int = 0


CASES = [
    Case("stack, 16 MiB (floor)", "stack", 16 * MIB, 3000),
    Case("stack, 1 GiB", "stack", GIB, 3000),
    Case("ours, 16 MiB", "ours", 16 * MIB, 3000),
    Case("ours, 1 GiB", "ours", GIB, 3000),
    Case("ours, 1 GiB, 200 000 frames", "ours", GIB, 200000),
    Case("ours, 512 GiB", "ours", 512 * GIB, 3000),
    Case("ours, 512 GiB, 64 MiB left", "ours", 512 * GIB, 3000, SPARE),
    Case("n-th frame, the first 3000", "iterator", 16 * MIB, 1000),
    Case("n-th frame, the first 9999", "iterator", GIB, 3333),
    Case("n-th frame by regions", "regions", GIB, 3000),
    Case("no frame at all", "empty", 16 * MIB, 3000),
]


def count(case, function):
    """Instructions within one function of the allocator, in all its calls."""
    with tempfile.TemporaryDirectory(prefix="ascent-bench-") as folder:
        output = pathlib.Path(folder) / "callgrind.out"
        command = [
            "valgrind", "--tool=callgrind", f"--callgrind-out-file={output}",
            "--collect-atstart=no", f"--toggle-collect={case.allocator}_{function}",
            PROGRAM, case.allocator, str(case.memory), str(case.count), str(case.spare),
        ]  # fmt: skip
        subprocess.run(command, check=True, capture_output=True)
        return int(re.search(r"^totals: (\d+)$", output.read_text(), re.MULTILINE).group(1))


def measure(case):
    calls = case.count * ROUNDS
    return count(case, "start"), count(case, "alloc") / calls, count(case, "free") / calls


def main():
    if not shutil.which("valgrind"):
        print("frames: valgrind is not installed; `make deps bench` installs it")
        return 0
    print("\ninstructions a frame (ratio to the floor), and for the set-up")
    print(f"  {'':30} {'alloc':>18} {'free':>18} {'set-up':>10}")
    floor, ours = None, []
    for case in CASES:
        start, alloc, free = measure(case)
        floor = floor or (alloc, free)
        print(
            f"  {case.name:30} {alloc:9.1f} ({alloc / floor[0]:6.1f}x)"
            f" {free:9.1f} ({free / floor[1]:6.1f}x) {start:10}"
        )
        if case.allocator == "ours":
            ours.append((start, alloc, free))
    missed = sum(alloc > MOST or free > MOST for _, alloc, free in ours)
    spread = max(max(column) / min(column) for column in zip(*[o[1:] for o in ours]))
    print(f"  ours: all sizes within a factor of {spread:.2f}, {missed} targets missed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
