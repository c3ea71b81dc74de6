#!/usr/bin/python3
"""waits.py: the firmware addresses that do nothing but wait for the device, or tell the time.

How often a driver polls before a disk answers depends on the host, so those instructions would
make every count a little different. They are learnt once for each bus and kept in waits/BUS.txt:

    /usr/bin/python3 tests/bench/waits.py learn [BUS ...]

boots the floor again and again with a disk that answers sooner and later (-drive throttling) and a
clock that ticks faster and slower (-icount shift), and takes each address of the firmware whose
count is not always the same: what a wait repeats, and what the timer interrupt runs. An address
outside the firmware is never left out: a loader pays for its own waits.

The list belongs to one firmware binary, whose hash stands in its first line. Where QEMU brings
another one, bench.py learns a list for it into build/bench/waits/ and says so.
"""

import hashlib
import pathlib
import sys

import guest
import disks

FROZEN = pathlib.Path(__file__).with_name("waits")
LEARNT = guest.BUILD / "waits"
PAYLOAD_KIB = 1024
PER_LINE = 16

# (shift, reads a second): at shift 9 the road of the floor lasts several timer ticks.
VARIATIONS = [(0, None), (0, 2000), (0, 500), (1, None), (3, 1000), (5, 300), (7, 100), (9, None),
              (9, 200), (10, 50), (10, None), (8, 150)]  # fmt: skip


def firmware_hash():
    return hashlib.sha256(guest.firmware_path().read_bytes()).hexdigest()


def learn(bus):
    """The addresses whose counts differ between any two variations, in ascending order."""
    image = disks.floor(PAYLOAD_KIB * 1024)
    runs = [
        guest.count(image, bus, shift=shift, throttle=throttle) for shift, throttle in VARIATIONS
    ]
    seen = set().union(*runs)
    return sorted(
        address
        for address in seen
        if address in guest.FIRMWARE and len({run.get(address, 0) for run in runs}) > 1
    )


def write(path, bus, addresses):
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [
        f"# firmware sha256 {firmware_hash()}",
        f"# Addresses that only wait on {bus}: learnt by tests/bench/waits.py learn {bus}.",
    ]
    words = [f"{address:x}" for address in addresses]
    lines += [" ".join(words[i : i + PER_LINE]) for i in range(0, len(words), PER_LINE)]
    path.write_text("\n".join(lines) + "\n", encoding="ascii")


def read(path):
    """The list in `path`, or None where there is none for the firmware that QEMU has."""
    if not path.exists():
        return None
    first, *rest = path.read_text(encoding="ascii").splitlines()
    if first.split()[-1] != firmware_hash():
        return None
    lines = (line for line in rest if not line.startswith("#"))
    return frozenset(int(word, 16) for line in lines for word in line.split())


def load(bus):
    """The frozen list, else the one that was learnt on this machine, else a new one."""
    for folder in (FROZEN, LEARNT):
        addresses = read(folder / f"{bus}.txt")
        if addresses is not None:
            return addresses
    print(f"waits: {bus}: learning the wait addresses of this firmware", file=sys.stderr)
    write(LEARNT / f"{bus}.txt", bus, learn(bus))
    return read(LEARNT / f"{bus}.txt")


def main(arguments):
    if arguments[:1] != ["learn"] or not set(arguments[1:]) <= set(guest.BUSES):
        print(f"usage: waits.py learn [{' | '.join(guest.BUSES)} ...]", file=sys.stderr)
        return 2
    for bus in arguments[1:] or guest.BUSES:
        addresses = learn(bus)
        write(FROZEN / f"{bus}.txt", bus, addresses)
        print(f"{bus}: {len(addresses)} addresses in {FROZEN / (bus + '.txt')}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
