"""Which branches the tests take: all of stage1's, and at least LEAST percent of stage2's.

The counting is in branch_coverage.py, which `make coverage` runs to print its whole table.
"""

import os

from branch_coverage import LEAST, File, Stage, stage1, stage2_assembly, stage2_c, table


def say(capsys, line):
    """On the screen of tests/run where that runs us (tests/progress.py), else on pytest's."""
    if "PROGRESS_FD" in os.environ:
        os.write(int(os.environ["PROGRESS_FD"]), f"  {line}\n".encode())
        return
    with capsys.disabled():
        print(f"\n{line}")


def summary(stage):
    ways, gone = stage.counts
    instructions = ", ".join(file.instructions for file in stage.files if file.instructions)
    return f"{stage.name}: {gone} of {ways} ways of its branches, {stage.percent:.1f} %" + (
        f"; {instructions}" if instructions else "")


def test_every_instruction_of_stage1_runs_and_every_branch_goes_both_ways(capsys):
    stage = stage1()
    say(capsys, summary(stage))
    assert stage.counts[0] > 30
    assert not stage.files[0].missing


def test_every_instruction_of_stage2_assembly_runs_and_every_branch_goes_both_ways(capsys):
    stage = Stage("stage2's assembly", stage2_assembly())
    ways, gone = stage.counts
    say(capsys, f"{stage.name}: {gone} of {ways} ways of its branches, {stage.percent:.1f} %")
    assert len(stage.files) == 6
    assert not [(file.name, file.missing) for file in stage.files if file.missing]


def test_stage2_is_covered(capsys):
    stage = Stage("stage2's C", stage2_c())
    say(capsys, summary(stage))
    assert stage.counts[0] > 700
    assert stage.percent >= LEAST, "\n".join(table([stage]))


def test_a_way_that_is_not_gone_is_told_and_counted():
    ways = {(1, "taken"), (1, "not taken"), (7, "taken"), (7, "not taken")}
    stage = Stage("any", [File("any.asm", ways, ways - {(7, "taken")})])
    assert stage.percent == 75
    assert table([stage])[-1] == "any.asm:7: taken"
