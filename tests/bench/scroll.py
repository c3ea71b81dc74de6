#!/usr/bin/python3
"""scroll.py: instructions for a scroll and for a printed line, and for the plain way to do them.

Counted in the guest, in one image (tests/kernel/scroll.c), from one phase's first instruction to
the end of its rounds. `make bench` prints them, tests/boot/test_screen.py asserts the target.
"""

import dataclasses
import subprocess
import sys

import guest
import targets

ROUNDS = 100
SCROLL_MOST = 1500
# What is measured: the functions at which the count begins and ends, ours and the plain way's.
PAIRS = {
    "a scroll": (("phase_scroll", "phase_line"), ("phase_plain_scroll", "phase_plain_line")),
    "a line of 60, and its scroll": (
        ("phase_line", "screen_take"),
        ("phase_plain_line", "phase_print"),
    ),
    "the same by print, and to COM1": (
        ("phase_print", "print_taken"),
        ("phase_plain_print", "phase_end"),
    ),
}


@dataclasses.dataclass(frozen=True)
class Cost:
    ours: float
    plain: float


def functions(elf):
    """{name: address}"""
    listing = subprocess.run(["nm", str(elf)], capture_output=True, text=True, check=True).stdout
    words = (line.split() for line in listing.splitlines())
    return {word[2]: int(word[0], 16) for word in words if len(word) == 3}


def measure(image):
    """{what: instructions for one of it}"""
    where = functions(image.with_suffix(".elf"))

    def between(start, end):
        disk = dataclasses.replace(targets.ascent(image), end=where[end])
        return guest.total(guest.count(disk, "ide", start=where[start])) / ROUNDS

    return {what: Cost(between(*ours), between(*plain)) for what, (ours, plain) in PAIRS.items()}


def main():
    found = measure(guest.BUILD.parent / "tests" / "kernel-scroll.img")
    print("\nthe text screen, instructions; plain: each cell read from the screen and written,")
    print("each byte for COM1 waited for")
    print(f"  {'':30} {'ours':>10} {'plain':>10}")
    for what, cost in found.items():
        print(f"  {what:30} {cost.ours:10.0f} {cost.plain:10.0f} {cost.plain / cost.ours:9.1f}x")
    scroll = found["a scroll"].ours
    print(f"  measured, of at most:\n    {'' if scroll <= SCROLL_MOST else 'MISSED '}", end="")
    print(f"a scroll {scroll:.0f} of {SCROLL_MOST}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
