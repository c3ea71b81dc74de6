#!/usr/bin/python3
"""cost.py: instructions of a wake and a poll, of a key, of a task; `make bench-tasks`.

    /usr/bin/python3 tests/bench/tasks/cost.py PROGRAM

callgrind counts the instructions of tasks.c with few and with many rounds; the difference, divided
by the rounds, is what one costs. Each stands beside its floor, the least C that could do the same.
"""

import re
import shutil
import subprocess
import sys

FEW, MANY = 100, 1100
WAKE_TASKS = (1, 10, 64, 1000)
TEXT = {
    "wake": "wake and poll, one at a time",
    "all": "wake and poll, all at once",
    "key": "scancode to its task",
    "coroutine": "scancode to its coroutine",
    "spawn": "spawn, run, drop",
}
MOST = {"wake": 40, "key": 90, "spawn": 200}


def instructions(program, what, tasks, rounds):
    """What valgrind counts for a whole run."""
    command = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null",
               program, what, str(tasks), str(rounds)]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return int(re.search(r"Collected : (\d+)", done.stderr)[1])


def cost(program, what, tasks=1):
    """Instructions for one task in one round."""
    more = instructions(program, what, tasks, MANY) - instructions(program, what, tasks, FEW)
    return round(more / (MANY - FEW) / tasks, 1)


def rows():
    yield from (("wake", tasks) for tasks in WAKE_TASKS)
    yield ("all", WAKE_TASKS[-1])
    yield from ((what, 1) for what in ("key", "coroutine", "spawn"))


def main():
    program = sys.argv[1]
    missed = 0
    if not shutil.which("valgrind"):
        print("valgrind, which counts the instructions of tasks, is not installed")
        return 0
    print(f"\n{'Tasks, in instructions':40} {'executor':>9} {'floor':>7} {'ratio':>7} {'most':>6}")
    for what, tasks in rows():
        ours, floor = cost(program, what, tasks), cost(program, f"floor-{what}", tasks)
        name = f"{TEXT[what]}, {tasks} task{'s' * (tasks > 1)}"
        late = ours > MOST.get(what, ours)
        missed += late
        print(f"  {name:38} {ours:9.1f} {floor:7.1f} {ours / floor:6.2f}x {MOST.get(what, ''):6}"
              f"{' MISSED' * late}")  # fmt: skip
    print(f"{missed} targets missed" if missed else "all targets met")
    return 0


if __name__ == "__main__":
    sys.exit(main())
