"""test_tasks_cost.py: a wake, a key and a task cost no more instructions than they may.

The same measurements as `make bench-tasks`: callgrind's counts, which are the same on every run.
"""

import os
import shutil
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "tests" / "bench" / "tasks"))
import cost  # noqa: E402

PROGRAM = Path(os.environ.get("BUILD", ROOT / "build")) / "bench" / "tasks"

pytestmark = pytest.mark.skipif(not shutil.which("valgrind"), reason="valgrind is not installed")


def test_a_wake_costs_the_same_however_many_tasks_there_are():
    costs = [cost.cost(PROGRAM, "wake", tasks) for tasks in (1, 1000)]
    assert costs[0] == costs[1] <= cost.MOST["wake"]


@pytest.mark.parametrize("what", ["key", "spawn"])
def test_it_costs_no_more_than_it_may(what):
    assert cost.cost(PROGRAM, what) <= cost.MOST[what]


def test_the_counter_counts():
    """The floor is cheaper, and not for nothing."""
    assert 10 < cost.cost(PROGRAM, "floor-wake") < cost.cost(PROGRAM, "wake")
