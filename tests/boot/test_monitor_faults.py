"""`fault`: every exception raised in the kernel that users get, by the monitor, in QEMU and Bochs.

The table of what each report has to say is tests/kernel/test_faults.py's.
"""

import re

import pytest

from memory import number, told
from monitor import Monitor
from screen import ROWS, lay_out
from test_faults import FAULTS, IN_QEMU, NAMED, NAMES, NEVER, NOT_IN_TCG

GOES_ON = ["bp"]  # these report and return


@pytest.fixture
def monitor(qemu, image):
    return Monitor(qemu(image))


def fault_names(monitor):
    lines = told(monitor, "fault")
    return {line[:16].strip(): line[16:] for line in lines}


def test_faults_are_listed_one_a_line(monitor):
    names = fault_names(monitor)
    assert set(NAMED + GOES_ON) | set(NEVER) | {"stack-smash", "panic"} <= set(names)
    assert all(len(text) >= 3 for text in names.values())


def test_what_cannot_be_raised_says_why(monitor):
    names = fault_names(monitor)
    for name in NEVER:
        assert told(monitor, f"fault {name}") == [
            f"{name} cannot be raised here:",
            f"{names[name]}.",
        ]
    (refusal, usage) = told(monitor, "fault everything")
    assert refusal == 'fault: expected one of the names that `fault` lists, found "everything"'
    assert usage == "usage: fault [NAME]"


def test_a_breakpoint_goes_on(monitor):
    lines = told(monitor, "fault bp")
    assert re.match(r"BREAKPOINT at [0-9a-f]{16}: cs 8, ", lines[0])
    assert lines[1:] == ["bp is over, and the kernel goes on."]
    assert number(told(monitor, "frames"), "usable") > 0


def reported(monitor, name):
    """Raises the fault in the kernel that users get; its report, or None where it came back."""
    monitor.type(f"fault {name}\n")
    end = monitor.wait(r"switch it off\.$|this machine does not raise it", fatal=None)
    if "not raise" in end.group():
        return None
    return monitor.new().partition("\n")[2].lstrip("\n")


def check_report(machine, report, name, headline):
    lines = report.split("\n")
    assert re.match(headline, lines[0]), report
    assert f"Last step: fault {name}." in lines
    trace = re.findall(r"^  [0-9a-f]{16}  (\w*)", report, re.MULTILINE)
    if name != "stack-overflow":
        assert {"fault_start", "monitor_poll"} & set(trace), report
    machine.wait_for(r"^Stopped\..*switch it off\.", where="screen", fatal=None)
    shown = machine.screen().used_rows()
    assert len(lay_out(report)) <= ROWS and shown[-len(lay_out(report)) :] == lay_out(report)


def check_fault(machine, name, expected):
    report = reported(Monitor(machine), name)
    if report is None:
        assert name in NOT_IN_TCG
        pytest.skip(NOT_IN_TCG[name])
    vector, code, words, function = expected
    mnemonic, full = NAMES[vector]
    sign = "" if mnemonic == "NMI" else "#"
    headline = re.escape(f"EXCEPTION: {full} ({sign}{mnemonic}, vector {vector})")
    check_report(machine, report, name, headline)
    assert f"\nError code {code:08x}" in report
    assert all(word in report for word in words), report
    assert not function or re.search(rf"^  [0-9a-f]{{16}}  {function}\+0x", report, re.MULTILINE)


@pytest.mark.parametrize("name", NAMED)
def test_every_fault_in_qemu(qemu, image, name):
    check_fault(qemu(image, cpu="max"), name, FAULTS[IN_QEMU.get(name, name)])


@pytest.mark.parametrize("name", NAMED)
def test_every_fault_in_bochs(bochs, image, name):
    check_fault(bochs(image, cpu="corei7_haswell_4770"), name, FAULTS[name])


@pytest.mark.parametrize(
    "name, headline",
    [
        ("panic", r"PANIC: you have asked for it at kernel/faults\.c:\d+"),
        ("stack-smash", "PANIC: a function has written beyond its array on the stack at "),
    ],
)
def test_panics(qemu, image, name, headline):
    machine = qemu(image)
    check_report(machine, reported(Monitor(machine), name), name, headline)
