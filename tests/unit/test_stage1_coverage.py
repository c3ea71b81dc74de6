"""All of stage1 has run: every instruction, and every conditional jump both ways.

Repeats the tests of test_stage1.py and test_stage1_errors.py but the random one, so the answer does
not depend on what else was chosen to run, nor on luck.
"""

import os
from functools import partial

import test_stage1
import test_stage1_errors
from bios_machine import Machine, make_sector_0
from stage1_cases import disassemble, jump_target


def is_conditional(line):
    return jump_target(line) is not None and line.mnemonic not in ("jmp", "ljmp", "call")


def calls_of(test):
    """A test as calls without arguments, one for each value that pytest gives it."""
    marks = [mark for mark in getattr(test, "pytestmark", []) if mark.name == "parametrize"]
    if not marks:
        return [test]
    _, values = marks[0].args
    return [partial(test, value) for value in values]


def all_calls():
    for file in (test_stage1, test_stage1_errors):
        for name, test in vars(file).items():
            if name.startswith("test_") and not hasattr(test, "hypothesis"):
                yield from calls_of(test)


def say(capsys, line):
    """On the screen of tests/run where that runs us (tests/progress.py), else on pytest's."""
    if "PROGRESS_FD" in os.environ:
        os.write(int(os.environ["PROGRESS_FD"]), f"  {line}\n".encode())
        return
    with capsys.disabled():
        print(f"\n{line}")


def test_every_instruction_runs_and_every_branch_goes_both_ways(monkeypatch, capsys):
    code = disassemble(make_sector_0())
    runs = []
    run = Machine.run
    monkeypatch.setattr(Machine, "run",
                        lambda pc: runs.append((pc.executed, pc.branches)) or run(pc))
    for call in all_calls():
        call()
    executed = set().union(*(instructions for instructions, _ in runs))
    branches = set().union(*(pairs for _, pairs in runs))
    wanted = {(address, way) for address, line in code.items() if is_conditional(line)
              for way in (address + line.size, jump_target(line))}
    taken = wanted & branches
    say(capsys, f"stage1: instructions executed {len(executed & set(code))} / {len(code)}, "
                f"branch directions taken {len(taken)} / {len(wanted)}")
    missing = [code[address] for address in sorted(set(code) - executed)]
    missing += [code[address] for address, _ in sorted(wanted - taken)]
    assert not missing, [f"{line.address:#x} {line.mnemonic} {line.op_str}" for line in missing]
    assert executed <= set(code)  # else the disassembly has missed something
