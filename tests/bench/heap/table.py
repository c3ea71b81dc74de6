"""Runs bench_heap with each allocator and prints their figures side by side; --plot writes one.

usage: table.py FOLDER [--plot FILE.svg]        FOLDER has the programs bench_heap-NAME
"""

import subprocess
import sys
from pathlib import Path

# The most live blocks for each: the list takes time in proportion, and bump gives nothing back.
ALLOCATORS = {
    "slab": 100000, "block": 100000, "list": 1000, "bump": 100,
    "glibc": 100000, "mimalloc": 100000, "jemalloc": 100000,
}
FIELDS = ("instructions", "worst", "ns", "footprint", "live_bytes")


def measure(folder, name):
    """{(trace, live): {field: number}} of one allocator."""
    command = [folder / f"bench_heap-{name}", name, str(ALLOCATORS[name])]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    figures = {}
    for line in text.splitlines():
        _, trace, live, *numbers = line.split()
        figures[trace, int(live)] = dict(zip(FIELDS, map(float, numbers)))
    return figures


def ratio(figures, trace, live):
    row = figures.get((trace, live))
    return f"{row['footprint'] / row['live_bytes']:.2f}" if row else "-"


def count(figures, trace, live, field="instructions"):
    row = figures.get((trace, live))
    return f"{row[field]:.0f}" if row else "-"


def phase_shift(figures):
    """Memory taken by all phases, one after the other, over what the greediest takes alone."""
    if ("phases", 0) not in figures:
        return "-"
    alone = max(figures["phases", only]["footprint"] for only in range(1, 6))
    return f"{figures['phases', 0]['footprint'] / alone:.2f}"


def small(figures):
    row = figures.get(("small", 0))
    return f"{100 * row['live_bytes'] / row['footprint']:.0f} %" if row else "-"


def worst(figures):
    rows = [row["worst"] for (trace, _), row in figures.items() if trace in ("pairs", "mix")]
    return f"{max(rows):.0f}"


COLUMNS = {
    "8 B pair": lambda f: count(f, "pairs", 1),
    "mix 100": lambda f: count(f, "mix", 100),
    "1000": lambda f: count(f, "mix", 1000),
    "2000": lambda f: count(f, "mix", 2000),
    "10 000": lambda f: count(f, "mix", 10000),
    "100 000": lambda f: count(f, "mix", 100000),
    "worst": worst,
    "ns 2000": lambda f: count(f, "mix", 2000, "ns"),
    "ns 100 000": lambda f: count(f, "mix", 100000, "ns"),
    "growth": lambda f: count(f, "growth", 2000),
    "fragments": lambda f: count(f, "fragments", 2000),
    "memory 2000": lambda f: ratio(f, "mix", 2000),
    "memory 100 000": lambda f: ratio(f, "mix", 100000),
    "phases": phase_shift,
    "100 KiB": small,
}


def print_table(results):
    print("| allocator | " + " | ".join(COLUMNS) + " |")
    print("|---|" + "--:|" * len(COLUMNS))
    for name, figures in results.items():
        print(f"| {name} | " + " | ".join(cell(figures) for cell in COLUMNS.values()) + " |")


def plot(results, file):
    """Instructions an operation against live blocks, drawn by gnuplot."""
    script = [
        "set terminal svg size 720,420 noenhanced", f"set output '{file}'", "set logscale x",
        "set xlabel 'live blocks'", "set ylabel 'instructions an operation'", "set yrange [0:250]",
        "set key outside right", "set grid",
    ]
    curves, data = [], []
    for name, figures in results.items():
        points = sorted((live, row["instructions"]) for (trace, live), row in figures.items()
                        if trace == "mix")
        curves.append(f"'-' using 1:2 with linespoints title '{name}'")
        data += [f"{live} {instructions}" for live, instructions in points] + ["e"]
    script += ["plot " + ", ".join(curves), *data]
    subprocess.run(["gnuplot"], input="\n".join(script), text=True, check=True)
    lines = Path(file).read_text(encoding="utf-8").splitlines()
    Path(file).write_text("\n".join(line.rstrip() for line in lines) + "\n", encoding="utf-8")


def main():
    folder = Path(sys.argv[1])
    names = [name for name in ALLOCATORS if (folder / f"bench_heap-{name}").exists()]
    results = {name: measure(folder, name) for name in names}
    print_table(results)
    if "--plot" in sys.argv:
        plot(results, sys.argv[sys.argv.index("--plot") + 1])


if __name__ == "__main__":
    main()
