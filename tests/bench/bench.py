#!/usr/bin/python3
"""bench.py: what the climb costs, as ratios against the floor of the same run; `make bench`.

    /usr/bin/python3 tests/bench/bench.py [--profile] IMAGE...

Counts guest instructions from the first execution of 0x7C00 to the kernel's entry, less the
firmware's waits (waits.py), and INT 13h reads (reads.py). For each image the floor and, where their
packages are installed, GRUB and syslinux load a payload of the same size. --profile tells which
functions of stage2 an image's instructions went to.
"""

import argparse
import bisect
import pathlib
import subprocess
import sys

import guest
import disks
import targets
import waits

CPUS = {"qemu64": "plain CRC", "max": "CRC by SSE4.2"}
MOST_PROFILE_LINES = 30


def row(figures, base):
    print(
        f"  {figures.name:28} {figures.instructions / 1000:10.1f}"
        f" {figures.instructions / base.instructions:9.2f}x {figures.reads.calls:6}"
        f" {figures.beyond_payload:9}"
    )


def heading(disk, bus):
    print(f"\n{disk.path} on {bus}, payload {disk.payload_bytes} bytes")
    print(f"  {'':28} {'1000 instr':>10} {'floor':>10} {'reads':>6} {'beyond':>9}")


def judge(name, found):
    """Prints the targets of one of our rows; returns how many were missed."""
    parts = [
        f"{'' if one.met else 'MISSED '}{one.text} {one.measured:.8g} of {one.most:.8g}"
        for one in found
    ]
    print(f"    {name}: {', '.join(parts)}")
    return sum(not one.met for one in found)


def compare(disk, bus, peers):
    """One table; returns how many targets were missed."""
    heading(disk, bus)
    base = targets.floor(disk.payload_bytes, bus)
    row(base, base)
    ours = {cpu: targets.measure(f"Ascent, {how}", disk, bus, cpu) for cpu, how in CPUS.items()}
    for figures in ours.values():
        row(figures, base)
    for name, build in peers.items():
        peer = build(disk.payload_bytes)
        if peer:
            row(targets.measure(name, peer, bus), base)
        else:
            print(f"  {name:28} its package is not installed")
    print("  measured, of at most:")
    return sum(
        judge(CPUS[cpu], list(targets.of(figures, base, bus, cpu)))
        for cpu, figures in ours.items()
    )


def regions():
    """Where each program lies, as disk.layout says through mkimage."""
    lines = (guest.BUILD.parent / "gen" / "layout.mk").read_text(encoding="ascii").splitlines()
    pairs = (line.split(" := ") for line in lines if " := " in line)
    values = {name: int(value, 0) for name, value in pairs}
    programs = [(name, f"RAM_{name.upper()}") for name in ("stage1", "stage2")]
    found = [(name, range(values[f"{at}_START"], values[f"{at}_END"])) for name, at in programs]
    return [*found, ("firmware", guest.FIRMWARE)]


def symbols(elf):
    """Start addresses and names of an ELF file's functions, in ascending order."""
    listing = subprocess.run(["nm", "-n", str(elf)], capture_output=True, text=True, check=True)
    lines = (line.split() for line in listing.stdout.splitlines())
    return [(int(w[0], 16), w[2]) for w in lines if len(w) == 3 and w[1] in "tT"]


def profile(disk, elf):
    """Where the instructions go: by region, and in stage2 by function."""
    counts = guest.count(disk, "ide")
    wait = waits.load("ide")
    places = regions()
    names = symbols(elf) if elf.exists() else []
    starts = [start for start, _ in names]
    sums = {}
    for address, number in counts.items():
        region = next((name for name, where in places if address in where), "elsewhere")
        if address in wait:
            region = "(waits, left out)"
        place = bisect.bisect_right(starts, address) - 1
        if region == "stage2" and place >= 0:
            region = f"stage2: {names[place][1]}"
        sums[region] = sums.get(region, 0) + number
    print(f"\n{disk.path} on ide, by place")
    for name, number in sorted(sums.items(), key=lambda item: -item[1])[:MOST_PROFILE_LINES]:
        print(f"  {number:10}  {name}")


def main():
    parser = argparse.ArgumentParser(description="Instructions and reads of the climb.")
    parser.add_argument("--profile", action="store_true", help="tell where they go instead")
    parser.add_argument("images", nargs="+", type=pathlib.Path, metavar="IMAGE")
    arguments = parser.parse_args()
    missed = 0
    for path in arguments.images:
        disk = targets.ascent(path)
        if arguments.profile:
            profile(disk, guest.BUILD.parent / "stage2" / "stage2.elf")
            continue
        for bus in guest.BUSES:
            missed += compare(disk, bus, disks.PEERS if bus == "ide" else {})
    if not arguments.profile:
        print(f"\n{missed} targets missed" if missed else "\nall targets met")
    return 0


if __name__ == "__main__":
    sys.exit(main())
