#!/usr/bin/python3
"""interrupts.py: instructions for an interrupt of the timer, and for a tick of the idle kernel.

Counted in the usual image while it waits at the prompt, from one time that it goes to sleep to the
same place TICKS ticks later, so that nothing is left out: the stub, the handler, the end of
interrupt, IRETQ, the look whether a task has become ready, and the way back to sleep. `make bench`
prints them, tests/kernel/test_idle.py asserts them.
"""

import bisect
import collections
import dataclasses
import subprocess
import sys

import bench
import guest
import targets

TICKS = 160
SLEEPER = "idle_sleep"
# All that runs between two interrupts: the executor finds nobody ready, and looks after COM1 now
# and then (kernel/tasks.c).
MAIN_LINE = {"executor_run", "executor_turn", "executor_idle", "interrupts_off", SLEEPER}
MAIN_LINE |= {"uart_poll", "serve", "ring_send.part.0", "ring_send", "status_read"}


def sleep_address(elf):
    """Where the kernel sleeps: the one HLT of the function that the executor calls for it."""
    command = ["objdump", "-d", "--no-show-raw-insn", f"--disassemble={SLEEPER}", str(elf)]
    listing = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found = [line.split(":")[0] for line in listing.splitlines() if line.split()[-1:] == ["hlt"]]
    assert len(found) == 1, f"{len(found)} HLTs in {SLEEPER}"
    return int(found[0], 16)


def by_function(counts, elf):
    """{name: instructions executed in it}"""
    names = bench.symbols(elf)
    starts = [start for start, _ in names]
    found = collections.Counter()
    for address, number in counts.items():
        found[names[bisect.bisect_right(starts, address) - 1][1]] += number
    return found


def measure(image, elf):
    """The figures as targets."""
    sleep = sleep_address(elf)
    disk = dataclasses.replace(targets.ascent(image), end=sleep)
    counts = guest.count(disk, "ide", start=sleep, rounds=TICKS)
    functions = by_function(counts, elf)
    handler = sum(n for name, n in functions.items() if name not in MAIN_LINE)
    return (
        targets.Target("from the timer's vector to IRETQ", handler / TICKS, 150),
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
