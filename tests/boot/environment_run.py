"""Starts an environment of the table and sees that what the table says does happen."""

import functools
import re
import subprocess

import pytest

from bochs import PROGRAM as BOCHS
from climb import HELLO, PROMPT, READY, STEPS, Climb, check_climb, climbed
from environment_disks import need
from environments import Boots
from machine import MachineError
from qemu import PROGRAM as QEMU


@functools.cache
def offered(program, *question):
    """What an emulator answers when it is asked which models it has."""
    done = subprocess.run([program, *question], capture_output=True, text=True)
    return done.stdout + done.stderr


def skip_what_is_not_there(environment, options):
    """Other versions of the emulators have other boards and CPUs; other systems other files."""
    words = " ".join(map(str, (*options.get("extra", ()), options.get("bios", ""))))
    asked = {"board": (QEMU, "-machine", "help"), "cpu": (QEMU, "-cpu", "help")}
    if environment.machine == "bochs":
        asked = {"cpu": (BOCHS, "--help", "cpu")}
    for option, question in asked.items():
        name = options.get(option, "").partition(",")[0]
        if name and not re.search(rf"(^|\s){re.escape(name)}($|\s)", offered(*question)):
            pytest.skip(f"{question[0]} has no {option} {name}")
    for path in re.findall(r"/usr/[^,\s]+", words):
        need(path, "bochsbios, vgabios or seabios")


def try_environment(environment, image, scratch, request):
    """`request` gives the fixture of the environment's machine, which is returned."""
    options = dict(environment.options)
    if environment.recipe:
        prepared = environment.recipe(image, scratch)
        image = prepared.pop("image")
        extra = (*prepared.pop("extra", ()), *options.get("extra", ()))
        options |= {key: value for key, value in prepared.items() if environment.machine == "qemu"}
        options |= {"extra": extra} if extra else {}
    start = request.getfixturevalue(environment.machine)
    skip_what_is_not_there(environment, options)
    machine = start(image, **options)
    if isinstance(environment.expects, Boots):
        boots(machine, environment.expects)
    else:
        stops(machine, environment.expects)
    return machine


def boots(machine, expected):
    if not expected.serial:
        return boots_on_screen(machine)
    if expected.before or expected.twice or not expected.screen:
        climb = boots_on_com1(machine, expected)
    else:
        climb = climbed(machine)
    assert (climb.drive, climb.method) == (expected.drive, expected.method)
    for step, words in expected.told:
        told = " ".join(part[step] for part in (climb.stage2, climb.kernel) if step in part)
        assert re.search(words, told), machine.describe(f"{step} does not tell {words!r}")


def boots_on_com1(machine, expected):
    machine.wait_for(PROMPT, fatal=re.compile(r"error:|EXCEPTION:|PANIC:"))
    text = machine.serial().lstrip("\r\n")
    if expected.before:
        assert text.startswith(expected.before + "\r\n"), machine.describe("another first line")
        text = text[len(expected.before) :]
    climb = Climb(text)
    if expected.twice:  # the firmware's copy of what goes to the screen stands between our lines
        assert climb.lines.count(HELLO) == 1 and climb.lines[-2:] == ["[kernel] ready", "ascent> "]
    else:
        check_climb(climb)
    return climb


def boots_on_screen(machine):
    machine.wait_for(READY, where="screen")
    rows = machine.screen().used_rows()
    assert rows[-2:] == ["[kernel] ready", "ascent>"] and "[kernel] serial: no COM1" in rows
    assert machine.serial() == ""


def stops(machine, expected):
    """Wherever it says so; and it is still there a moment later, without having begun again."""
    where = "serial" if expected.ours else "screen"
    machine.wait_for(expected.words.replace("\n", "\r\n" if expected.ours else "\n"), where,
                     fatal=re.compile(READY, re.MULTILINE))  # fmt: skip
    if expected.ours:
        machine.wait_for(expected.words, "screen", fatal=None)
    machine.watch(0.5)
    climb = Climb(machine.serial())
    assert sum(line.startswith("Ascent:") or line == "Ascent" for line in climb.lines) <= 1
    if not expected.ours and machine.serial():
        raise MachineError(machine.describe("we were not to run at all"))
    assert not set(climb.stage2) & set(STEPS[3:]), machine.describe("it went on")
