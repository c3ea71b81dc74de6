#!/usr/bin/python3
"""interrupts.py: instructions for an interrupt of the timer, and for a tick of the idle kernel.

Counted in the usual image while it waits for keys, from one time that it goes to sleep to the same
place TICKS ticks later, so that nothing is left out: the stub, the handler, the end of interrupt,
IRETQ, the look whether a key has come, and the way back to sleep. `make bench` prints them,
tests/kernel/test_idle.py asserts them.
"""

import bisect
import collections
import dataclasses
import subprocess
import sys

import bench
import guest
import targets

POLL_TICKS = 16  # kernel/dev/timer.c: every so manieth tick also looks at COM1
TICKS = 10 * POLL_TICKS
SLEEPER = "input_wait"
MAIN_LINE = {"kernel_run", SLEEPER, "input_next"}  # all that runs between two interrupts


def sleep_address(elf):
    """Where the kernel sleeps: the one HLT of the function that waits for a key."""
    command = ["objdump", "-d", "--no-show-raw-insn", f"--disassemble={SLEEPER}", str(elf)]
    listing = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found = [line.split(":")[0] for line in listing.splitlines() if line.split()[-1:] == ["hlt"]]
    assert len(found) == 1, f"{len(found)} HLTs in {SLEEPER}"
    return int(found[0], 16)


def by_function(counts, elf):
    """{name: [executions of each of its instructions]}"""
    names = bench.symbols(elf)
    starts = [start for start, _ in names]
    found = collections.defaultdict(list)
    for address, number in counts.items():
        found[names[bisect.bisect_right(starts, address) - 1][1]].append(number)
    return found


def split(executions):
    """(usual, with the poll): instructions of a tick, from how often each was executed. What every
    tick executes is in both; the rest by whether it is executed in few ticks or in most."""
    polls = TICKS // POLL_TICKS
    always = sum(n for n in executions if n >= TICKS) / TICKS
    mostly = sum(n for n in executions if TICKS / 2 < n < TICKS) / (TICKS - polls)
    rarely = sum(n for n in executions if n <= TICKS / 2) / polls
    return always + mostly, always + rarely


def measure(image, elf):
    """The figures as targets."""
    sleep = sleep_address(elf)
    disk = dataclasses.replace(targets.ascent(image), end=sleep)
    counts = guest.count(disk, "ide", start=sleep, rounds=TICKS)
    functions = by_function(counts, elf)
    handler = [n for name, found in functions.items() if name not in MAIN_LINE for n in found]
    usual, with_poll = split(handler)
    return (
        targets.Target("from the timer's vector to IRETQ", usual, 150),
        targets.Target(f"the same, each {POLL_TICKS}th time", with_poll, 150),
        targets.Target("an idle tick, all of it, on average", guest.total(counts) / TICKS, 300),
    )


def main():
    image = guest.BUILD.parent / "ascent.img"
    print("\ninterrupts of the kernel that waits for keys, instructions, of at most:")
    for one in measure(image, guest.BUILD.parent / "kernel" / "kernel.elf"):
        print(f"  {one.text:38} {one.measured:8.1f} {one.most:6}{'' if one.met else '  MISSED'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
